package io.hawser.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.ByteRange;
import io.hawser.Entry;
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
import io.hawser.testkit.FaultProxy;
import io.hawser.testkit.FaultScript;
import io.hawser.testkit.Handler;
import io.hawser.testkit.Misbehaving;
import io.hawser.testkit.ScriptedHttpServer;
import io.hawser.testkit.ServedFile;
import io.hawser.testkit.StoppableScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Connections that are kept, redirects, credentials, and how an operation is broken off: rows 1 to 5 and 14 of the
 * fault matrix.
 */
class ClientTest {
    private static final Content CONTENT = Content.random(3, 3_000_000);

    @TempDir
    private Path folder;

    private ScriptedHttpServer server;
    private ScriptedHttpServer other;
    private final TestStore store = new TestStore();

    @BeforeEach
    void start() throws IOException {
        server = ScriptedHttpServer.start();
        other = ScriptedHttpServer.start();
    }

    @AfterEach
    void stop() throws IOException {
        store.close();
        server.close();
        other.close();
    }

    @Test
    void connectionsAreKeptOverFiles() throws IOException {
        server.serve("/a", Content.text("a"));
        server.serve("/b", Content.text("b"));
        store.read(server.url("/a"));
        store.read(server.url("/b"));
        store.stat(server.url("/a"));

        assertThat(server.connections()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"close", "Close, x"})
    void aConnectionThatTheServerWillCloseIsNotKept(String option) throws IOException {
        server.on("/a", ServedFile.of(Content.text("a")).withHeader("Connection", option));
        store.read(server.url("/a"));
        store.read(server.url("/a"));

        assertThat(server.connections()).isEqualTo(2);
    }

    @Test
    void anAnswerThatIsNotReadToItsEndCostsTheConnectionAndNothingElse() throws IOException {
        server.serve("/big", Content.random(1, 1L << 40));
        store.open(server.url("/big"), OpenOptions.whole()).close();
        server.serve("/a", Content.text("a"));
        store.read(server.url("/a"));

        assertThat(server.connections()).isEqualTo(2);
        Eventually.holds(() -> server.exchanges("/big").getFirst().ended(), () -> "the big answer goes on");
    }

    @Test
    void aKeptConnectionThatTheServerClosedIsReplaced() throws IOException {
        server.serve("/a", Content.text("a"));
        store.read(server.url("/a"));
        server.resetAll();
        Eventually.holds(() -> server.openConnections() == 0, () -> "connections stay open");

        assertThat(store.read(server.url("/a"))).asString().isEqualTo("a");
        assertThat(server.connections()).isEqualTo(2);
    }

    /** The server closes a kept connection at the moment the next request is under way. */
    @Test
    void aRequestThatMeetsAClosingConnectionIsSentOnceMore() throws IOException {
        var file = ServedFile.of(Content.text("a"));
        for (var end : List.of(Answer.fin(), Answer.reset())) {
            server.on("/a", Handler.sequence(file, _ -> end, file));
            store.read(server.url("/a"));

            assertThat(store.read(server.url("/a"))).asString().isEqualTo("a");
        }
    }

    /** A body after an answer to HEAD is not taken for the next answer. */
    @Test
    void whatBelongsToTheRequestBeforeIsNotTakenForAnAnswer() throws IOException {
        var file = ServedFile.of(Content.text("a"));
        server.on(
                "/a",
                request -> request.isHead()
                        ? Answer.raw("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")
                        : file.answer(request));
        for (int i = 0; i < 20; i++) {
            assertThat(store.stat(server.url("/a")).size()).hasValue(5);
            assertThat(store.read(server.url("/a"))).asString().isEqualTo("a");
        }
    }

    @Test
    void onAFreshConnectionNothingIsSentTwice() {
        server.on("/a", _ -> Answer.fin());

        assertThatThrownBy(() -> store.read(server.url("/a"))).isInstanceOf(StoreException.Unavailable.class);
        assertThat(server.exchanges()).hasSize(1);
    }

    @Test
    void theSecondFailureOfARequestIsAFailure() throws IOException {
        server.on("/a", Handler.sequence(ServedFile.of(Content.text("a")), _ -> Answer.reset()));
        store.read(server.url("/a"));

        assertThatThrownBy(() -> store.read(server.url("/a"))).isInstanceOf(StoreException.Unavailable.class);
        assertThat(server.exchanges()).hasSize(3);
    }

    @Test
    void aRefusedConnectionIsTold() throws IOException {
        server.serve("/a", Content.text("a"));
        try (var proxy = FaultProxy.to(server.address(), FaultScript.first(1, new Fault.Refuse()))) {
            var url = "http://127.0.0.1:" + proxy.address().getPort() + "/a";

            assertThatThrownBy(() -> store.read(url)).isInstanceOf(StoreException.Unavailable.class);
            assertThat(store.read(url)).asString().isEqualTo("a");
        }
    }

    @Test
    void aCutConnectionGivesWhatCameAndAnError() throws IOException {
        server.serve("/file", CONTENT);
        for (var cut : List.of(new Fault.ResetAfter(100_000), new Fault.FinAfter(100_000))) {
            try (var proxy = FaultProxy.to(server.address(), FaultScript.every(cut))) {
                var url = "http://127.0.0.1:" + proxy.address().getPort() + "/file";
                var collected = CollectingSink.inOrder(ByteRange.from(0));
                try (var source = store.open(url, OpenOptions.whole())) {
                    assertThatThrownBy(() -> source.read(ByteRange.from(0), collected, Scope.unlimited()))
                            .isInstanceOf(StoreException.Unavailable.class);
                }
                assertThat(collected.bytes())
                        .hasSizeLessThan(100_000)
                        .isEqualTo(CONTENT.slice(0, collected.bytes().length).bytes());
            }
        }
    }

    @Test
    void aSilentServerIsLeftAtOnceWhenToldSo() throws Exception {
        server.on("/silent", _ -> Answer.silence());
        server.on("/stalling", request -> ServedFile.of(CONTENT).answer(request).suffering(new Fault.StallAfter(1000)));
        for (var path : List.of("/silent", "/stalling")) {
            var scope = new StoppableScope();
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                var reading = threads.submit(() -> {
                    var url = server.url(path);
                    try (var source = store.at(url).open(Location.parse(url), OpenOptions.whole(), scope)) {
                        return source.read(ByteRange.from(0), CollectingSink.inOrder(ByteRange.from(0)), scope);
                    }
                });
                Eventually.holds(() -> server.exchanges(path).size() == 1 && scope.held(), () -> "no request came");
                scope.stop();

                assertThatThrownBy(reading::get).hasCauseInstanceOf(StoreException.Unavailable.class);
            }
            assertThat(server.exchanges(path)).hasSize(1);
        }
        Eventually.holds(() -> server.openConnections() == 0, () -> server.openConnections() + " connections left");
    }

    @Test
    void aScopeThatHasEndedLetsNothingBegin() throws Exception {
        var scope = new StoppableScope();
        scope.stop();
        var url = server.url("/a");
        server.serve("/a", Content.text("a"));

        assertThatThrownBy(() -> store.at(url).open(Location.parse(url), OpenOptions.whole(), scope))
                .isInstanceOf(StoreException.Unavailable.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void redirectsAreFollowedAndRememberedForTheParts(int status) throws IOException {
        server.on("/from", _ -> Answer.redirect(status, "/to?x=1"));
        server.serve("/to", CONTENT);
        try (var source = store.open(server.url("/from"), 1_000_000)) {
            assertThat(source.entry().location()).isEqualTo(Location.parse(server.url("/from")));
            assertThat(TestStore.readInParts(source, 1_000_000)).isEqualTo(CONTENT.bytes());
        }

        assertThat(server.exchanges("/from")).hasSize(1);
        assertThat(server.exchanges("/to")).hasSize(3);
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void aRedirectThatHasExpiredIsAskedForAgain() throws IOException {
        server.on("/from", Handler.sequence(_ -> Answer.redirect(302, "/to?1"), _ -> Answer.redirect(302, "/to?2")));
        var file = ServedFile.of(CONTENT);
        server.on("/to", file);
        try (var source = store.open(server.url("/from"), 1_000_000)) {
            TestStore.read(source, new ByteRange(0, 1_000_000));
            server.on("/to", r -> r.query().orElse("").equals("1") ? Answer.status(403) : file.answer(r));

            assertThat(TestStore.readInParts(source, 1_000_000)).isEqualTo(CONTENT.bytes());
        }
        assertThat(server.exchanges("/from")).hasSize(2);
    }

    @Test
    void theTagOfWhereARedirectLedIsNeverShownToWhoRedirects() throws IOException {
        var redirects = new AtomicInteger();
        server.on("/from", request -> {
            if (request.header("If-Match").isPresent()) {
                return Answer.status(412);
            }
            int count = redirects.incrementAndGet();
            return count == 2 ? Answer.status(503) : Answer.redirect(302, "/to?" + count);
        });
        var file = ServedFile.of(CONTENT);
        server.on("/to", file);
        try (var source = store.open(server.url("/from"), 1_000_000)) {
            TestStore.read(source, new ByteRange(0, 1_000_000));
            server.on("/to", r -> r.query().orElse("").equals("1") ? Answer.status(403) : file.answer(r));
            assertThatThrownBy(() -> TestStore.readInParts(source, 1_000_000))
                    .isInstanceOf(StoreException.Unavailable.class);

            assertThat(TestStore.readInParts(source, 1_000_000)).isEqualTo(CONTENT.bytes());
        }
        assertThat(redirects).hasValue(3);
    }

    @Test
    void credentialsStayWithTheirHost() throws IOException {
        var token = StoreContext.defaults()
                .withHeaders(List.of(
                        Map.entry("X-Api-Token", "s3cret"),
                        Map.entry("Cookie", "s3cret"),
                        Map.entry("Accept", "text/csv")));
        other.serve("/to", CONTENT);
        server.on("/from", _ -> Answer.redirect(302, other.url("/to")));
        try (var knowing = new TestStore(token)) {
            assertThat(knowing.read(server.url("user:s3cret@127.0.0.1", "/from")))
                    .isEqualTo(CONTENT.bytes());
        }

        var home = server.exchanges("/from").getFirst().request().headers();
        assertThat(home.first("Authorization")).contains(Proxy.basic("user:s3cret"));
        assertThat(home.first("X-Api-Token")).contains("s3cret");
        var away = other.exchanges("/to").getFirst().request().headers();
        assertThat(away.fields())
                .noneMatch(f -> f.value().contains("s3cret") || f.name().equals("Authorization"));
        assertThat(away.first("Accept")).contains("text/csv");
    }

    @Test
    void anotherPortIsAnotherHostAndComingHomeIsAllowed() throws IOException {
        server.on("/from", _ -> Answer.redirect(302, other.url("/via")));
        other.on("/via", _ -> Answer.redirect(302, server.url("/to")));
        server.serve("/to", Content.text("a"));
        store.read(server.url("user:s3cret@127.0.0.1", "/from"));

        assertThat(other.exchanges("/via").getFirst().request().headers().has("Authorization"))
                .isFalse();
        assertThat(server.exchanges("/to").getFirst().request().headers().has("Authorization"))
                .isTrue();
    }

    @Test
    void aLoginRefusedElsewhereSaysWhy() {
        server.on("/from", _ -> Answer.redirect(302, other.url("/to")));
        other.on("/to", _ -> Answer.status(401));

        assertThatThrownBy(() -> store.read(server.url("user:s3cret@127.0.0.1", "/from")))
                .isInstanceOf(StoreException.Denied.class)
                .hasMessageContaining("redirected to " + other.url("/to"))
                .hasMessageContaining("not shown to another host")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void aLoopOfRedirectsIsNamed() {
        server.on("/a", _ -> Answer.redirect(302, "/b?token=s3cret"));
        server.on("/b", _ -> Answer.redirect(302, "/a"));

        assertThatThrownBy(() -> store.read(server.url("/a")))
                .isInstanceOf(StoreException.Rejected.class)
                .hasMessageContaining("more than 10 redirects: " + server.url("/a") + " → " + server.url("/b?…"))
                .hasMessageNotContaining("s3cret");
        assertThat(server.exchanges()).hasSize(11);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://example.com/x", "file:///etc/passwd", "http://", "http://a b/"})
    void redirectsToWhereNothingIsAreRefused(String location) {
        server.on("/a", _ -> Answer.redirect(302, location));

        assertThatThrownBy(() -> store.read(server.url("/a"))).isInstanceOf(StoreException.Rejected.class);
    }

    @Test
    void aBearerTokenComesFromTheEnvironmentForOneHostOnly() throws IOException {
        try (var knowing = TestStore.with(Map.of("HAWSER_HTTP_TOKEN", " t0ken\n"))) {
            server.on("/a", ServedFile.of(Content.text("a")).requiring("Authorization", "Bearer t0ken"));
            assertThat(knowing.read(server.url("/a"))).asString().isEqualTo("a");

            assertThatThrownBy(() -> knowing.read(other.url("/a")))
                    .isInstanceOf(StoreException.Rejected.class)
                    .hasMessageContaining("HAWSER_HTTP_TOKEN")
                    .hasMessageContaining("127.0.0.1:" + server.port())
                    .hasMessageNotContaining("t0ken");
        }
        assertThat(other.exchanges()).isEmpty();
    }

    @Test
    void aRefusedTokenIsNamedNotShown() {
        server.on("/a", _ -> Answer.status(401));
        try (var knowing = TestStore.with(Map.of("HAWSER_HTTP_TOKEN", "t0ken"))) {
            assertThatThrownBy(() -> knowing.read(server.url("/a")))
                    .isInstanceOf(StoreException.Denied.class)
                    .hasMessageContaining("sent was the token in HAWSER_HTTP_TOKEN")
                    .hasMessageNotContaining("t0ken");
        }
    }

    @Test
    void netrcGivesTheLogin() throws IOException {
        Files.writeString(folder.resolve(".netrc"), "machine 127.0.0.1 login alice password s3cret");
        Files.writeString(folder.resolve("netrc"), "default login bob password s3cret");
        server.serve("/a", Content.text("a"));
        try (var byHome = TestStore.with(Map.of("HOME", folder.toString()));
                var byName = TestStore.with(Map.of(
                        "HOME",
                        folder.toString(),
                        "NETRC",
                        folder.resolve("netrc").toString()))) {
            byHome.read(server.url("/a"));
            byName.read(server.url("/a"));
            byHome.read(server.url("alice@127.0.0.1", "/a"));
        }

        assertThat(server.exchanges("/a").stream()
                        .map(e -> e.request().header("Authorization").orElse("")))
                .containsExactly(Proxy.basic("alice:s3cret"), Proxy.basic("bob:s3cret"), Proxy.basic("alice:s3cret"));
    }

    @Test
    void optionsOfTheLocationGiveTheLogin() throws IOException {
        var secret = Files.writeString(folder.resolve("secret"), "s3cret\n");
        server.serve("/a", Content.text("a"));
        var environment = StoreContext.defaults().withEnvironment(Map.of("MINE", "t0ken", "HAWSER_HTTP_TOKEN", "no"));
        for (var options : List.of(
                Map.of("token_env", "MINE"),
                Map.of("user", "alice", "password_file", secret.toString()),
                Map.of("token_file", secret.toString()))) {
            try (var knowing = new TestStore(environment.withOptions(options))) {
                knowing.read(server.url("/a"));
            }
        }

        assertThat(server.exchanges("/a").stream()
                        .map(e -> e.request().header("Authorization").orElse("")))
                .containsExactly("Bearer t0ken", Proxy.basic("alice:s3cret"), "Bearer s3cret");
    }

    @Test
    void whatCannotBeReadOrSentIsToldWithoutASecret() {
        var url = server.url("/a");
        for (var context : List.of(
                StoreContext.defaults().withOptions(Map.of("token_env", "MISSING")),
                StoreContext.defaults()
                        .withOptions(
                                Map.of("token_file", folder.resolve("missing").toString())),
                StoreContext.defaults()
                        .withEnvironment(
                                Map.of("NETRC", folder.resolve("missing").toString())),
                StoreContext.defaults().withEnvironment(Map.of("HAWSER_HTTP_TOKEN", "s3cret\r\nX: y")),
                StoreContext.defaults().withHeaders(List.of(Map.entry("X", "s3cret\nY: z"))),
                StoreContext.defaults().withHeaders(List.of(Map.entry("X y", "s3cret"))),
                StoreContext.defaults().withHeaders(List.of(Map.entry("Range", "s3cret"))))) {
            try (var broken = new TestStore(context)) {
                assertThatThrownBy(() -> broken.at(url))
                        .isInstanceOf(StoreException.class)
                        .hasMessageNotContaining("s3cret");
            }
        }
    }

    @Test
    void requestsAreTracedWithoutSecrets() throws IOException {
        var lines = new AtomicReference<>("");
        var plain = StoreContext.defaults();
        var context = new StoreContext(
                plain.environment(),
                plain.options(),
                plain.headers(),
                plain.budget(),
                plain.connectTimeout(),
                line -> lines.accumulateAndGet(line + "\n", String::concat),
                "test");
        server.serve("/a", Content.text("a"));
        try (var traced = new TestStore(context)) {
            traced.read(server.url("user:s3cret@127.0.0.1", "/a?token=s3cret"));
        }

        assertThat(lines.get()).isEqualTo("GET " + server.url("/a?…") + ": 200 OK\n");
    }

    @Test
    void statAsksByHeadAndByAByteWhereThatIsRefused() throws IOException {
        var file = server.serve("/a", CONTENT);
        assertThat(store.stat(server.url("/a")).size()).hasValue(3_000_000);
        server.on("/a", file.refusingHead());
        var entry = store.stat(server.url("/a"));

        assertThat(entry.size()).hasValue(3_000_000);
        assertThat(entry.version()).isEqualTo(file.etag());
        assertThat(server.exchanges("/a").stream().map(e -> e.request().method()))
                .containsExactly("HEAD", "HEAD", "GET");
        assertThatThrownBy(() -> store.stat(server.url("/none"))).isInstanceOf(StoreException.NotFound.class);
    }

    @Test
    void deletingHoldsToTheVersion() throws IOException {
        server.on(
                "/gone",
                r -> Answer.status(r.headers().first("If-Match").orElse("").equals("\"old\"") ? 412 : 204));
        var location = Location.parse(server.url("/gone"));
        var at = store.at(server.url("/gone"));
        at.delete(Entry.file(location), Scope.unlimited());

        assertThatThrownBy(() -> at.delete(Entry.file(location).withVersion("\"old\""), Scope.unlimited()))
                .isInstanceOf(StoreException.Conflict.class);
        assertThatThrownBy(() -> at.delete(Entry.file(Location.parse(server.url("/none"))), Scope.unlimited()))
                .isInstanceOf(StoreException.NotFound.class);
    }

    @Test
    void anErrorPageInsteadOfAPartIsAConflict() throws IOException {
        server.serve("/file", CONTENT);
        try (var source = store.open(server.url("/file"), 1_000_000)) {
            server.on("/file", _ -> Misbehaving.errorPage());

            assertThatThrownBy(() -> TestStore.read(source, new ByteRange(1_000_000, 2_000_000)))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("3000000");
        }
    }
}
