package io.hawser.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hawser.StoreException;
import io.hawser.http.client.Proxy;
import io.hawser.store.StoreContext;
import io.hawser.testkit.Answer;
import io.hawser.testkit.Misbehaving;
import io.hawser.testkit.ScriptedHttpServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a status means, and in which words it is told: rows 6 and 7 of the fault matrix. */
class RefusalTest {
    private ScriptedHttpServer server;
    private final TestStore store = new TestStore();

    @BeforeEach
    void start() throws IOException {
        server = ScriptedHttpServer.start();
    }

    @AfterEach
    void stop() throws IOException {
        store.close();
        server.close();
    }

    private StoreException refused(Answer answer) {
        server.on("/file", _ -> answer);
        return catchThrowableOfType(StoreException.class, () -> store.read(server.url("/file")));
    }

    @ParameterizedTest
    @CsvSource({
        "400, rejected, false",
        "401, denied, false",
        "402, rejected, false",
        "403, denied, false",
        "404, not_found, false",
        "405, unsupported, false",
        "407, denied, false",
        "408, unavailable, true",
        "410, not_found, false",
        "412, conflict, false",
        "416, rejected, false",
        "418, rejected, false",
        "429, throttled, true",
        "500, unavailable, true",
        "501, unsupported, false",
        "502, unavailable, true",
        "503, unavailable, true",
        "504, unavailable, true",
        "507, unavailable, true",
        "204, rejected, false",
        "206, rejected, false",
        "300, rejected, false",
        "302, rejected, false",
        "304, rejected, false"
    })
    void statuses(int status, String kind, boolean retryable) {
        var told = refused(Answer.status(status));

        assertThat(told.kind()).isEqualTo(kind);
        assertThat(told.retryable()).isEqualTo(retryable);
        assertThat(told).hasMessageContaining(server.url("/file")).hasMessageContaining(Integer.toString(status));
    }

    @Test
    void theServerSaysWhenToComeAgain() {
        for (int status : new int[] {429, 503}) {
            var told = refused(Answer.status(status).with("Retry-After", "7"));

            assertThat(((StoreException.Throttled) told).retryAfter()).contains(Duration.ofSeconds(7));
        }
    }

    @Test
    void theFirstLineOfAnExplanationIsShown() {
        assertThat(refused(Answer.status(400).withText("\n  no\u0007 such\tthing \nmore\n")))
                .hasMessageEndingWith("(no? such thing)");
        assertThat(
                        refused(
                                Answer.status(403)
                                        .with("Content-Type", "application/xml")
                                        .withText(
                                                "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code><Message>No</Message></Error>")))
                .hasMessageContaining("(AccessDenied No)");
        assertThat(refused(Answer.status(400).withText("x".repeat(100_000))).reason())
                .hasSizeLessThan(250);
        assertThat(refused(Misbehaving.errorPage().withStatus(500))).hasMessageNotContaining("temporarily");
    }

    @Test
    void aRefusalLeavesTheConnectionFitForTheNextRequest() {
        refused(Answer.status(404).withText("no such file"));
        refused(Answer.status(404).withText("no such file"));

        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void secretsThatAServerEchoesAreNotShown() {
        var context = StoreContext.defaults().withHeaders(List.of(Map.entry("X-Token", "s3cret-header")));
        try (var knowing = new TestStore(context)) {
            server.on(
                    "/file",
                    request -> Answer.status(403)
                            .withText(request.header("X-Token").orElse("") + " and "
                                    + request.header("Authorization").orElse("")));
            var url = server.url("user:s3cret@127.0.0.1", "/file");
            var told = catchThrowableOfType(StoreException.class, () -> knowing.read(url));

            assertThat(told)
                    .hasMessageContaining("403")
                    .hasMessageNotContaining("s3cret")
                    .hasMessageNotContaining(Proxy.basic("user:s3cret").substring(6));
        }
    }

    @Test
    void aMissingLoginIsNamedAndWhatTheServerWants() {
        var told = refused(Answer.status(401).with("WWW-Authenticate", "Digest realm=\"x\", nonce=\"y\""));

        assertThat(told).hasMessageContaining("asks for Digest").hasMessageContaining("no credentials were sent");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SSH-2.0-OpenSSH_9.2\r\n", "+OK ready\r\n", "<html></html>\n\n"})
    void whatIsNoHttpServerIsSaidSo(String greeting) {
        assertThat(refused(Answer.raw(greeting)))
                .isInstanceOf(StoreException.Rejected.class)
                .hasMessageContaining("not an HTTP server");
    }

    @Test
    void aConnectionThatEndsWithoutAnAnswerIsWorthAnotherTry() {
        assertThat(refused(Answer.fin()))
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContaining("before an answer came");
        assertThat(refused(Answer.reset())).isInstanceOf(StoreException.Unavailable.class);
        assertThat(refused(Answer.raw("HTTP/1.1 200 OK\r\nContent-Le"))).isInstanceOf(StoreException.Unavailable.class);
    }

    @Test
    void nobodyListens() throws IOException {
        int port = server.port();
        server.close();

        assertThatThrownBy(() -> store.read("http://127.0.0.1:" + port + "/file"))
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContaining("cannot connect to 127.0.0.1:" + port);
    }

    @Test
    void anUnknownHost() {
        assertThatThrownBy(() -> store.read("http://no-such-host.invalid/file"))
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContaining("unknown host no-such-host.invalid");
    }

    @Test
    void aUrlThatIsNone() {
        assertThatThrownBy(() -> store.read("http://exa mple.com/"))
                .isInstanceOf(StoreException.Rejected.class)
                .hasMessageContaining("host name");
    }
}
