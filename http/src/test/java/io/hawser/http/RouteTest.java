package io.hawser.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.ByteRange;
import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.http.client.Proxy;
import io.hawser.store.OpenOptions;
import io.hawser.store.Scope;
import io.hawser.store.StoreContext;
import io.hawser.testkit.Answer;
import io.hawser.testkit.CollectingSink;
import io.hawser.testkit.Content;
import io.hawser.testkit.Eventually;
import io.hawser.testkit.Fault;
import io.hawser.testkit.Handler;
import io.hawser.testkit.ScriptedHttpServer;
import io.hawser.testkit.ServedFile;
import io.hawser.testkit.StoppableScope;
import io.hawser.testkit.TestCertificate;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way to a server: through proxies and by TLS. */
class RouteTest {
    private static final Content CONTENT = Content.random(5, 3_000_000);

    @TempDir
    private Path folder;

    private ScriptedHttpServer plain;
    private ScriptedHttpServer secure;
    private ScriptedHttpServer proxy;
    private Map<String, String> trust;

    @BeforeEach
    void start() throws IOException {
        plain = ScriptedHttpServer.start();
        secure = ScriptedHttpServer.start(TestCertificate.ofLoopback());
        proxy = ScriptedHttpServer.start();
        var pem = TestCertificate.ofLoopback().writePem(folder.resolve("ca.pem"));
        trust = Map.of("cacert", pem.toString());
    }

    @AfterEach
    void stop() throws IOException {
        plain.close();
        secure.close();
        proxy.close();
    }

    private TestStore trusting() {
        return new TestStore(StoreContext.defaults().withOptions(trust));
    }

    private TestStore trustingThroughProxy(String userInfo) {
        var url = "http://" + userInfo + "127.0.0.1:" + proxy.port();
        return new TestStore(StoreContext.defaults()
                .withOptions(trust)
                .withEnvironment(Map.of("http_proxy", url, "https_proxy", url, "no_proxy", "localhost")));
    }

    @Test
    void filesComeByTlsOnOneConnection() throws IOException {
        secure.serve("/file", CONTENT);
        try (var store = trusting();
                var source = store.open(secure.url("localhost", "/file"), 1_000_000)) {
            assertThat(TestStore.readInParts(source, 1_000_000)).isEqualTo(CONTENT.bytes());
        }

        assertThat(secure.connections()).isEqualTo(1);
    }

    @Test
    void aCertificateThatNobodyVouchesForIsRefused() {
        secure.serve("/file", CONTENT);
        try (var store = new TestStore()) {
            assertThatThrownBy(() -> store.read(secure.url("/file")))
                    .isInstanceOf(StoreException.Rejected.class)
                    .hasMessageContaining("certificate is not trusted")
                    .hasMessageContaining("--cacert");
        }
        assertThat(secure.exchanges()).isEmpty();
    }

    @Test
    void aCertificateOfAnotherHostIsRefused() throws IOException {
        var wrong = TestCertificate.of("other.example");
        var pem = wrong.writePem(folder.resolve("other.pem"));
        try (var server = ScriptedHttpServer.start(wrong);
                var store = new TestStore(StoreContext.defaults().withOptions(Map.of("cacert", pem.toString())))) {
            server.serve("/file", CONTENT);

            assertThatThrownBy(() -> store.read(server.url("/file")))
                    .isInstanceOf(StoreException.Rejected.class)
                    .hasMessageContaining("certificate");
            assertThat(server.exchanges()).isEmpty();
        }
    }

    @Test
    void aFileOfSeveralAuthoritiesIsReadWhole() throws IOException {
        var both = folder.resolve("both.pem");
        var other = TestCertificate.of("other.example").writePem(folder.resolve("other.pem"));
        Files.writeString(
                both, "# first\n" + Files.readString(other) + "\n" + Files.readString(folder.resolve("ca.pem")));
        secure.serve("/file", Content.text("a"));
        try (var store = new TestStore(StoreContext.defaults().withOptions(Map.of("cacert", both.toString())))) {
            assertThat(store.read(secure.url("/file"))).asString().isEqualTo("a");
        }
    }

    @Test
    void aFileWithoutAuthoritiesIsToldBeforeAnythingIsSent() throws IOException {
        var empty = Files.writeString(folder.resolve("empty.pem"), "");
        var junk = Files.writeString(
                folder.resolve("junk.pem"), "-----BEGIN CERTIFICATE-----\njunk\n-----END CERTIFICATE-----\n");
        for (var file : new Path[] {empty, junk, folder.resolve("missing.pem"), folder}) {
            try (var store = new TestStore(StoreContext.defaults().withOptions(Map.of("cacert", file.toString())))) {
                assertThatThrownBy(() -> store.read(secure.url("/file")))
                        .isInstanceOf(StoreException.Local.class)
                        .hasMessageContaining(file.toString());
            }
        }
    }

    @Test
    void aRedirectFromTlsToPlainIsRefusedWhenThereAreSecrets() throws IOException {
        secure.on("/from", _ -> Answer.redirect(302, plain.url("/to")));
        plain.serve("/to", Content.text("a"));
        try (var store = trusting()) {
            assertThat(store.read(secure.url("/from"))).asString().isEqualTo("a");
            assertThatThrownBy(() -> store.read(secure.url("user:s3cret@127.0.0.1", "/from")))
                    .isInstanceOf(StoreException.Rejected.class)
                    .hasMessageContaining("from https to")
                    .hasMessageNotContaining("s3cret");
        }
        assertThat(plain.exchanges()).hasSize(1);
    }

    @Test
    void aStalledTlsConnectionIsLeftAtOnceWhenToldSo() throws Exception {
        secure.on("/file", request -> ServedFile.of(CONTENT).answer(request).suffering(new Fault.StallAfter(100_000)));
        var scope = new StoppableScope();
        var url = secure.url("/file");
        try (var store = trusting();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var collected = CollectingSink.inOrder(ByteRange.from(0));
            var reading = threads.submit(() -> {
                try (var source = store.at(url).open(Location.parse(url), OpenOptions.whole(), scope)) {
                    return source.read(ByteRange.from(0), collected, scope);
                }
            });
            Eventually.holds(() -> collected.bytes().length == 100_000, () -> "bytes: " + collected.bytes().length);
            scope.stop();

            assertThatThrownBy(reading::get).hasCauseInstanceOf(StoreException.Unavailable.class);
        }
        Eventually.holds(() -> secure.openConnections() == 0, () -> "a connection is left");
    }

    @Test
    void plainRequestsNameTheWholeUrlToAProxy() throws IOException {
        proxy.serve("/file", CONTENT);
        try (var store = trustingThroughProxy("al%69ce:s3cret@");
                var source = store.open("http://files.example/file?x=1", 1_000_000)) {
            assertThat(TestStore.readInParts(source, 1_000_000)).isEqualTo(CONTENT.bytes());
        }

        var request = proxy.exchanges().getFirst().request();
        assertThat(request.target()).isEqualTo("http://files.example/file?x=1");
        assertThat(request.header("Host")).contains("files.example");
        assertThat(request.header("Proxy-Authorization")).contains(Proxy.basic("alice:s3cret"));
        assertThat(proxy.connections()).isEqualTo(1);
    }

    @Test
    void secureRequestsTunnelThroughAProxyThatSeesNothing() throws IOException {
        proxy.tunnelTo(authority -> authority.equals("localhost.example:443")
                ? Optional.empty()
                : Optional.of(new InetSocketAddress("127.0.0.1", secure.port())));
        secure.on("/file", ServedFile.of(CONTENT).requiring("Authorization", Proxy.basic("user:s3cret")));
        try (var store = trustingThroughProxy("alice:pr0xy@");
                var source = store.open(secure.url("user:s3cret@127.0.0.1", "/file"), 1_000_000)) {
            assertThat(TestStore.readInParts(source, 1_000_000)).isEqualTo(CONTENT.bytes());
        }

        var connect = proxy.exchanges().getFirst().request();
        assertThat(proxy.exchanges()).hasSize(1);
        assertThat(connect.method()).isEqualTo("CONNECT");
        assertThat(connect.target()).isEqualTo("127.0.0.1:" + secure.port());
        assertThat(connect.header("Proxy-Authorization")).contains(Proxy.basic("alice:pr0xy"));
        assertThat(connect.headers().has("Authorization")).isFalse();
        assertThat(secure.exchanges()).noneMatch(e -> e.request().headers().has("Proxy-Authorization"));
    }

    @Test
    void hostsWithoutAProxyAreReachedDirectly() throws IOException {
        plain.serve("/file", Content.text("a"));
        try (var store = trustingThroughProxy("")) {
            assertThat(store.read(plain.url("localhost", "/file"))).asString().isEqualTo("a");
        }
        assertThat(proxy.exchanges()).isEmpty();
    }

    @Test
    void aProxyThatWantsALoginIsNamed() {
        proxy.on("127.0.0.1:" + secure.port(), Handler.always(Answer.status(407)));
        proxy.on("/file", Handler.always(Answer.status(407)));
        try (var store = trustingThroughProxy("")) {
            assertThatThrownBy(() -> store.read(secure.url("/file")))
                    .isInstanceOf(StoreException.Denied.class)
                    .hasMessageContaining("proxy 127.0.0.1:" + proxy.port() + " answers 407");
            assertThatThrownBy(() -> store.read("http://files.example/file")).isInstanceOf(StoreException.Denied.class);
        }
    }

    @Test
    void aProxyThatCannotReachTheServerIsWorthAnotherTry() {
        proxy.on("127.0.0.1:" + secure.port(), Handler.always(Answer.status(502)));
        try (var store = trustingThroughProxy("")) {
            assertThatThrownBy(() -> store.read(secure.url("/file"))).isInstanceOf(StoreException.Unavailable.class);
        }
    }

    @Test
    void socksIsNotSupported() {
        try (var store = TestStore.with(Map.of("all_proxy", "socks5://127.0.0.1:1"))) {
            assertThatThrownBy(() -> store.at(plain.url("/a"))
                            .open(Location.parse(plain.url("/a")), OpenOptions.whole(), Scope.unlimited()))
                    .isInstanceOf(StoreException.Unsupported.class)
                    .hasMessageContaining("socks5");
        }
    }
}
