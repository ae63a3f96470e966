package io.hawser.testkit.artifactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.testkit.Content;
import io.hawser.testkit.Eventually;
import io.hawser.testkit.artifactory.RawArtifactory.Reply;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultTest extends WithServer {
    private static final Content CONTENT = Content.random(1, 100_000);
    private static final String RANGE = "Range: bytes=10-19";

    @BeforeEach
    void put() {
        server.put(JAR, CONTENT);
        server.put("libs/other", CONTENT);
    }

    @Test
    void rulesChooseTheRequestsThatSuffer() throws IOException {
        ArtifactoryRule rule = server.fault(JAR, ArtifactoryFault.status(503)).first(2);
        server.at(ArtifactoryOperation.AQL).nth(1).suffers(ArtifactoryFault.queryTimeout());
        assertThat(get("/libs/other").status()).isEqualTo(200);
        assertThat(ask("HEAD", "/" + JAR).status()).isEqualTo(200);
        refused(503, "This is a test of the status 503", get("/" + JAR));
        assertThat(get("/" + JAR).status()).isEqualTo(503);
        assertThat(get("/" + JAR).status()).isEqualTo(200);
        assertThat(rule.suffered()).isEqualTo(2);
        Content query = Content.text("items.find()");
        assertThat(ask("POST", "/api/search/aql", query).status()).isEqualTo(408);
        assertThat(ask("POST", "/api/search/aql", query).status()).isEqualTo(200);
        ArtifactoryRule late = server.fault(ArtifactoryFault.throttled(Duration.ofSeconds(7)))
                .where(request -> request.header("Range").isPresent())
                .after(1);
        assertThat(get("/libs/other", RANGE).status()).isEqualTo(206);
        assertThat(get("/libs/other", RANGE).header("Retry-After")).isEqualTo("7");
        assertThat(get("/libs/other").status()).isEqualTo(200);
        late.lift();
        assertThat(get("/libs/other", RANGE).status()).isEqualTo(206);
        assertThat(server.requests(JAR)).hasSize(4);
    }

    @Test
    void errorsAreThoseOfServersAndProxies() throws IOException {
        ArtifactoryRule rule = server.fault(JAR, ArtifactoryFault.error(403, "Forbidden"));
        refused(403, "Forbidden", get("/" + JAR));
        rule.suffers(ArtifactoryFault.expiredToken());
        refused(401, "Token failed verification: expired", get("/" + JAR));
        rule.suffers(ArtifactoryFault.proxyPage(200));
        Reply page = get("/" + JAR);
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Type")).isEqualTo("text/html");
        rule.suffers(ArtifactoryFault.reset());
        assertThatThrownBy(() -> get("/" + JAR)).isInstanceOf(IOException.class);
    }

    @Test
    void aReplyIsLostAfterTheWork() throws IOException {
        server.at(ArtifactoryOperation.DEPLOY).first(1).suffers(ArtifactoryFault.lostReply());
        assertThatThrownBy(() -> ask("PUT", "/libs/new", CONTENT)).isInstanceOf(IOException.class);
        assertThat(server.item("libs/new")).isPresent();
    }

    @Test
    void bodiesAreDamaged() throws IOException {
        ArtifactoryRule rule = server.fault(JAR, ArtifactoryFault.shortBody(50_000));
        assertThatThrownBy(() -> get("/" + JAR)).hasMessageContaining("50000 bytes missing");
        rule.suffers(ArtifactoryFault.resetAfter(50_000));
        assertThatThrownBy(() -> get("/" + JAR)).isInstanceOf(IOException.class);
        rule.suffers(ArtifactoryFault.truncated(1));
        Reply shorter = get("/" + JAR);
        assertThat(shorter.header("Content-Length")).isEqualTo("99999");
        assertThat(shorter.header("X-Checksum-Sha1")).isEqualTo(CONTENT.digest("SHA-1"));
        rule.suffers(ArtifactoryFault.flippedAt(3));
        assertThat(CONTENT.mismatch(new ByteArrayInputStream(get("/" + JAR).body())))
                .hasValue(3);
        rule.suffers(ArtifactoryFault.withoutChecksums());
        assertThat(get("/" + JAR).headers().has("X-Checksum-Sha256")).isFalse();
        assertThat(get("/" + JAR).headers().has("ETag")).isTrue();
    }

    @Test
    void anAnswerStalls() throws IOException {
        server.allowingAnonymous().fault(JAR, ArtifactoryFault.stallAfter(1000));
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            String head = "GET /artifactory/" + JAR + " HTTP/1.1\r\nHost: test\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            Eventually.holds(() -> server.sent() == 1000, () -> server.sent() + " bytes were sent");
            assertThat(server.requests().getFirst().sent()).isEqualTo(1000);
        }
    }

    @Test
    void rangesAreAnsweredWrongly() throws IOException {
        ArtifactoryRule rule = server.fault(JAR, ArtifactoryFault.wholeForRange());
        assertThat(get("/" + JAR, RANGE).status()).isEqualTo(200);
        assertThat(get("/" + JAR, RANGE).header("Accept-Ranges")).isEqualTo("bytes");
        rule.suffers(ArtifactoryFault.withoutRanges());
        assertThat(get("/" + JAR, RANGE).headers().has("Accept-Ranges")).isFalse();
        rule.suffers(ArtifactoryFault.etagPerRange());
        assertThat(get("/" + JAR, RANGE).header("ETag")).isEqualTo(CONTENT.digest("SHA-1") + "-10-19");
        assertThat(get("/" + JAR).header("ETag")).isEqualTo(CONTENT.digest("SHA-1"));
    }

    @Test
    void proxiesCompress() throws IOException {
        ArtifactoryRule rule = server.fault(JAR, ArtifactoryFault.gzipped());
        assertThat(get("/" + JAR, RANGE).status()).isEqualTo(206);
        Reply asked = get("/" + JAR, RANGE, "Accept-Encoding: gzip");
        assertThat(asked.header("Content-Encoding")).isEqualTo("gzip");
        assertThat(asked.headers().has("Content-Length")).isFalse();
        assertThat(asked.header("ETag")).isEqualTo("W/\"" + CONTENT.digest("SHA-1") + "\"");
        assertThat(new GZIPInputStream(new ByteArrayInputStream(asked.body())).readAllBytes())
                .isEqualTo(CONTENT.bytes());
        rule.suffers(ArtifactoryFault.gzippedUnasked());
        Reply unasked = get("/" + JAR);
        assertThat(unasked.header("Content-Encoding")).isEqualTo("gzip");
        assertThat(unasked.header("Content-Length")).isEqualTo(Integer.toString(unasked.body().length));
    }

    @Test
    void aFileIsReplacedInMidDownload() throws IOException {
        Content other = CONTENT.flippedAt(0);
        ArtifactoryRule rule = server.fault(JAR, ArtifactoryFault.during(50_000, () -> server.put(JAR, other)))
                .first(1);
        assertThat(get("/" + JAR).body()).isEqualTo(CONTENT.bytes());
        assertThat(rule.suffered()).isEqualTo(1);
        assertThat(get("/" + JAR).header("ETag")).isEqualTo(other.digest("SHA-1"));
        server.fault(JAR, ArtifactoryFault.after(() -> server.put(JAR, CONTENT)));
        assertThat(get("/" + JAR).header("ETag")).isEqualTo(CONTENT.digest("SHA-1"));
    }

    @Test
    void aMixFollowsFromItsSeed() throws IOException {
        List<List<Integer>> runs = new ArrayList<>();
        for (int run = 0; run < 2; run++) {
            ArtifactoryRule rule = server.fault(ArtifactoryFault.mix(
                    5, 3, ArtifactoryFault.status(500), ArtifactoryFault.status(503), ArtifactoryFault.status(429)));
            List<Integer> statuses = new ArrayList<>();
            for (int file = 0; file < 20; file++) {
                server.put("mixed/" + file, CONTENT);
                for (int i = 0; i < 4; i++) {
                    statuses.add(get("/mixed/" + file).status());
                }
                assertThat(statuses.getLast()).isEqualTo(200);
            }
            assertThat(statuses).contains(500, 503, 429);
            runs.add(statuses);
            rule.lift();
        }
        assertThat(runs.get(0)).isEqualTo(runs.get(1));
    }
}
