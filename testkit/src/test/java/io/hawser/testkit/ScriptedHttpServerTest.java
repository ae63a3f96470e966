package io.hawser.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.testkit.RawClient.Reply;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScriptedHttpServerTest {
    private static final Content CONTENT = Content.random(1, 200_000);

    private ScriptedHttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = ScriptedHttpServer.start();
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void oneConnectionCarriesManyRequestsAndAllAreRecorded() throws IOException {
        server.serve("/file", CONTENT);
        try (RawClient client = new RawClient(server.port())) {
            assertThat(client.ask("HEAD", "/file").headers().first("Content-Length"))
                    .hasValue("200000");
            assertThat(client.ask("GET", "/file?x=1", "Range: bytes=5-9").body())
                    .isEqualTo(CONTENT.slice(5, 5).bytes());
            assertThat(client.ask("GET", "/none").status()).isEqualTo(404);
            assertThat(client.ask("GET", "/file", "Connection: close").body()).isEqualTo(CONTENT.bytes());
            assertThat(client.in().read()).isEqualTo(-1);
        }
        assertThat(server.connections()).isEqualTo(1);
        Eventually.holds(() -> server.openConnections() == 0, () -> "the connection ends");
        assertThat(server.exchanges()).extracting(Exchange::status).containsExactly(200, 206, 404, 200);
        assertThat(server.exchanges()).allMatch(Exchange::ended);
        assertThat(server.exchanges("/file").get(1).request().range()).hasValue("bytes=5-9");
        assertThat(server.sent()).isEqualTo(200_005);
    }

    @Test
    void theLongestFolderAnswersForAPath() throws IOException {
        server.on("/a/", Handler.always(Answer.status(200).withText("a")));
        server.on("/a/b/", Handler.always(Answer.status(200).withText("b")));
        assertThat(RawClient.get(server, "/a/x").text()).isEqualTo("a");
        assertThat(RawClient.get(server, "/a/b/x").text()).isEqualTo("b");
    }

    @Test
    void framingsAllCarryTheContent() throws IOException {
        for (Answer.Framing framing : Answer.Framing.values()) {
            server.on("/file", Handler.always(Answer.ok(CONTENT).framed(framing)));
            Reply reply = RawClient.get(server, "/file");
            assertThat(reply.body()).as(framing.name()).isEqualTo(CONTENT.bytes());
            assertThat(reply.headers().has("Content-Length"))
                    .isEqualTo(framing == Answer.Framing.LENGTH || framing == Answer.Framing.CHUNKED_WITH_LENGTH);
            assertThat(reply.headers().has("Transfer-Encoding"))
                    .isEqualTo(framing == Answer.Framing.CHUNKED || framing == Answer.Framing.CHUNKED_WITH_LENGTH);
        }
    }

    @Test
    void aLyingLengthEndsTheConnection() throws IOException {
        server.on("/long", Handler.always(Answer.ok(CONTENT).with("Content-Length", "200001")));
        assertThatThrownBy(() -> RawClient.get(server, "/long")).isInstanceOf(EOFException.class);
        server.on("/short", Handler.always(Answer.ok(CONTENT).with("Content-Length", "10")));
        assertThat(RawClient.get(server, "/short").body()).hasSize(10);
    }

    @Test
    void contentIsCutAsScripted() throws IOException {
        server.on("/reset", Handler.always(Answer.ok(CONTENT).suffering(new Fault.ResetAfter(100))));
        assertThatThrownBy(() -> RawClient.get(server, "/reset")).isInstanceOf(SocketException.class);
        server.on("/fin", Handler.always(Answer.ok(CONTENT).suffering(new Fault.FinAfter(100))));
        assertThatThrownBy(() -> RawClient.get(server, "/fin"))
                .isInstanceOf(EOFException.class)
                .hasMessageContaining("199900 bytes");
        server.on(
                "/chunked",
                Handler.always(
                        Answer.ok(CONTENT).framed(Answer.Framing.CHUNKED).suffering(new Fault.FinAfter(200_000))));
        assertThatThrownBy(() -> RawClient.get(server, "/chunked")).isInstanceOf(EOFException.class);
        server.on("/flip", Handler.always(Answer.ok(CONTENT).suffering(new Fault.FlipBit(199_999))));
        assertThat(RawClient.get(server, "/flip").body())
                .isEqualTo(CONTENT.flippedAt(199_999).bytes());
        assertThat(server.exchanges()).extracting(Exchange::sent).containsExactly(100L, 100L, 200_000L, 200_000L);
    }

    @Test
    void answersCanBeMissing() throws IOException {
        server.on("/reset", Handler.always(Answer.reset()));
        assertThatThrownBy(() -> RawClient.get(server, "/reset")).isInstanceOf(SocketException.class);
        server.on("/fin", Handler.always(Answer.fin()));
        assertThatThrownBy(() -> RawClient.get(server, "/fin")).isInstanceOf(EOFException.class);
        server.on("/silence", Handler.always(Answer.silence()));
        try (RawClient client = new RawClient(server.port())) {
            client.send("GET /silence HTTP/1.1\r\n\r\n");
            Eventually.holds(() -> server.exchanges("/silence").size() == 1, () -> "the request comes");
            Eventually.holds(() -> server.openConnections() == 1, () -> "only the silent connection is left");
            assertThat(client.in().available()).isZero();
        }
        Eventually.holds(() -> server.openConnections() == 0, () -> "the silent connection ends");
    }

    @Test
    void misbehavesAsNamed() throws IOException {
        ServedFile file = ServedFile.of(CONTENT);
        String range = "Range: bytes=1000-1999";
        server.on("/whole", Misbehaving.ignoringRange(file));
        assertThat(RawClient.get(server, "/whole", range).status()).isEqualTo(200);

        server.on("/shifted", Misbehaving.shiftingRange(file, 10));
        Reply shifted = RawClient.get(server, "/shifted", range);
        assertThat(shifted.headers().first("Content-Range")).hasValue("bytes 1010-2009/200000");
        assertThat(shifted.body()).isEqualTo(CONTENT.slice(1010, 1000).bytes());

        server.on("/shorter", Misbehaving.shorteningRange(file, 10));
        Reply shorter = RawClient.get(server, "/shorter", range);
        assertThat(shorter.headers().first("Content-Range")).hasValue("bytes 1000-1989/200000");
        assertThat(shorter.body()).hasSize(990);

        server.on("/star", Misbehaving.hidingTotal(file));
        assertThat(RawClient.get(server, "/star", range).headers().first("Content-Range"))
                .hasValue("bytes 1000-1999/*");

        server.on("/unsaid", Misbehaving.hidingRange(file));
        assertThat(RawClient.get(server, "/unsaid", range).headers().has("Content-Range"))
                .isFalse();

        server.on("/careless", Misbehaving.ignoringConditions(file));
        assertThat(RawClient.get(server, "/careless", "If-Match: \"other\"").status())
                .isEqualTo(200);

        server.on("/gzip", Misbehaving.compressing(file));
        Reply gzip = RawClient.get(server, "/gzip");
        assertThat(gzip.headers().first("Content-Encoding")).hasValue("gzip");
        assertThat(new GZIPInputStream(Content.of(gzip.body()).stream()).readAllBytes())
                .isEqualTo(CONTENT.bytes());

        server.on("/asked", Misbehaving.compressingOnRequest(file));
        assertThat(RawClient.get(server, "/asked").headers().has("Content-Encoding"))
                .isFalse();
        assertThat(RawClient.get(server, "/asked", "Accept-Encoding: br, gzip")
                        .headers()
                        .has("Content-Encoding"))
                .isTrue();

        server.on("/page", Handler.always(Misbehaving.errorPage()));
        assertThat(RawClient.get(server, "/page").text()).startsWith("<html>");
    }

    @Test
    void handlersAreCombined() throws IOException {
        Handler ok = Handler.always(Answer.status(200));
        server.on("/busy", ok.afterFirst(2, Answer.status(503).with("Retry-After", "7")));
        assertThat(RawClient.get(server, "/busy").headers().first("Retry-After"))
                .hasValue("7");
        assertThat(RawClient.get(server, "/busy").status()).isEqualTo(503);
        assertThat(RawClient.get(server, "/busy").status()).isEqualTo(200);

        server.on("/sequence", Handler.sequence(Handler.always(Answer.redirect(302, "/busy")), ok));
        assertThat(RawClient.get(server, "/sequence").status()).isEqualTo(302);
        assertThat(RawClient.get(server, "/sequence").status()).isEqualTo(200);
        assertThat(RawClient.get(server, "/sequence").status()).isEqualTo(200);

        server.on("/secret", ok.requiring("Authorization", "Bearer x").refusingHead());
        assertThat(RawClient.get(server, "/secret").status()).isEqualTo(401);
        assertThat(RawClient.get(server, "/secret", "Authorization: Bearer x").status())
                .isEqualTo(200);
        try (RawClient client = new RawClient(server.port())) {
            assertThat(client.ask("HEAD", "/secret").status()).isEqualTo(403);
        }
    }

    @Test
    void aBrokenHandlerShowsInTheAnswer() throws IOException {
        server.on("/broken", _ -> {
            throw new IllegalStateException("oops");
        });
        Reply reply = RawClient.get(server, "/broken");
        assertThat(reply.status()).isEqualTo(500);
        assertThat(reply.text()).contains("oops");
    }

    @Test
    void aFileCanBeReplacedInMidBody() throws IOException {
        CountDownLatch replaced = new CountDownLatch(1);
        ServedFile next = ServedFile.of(Content.random(2, 200_000)).withEtag("\"2\"");
        server.on(
                "/file",
                ServedFile.of(CONTENT.reaching(100_000, () -> {
                            server.on("/file", next);
                            replaced.countDown();
                        }))
                        .withEtag("\"1\""));
        assertThat(RawClient.get(server, "/file").body()).isEqualTo(CONTENT.bytes());
        assertThat(replaced.getCount()).isZero();
        assertThat(RawClient.get(server, "/file", "If-Match: \"1\"").status()).isEqualTo(412);
    }

    @Test
    void foldersTakeGiveAndRemoveFiles() throws IOException {
        ServedFolder folder = new ServedFolder();
        server.on("/up/", folder);
        try (RawClient client = new RawClient(server.port())) {
            client.send("PUT /up/a HTTP/1.1\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
            assertThat(client.reply(false).status()).isEqualTo(100);
            client.send("abc");
            assertThat(client.reply(false).status()).isEqualTo(201);
            client.send("PUT /up/a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nde\r\n1\r\nf\r\n0\r\n\r\n");
            assertThat(client.reply(false).status()).isEqualTo(204);
            assertThat(client.ask("GET", "/up/a").text()).isEqualTo("def");
            client.send("PUT /up/a HTTP/1.1\r\nContent-Length: 1\r\nIf-None-Match: *\r\n\r\nx");
            assertThat(client.reply(false).status()).isEqualTo(412);
            assertThat(client.ask("DELETE", "/up/a").status()).isEqualTo(204);
            assertThat(client.ask("GET", "/up/a").status()).isEqualTo(404);
        }
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void anUploadThatBreaksOffIsNotStored() throws IOException {
        ServedFolder folder = new ServedFolder();
        folder.put("/up/a", Content.text("old"));
        server.on("/up/", folder);
        try (RawClient client = new RawClient(server.port())) {
            client.send("PUT /up/a HTTP/1.1\r\nContent-Length: 10\r\n\r\nnew");
        }
        Eventually.holds(() -> server.openConnections() == 0 && server.connections() == 1, () -> "the connection ends");
        assertThat(folder.content("/up/a").orElseThrow().bytes()).asString().isEqualTo("old");
    }

    @Test
    void speaksTlsWithACertificateThatItsPemProves(@TempDir Path folder) throws Exception {
        Path pem = TestCertificate.ofLoopback().writePem(folder.resolve("ca.pem"));
        try (ScriptedHttpServer secure = ScriptedHttpServer.start(TestCertificate.ofLoopback())) {
            secure.serve("/file", CONTENT);
            try (RawClient client = new RawClient(trusting(pem, "localhost", secure.port()))) {
                assertThat(client.ask("GET", "/file").body()).isEqualTo(CONTENT.bytes());
            }
            assertThat(secure.url("/file")).startsWith("https://127.0.0.1:");
        }
    }

    private static Socket trusting(Path pem, String host, int port) throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry(
                "ca",
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(Content.of(Files.readAllBytes(pem)).stream()));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(host, port);
        var parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        return socket;
    }

    @Test
    void servesAsAProxy() throws IOException {
        server.serve("/file", CONTENT);
        assertThat(RawClient.get(server, "http://files.example/file").body()).isEqualTo(CONTENT.bytes());
        try (RawClient client = new RawClient(server.port())) {
            assertThat(client.ask("CONNECT", "files.example:443").status()).isEqualTo(405);
        }
        try (ScriptedHttpServer origin = ScriptedHttpServer.start();
                RawClient client = new RawClient(server.port())) {
            origin.serve("/file", CONTENT);
            server.tunnelTo(_ -> Optional.of(origin.address()));
            client.send("CONNECT files.example:443 HTTP/1.1\r\n\r\n");
            assertThat(client.reply(true).status()).isEqualTo(200);
            assertThat(client.ask("GET", "/file").body()).isEqualTo(CONTENT.bytes());
        }
        assertThat(server.exchanges())
                .extracting(e -> e.request().target())
                .containsExactly("http://files.example/file", "files.example:443", "files.example:443");
    }
}
