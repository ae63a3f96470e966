package io.hawser.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.ByteRange;
import io.hawser.Entry;
import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.store.Capabilities.Capability;
import io.hawser.store.ListOptions;
import io.hawser.store.Part;
import io.hawser.store.Placement;
import io.hawser.store.Scope;
import io.hawser.store.Sink;
import io.hawser.store.UploadOptions;
import io.hawser.testkit.Answer;
import io.hawser.testkit.Content;
import io.hawser.testkit.Handler;
import io.hawser.testkit.ScriptedHttpServer;
import io.hawser.testkit.ServedFolder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** PUT: what is sent, and that only a whole file that the server says to have is a success. */
class HttpUploadTest {
    private static final Content CONTENT = Content.random(9, 3_000_000);

    private ScriptedHttpServer server;
    private final ServedFolder files = new ServedFolder();
    private final TestStore store = new TestStore();

    @BeforeEach
    void start() throws IOException {
        server = ScriptedHttpServer.start();
        server.on("/files/", files);
    }

    @AfterEach
    void stop() throws IOException {
        store.close();
        server.close();
    }

    private Entry put(String path, Part part, UploadOptions options) throws IOException {
        var location = Location.parse(server.url(path));
        try (var upload = store.at(server.url(path)).upload(location, options, Scope.unlimited())) {
            assertThat(upload.placement()).isInstanceOf(Placement.Whole.class);
            var receipt = upload.write(part, Scope.unlimited());
            return upload.commit(List.of(receipt), receipt.range().end(), Scope.unlimited());
        }
    }

    private Entry put(String path, Part part) throws IOException {
        return put(path, part, UploadOptions.defaults());
    }

    @Test
    void aFileIsSentWithItsLength() throws IOException {
        var entry = put("/files/a", new ContentPart(CONTENT, false, true));

        assertThat(files.content("/files/a").orElseThrow().bytes()).isEqualTo(CONTENT.bytes());
        assertThat(entry.size()).hasValue(3_000_000);
        assertThat(entry.version())
                .isPresent()
                .isEqualTo(store.stat(server.url("/files/a")).version());
        var request = server.exchanges().getFirst().request();
        assertThat(request.header("Content-Length")).contains("3000000");
        assertThat(request.header("Content-Type")).contains("application/octet-stream");
    }

    @Test
    void aFileOfUnknownSizeIsSentInChunks() throws IOException {
        var entry = put("/files/a", new ContentPart(CONTENT, true, true));

        assertThat(files.content("/files/a").orElseThrow().bytes()).isEqualTo(CONTENT.bytes());
        assertThat(entry.size()).hasValue(3_000_000);
        assertThat(server.exchanges().getFirst().request().header("Transfer-Encoding"))
                .contains("chunked");
    }

    @Test
    void anEmptyFileIsAFile() throws IOException {
        put("/files/a", new ContentPart(Content.empty(), false, true));
        put("/files/b", new ContentPart(Content.empty(), true, true));

        assertThat(files.content("/files/a").orElseThrow().size()).isZero();
        assertThat(files.content("/files/b").orElseThrow().size()).isZero();
    }

    @Test
    void uploadsShareAConnection() throws IOException {
        put("/files/a", new ContentPart(CONTENT, false, true));
        put("/files/b", new ContentPart(CONTENT, true, true));

        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void theContentTypeCanBeSetAndNothingElse() throws IOException {
        var typed = new UploadOptions(
                false, false, false, false, 1, OptionalLong.empty(), Map.of("content-type", "text/csv"));
        var other =
                new UploadOptions(false, false, false, false, 1, OptionalLong.empty(), Map.of("storage-class", "COLD"));
        put("/files/a", new ContentPart(CONTENT, false, true), typed);

        assertThat(server.exchanges().getFirst().request().header("Content-Type"))
                .contains("text/csv");
        assertThatThrownBy(() -> put("/files/a", new ContentPart(CONTENT, false, true), other))
                .isInstanceOf(StoreException.Rejected.class)
                .hasMessageContaining("storage-class");
    }

    @Test
    void aFileThatIsThereIsNotReplacedWhenItMustNotBe() throws IOException {
        files.put("/files/a", Content.text("old"));
        var onlyNew = UploadOptions.defaults().withOnlyNew(true);

        assertThatThrownBy(() -> put("/files/a", new ContentPart(CONTENT, false, true), onlyNew))
                .isInstanceOf(StoreException.Conflict.class)
                .hasMessageContaining("exists already");
        assertThat(files.content("/files/a").orElseThrow().bytes()).asString().isEqualTo("old");
        put("/files/b", new ContentPart(CONTENT, false, true), onlyNew);
        assertThat(server.exchanges("/files/b").getLast().request().header("If-None-Match"))
                .contains("*");
    }

    @ParameterizedTest
    @CsvSource({
        "202, rejected",
        "403, denied",
        "405, unsupported",
        "409, rejected",
        "500, unavailable",
        "507, unavailable"
    })
    void whatTheServerDoesNotConfirmIsAFailure(int status, String kind) {
        server.on("/files/a", request -> {
            request.body().readAllBytes();
            return Answer.status(status);
        });

        assertThatThrownBy(() -> put("/files/a", new ContentPart(CONTENT, false, true)))
                .isInstanceOfSatisfying(
                        StoreException.class, told -> assertThat(told.kind()).isEqualTo(kind));
    }

    /** The server answers and closes while the file is still on its way. */
    @Test
    void anEarlyRefusalIsHeard() {
        server.on("/files/a", _ -> Answer.status(403).withText("quota exceeded").with("Connection", "close"));

        assertThatThrownBy(() -> put("/files/a", new ContentPart(Content.random(1, 50_000_000), false, true)))
                .isInstanceOf(StoreException.class)
                .satisfies(e -> assertThat(((StoreException) e).kind()).isIn("denied", "unavailable"));
    }

    @Test
    void aFailureOfTheSourceIsThrownUnchangedAndNothingIsStored() {
        var failure = new IOException("the source broke");
        for (boolean open : new boolean[] {false, true}) {
            var part = new ContentPart(CONTENT, open, true) {
                @Override
                public long copyTo(Sink sink) throws IOException {
                    sink.write(0, ByteBuffer.wrap(CONTENT.slice(0, 1000).bytes()));
                    throw failure;
                }
            };

            assertThatThrownBy(() -> put("/files/a", part)).isSameAs(failure);
        }
        assertThat(files.content("/files/a")).isEmpty();
    }

    @Test
    void aSourceThatGivesFewerOrMoreBytesThanItSaidIsAFailure() {
        for (long length : new long[] {2_999_999, 3_000_001}) {
            var part = new ContentPart(CONTENT, false, true) {
                @Override
                public long copyTo(Sink sink) throws IOException {
                    sink.write(0, ByteBuffer.wrap(new byte[(int) length]));
                    return length;
                }
            };

            assertThatThrownBy(() -> put("/files/a", part))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("3000000");
        }
        assertThat(files.content("/files/a")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {307, 308})
    void aRedirectIsFollowedWhenTheSourceCanBeReadAgain(int status) throws IOException {
        server.on("/from", drained(Answer.redirect(status, "/files/a")));
        var part = new ContentPart(CONTENT, false, true);
        put("/from", part);

        assertThat(files.content("/files/a").orElseThrow().bytes()).isEqualTo(CONTENT.bytes());
        assertThat(part.copies).hasSize(2);
        assertThatThrownBy(() -> put("/from", new ContentPart(CONTENT, false, false)))
                .isInstanceOf(StoreException.Rejected.class)
                .hasMessageContaining(server.url("/files/a"))
                .hasMessageContaining("cannot be read a second time");
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303})
    void otherRedirectsDoNotSayThatTheFileWasStored(int status) {
        server.on("/from", drained(Answer.redirect(status, "/files/a")));

        assertThatThrownBy(() -> put("/from", new ContentPart(CONTENT, false, true)))
                .isInstanceOf(StoreException.Rejected.class)
                .hasMessageContaining(Integer.toString(status));
        assertThat(files.content("/files/a")).isEmpty();
    }

    @Test
    void aKeptConnectionThatClosesIsReplacedWhenTheSourceCanBeReadAgain() throws IOException {
        server.on("/files/b", Handler.sequence(drained(Answer.reset()), files));
        put("/files/a", new ContentPart(CONTENT, false, true));
        put("/files/b", new ContentPart(CONTENT, false, true));

        assertThat(files.content("/files/b").orElseThrow().bytes()).isEqualTo(CONTENT.bytes());
        assertThat(server.connections()).isEqualTo(2);
    }

    @Test
    void whatCannotBeReadAgainGoesOutOnAFreshConnection() throws IOException {
        put("/files/a", new ContentPart(CONTENT, false, true));
        put("/files/b", new ContentPart(CONTENT, false, false));

        assertThat(server.connections()).isEqualTo(2);
    }

    @Test
    void whatTheStoreCanDo() throws IOException {
        var at = store.at(server.url("/"));

        assertThat(at.capabilities().all()).containsExactlyInAnyOrder(Capability.WRITE, Capability.DELETE);
        assertThatThrownBy(() -> at.list(Location.parse(server.url("/")), ListOptions.level(), Scope.unlimited()))
                .isInstanceOf(StoreException.Unsupported.class);
    }

    private static Handler drained(Answer answer) {
        return request -> {
            request.body().readAllBytes();
            return answer;
        };
    }

    /** A part with that content; {@code open}: which does not say how long it is. */
    private static class ContentPart implements Part {
        private final Content content;
        private final boolean open;
        private final boolean replayable;
        private final List<Sink> copies = new ArrayList<>();

        private ContentPart(Content content, boolean open, boolean replayable) {
            this.content = content;
            this.open = open;
            this.replayable = replayable;
        }

        @Override
        public ByteRange range() {
            return open ? ByteRange.from(0) : new ByteRange(0, content.size());
        }

        @Override
        public long copyTo(Sink sink) throws IOException {
            copies.add(sink);
            int step = 100_000;
            for (long at = 0; at < content.size(); at += step) {
                sink.write(
                        at,
                        ByteBuffer.wrap(content.slice(at, Math.min(step, content.size() - at))
                                .bytes()));
            }
            return content.size();
        }

        @Override
        public boolean replayable() {
            return replayable;
        }
    }
}
