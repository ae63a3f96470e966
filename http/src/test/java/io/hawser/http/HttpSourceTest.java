package io.hawser.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.Algorithm;
import io.hawser.ByteRange;
import io.hawser.Entry;
import io.hawser.Kind;
import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.store.Access;
import io.hawser.store.OpenOptions;
import io.hawser.store.Scope;
import io.hawser.store.Sink;
import io.hawser.testkit.Answer;
import io.hawser.testkit.CollectingSink;
import io.hawser.testkit.Content;
import io.hawser.testkit.Exchange;
import io.hawser.testkit.Fault;
import io.hawser.testkit.Handler;
import io.hawser.testkit.Misbehaving;
import io.hawser.testkit.ScriptedHttpServer;
import io.hawser.testkit.ServedFile;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What is asked of a server for the bytes of a file, and that only right answers are believed: rows 8 to 13 of the
 * fault matrix.
 */
class HttpSourceTest {
    private static final int PART = 10_000;
    private static final Content CONTENT = Content.random(7, 35_000);

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

    private String url() {
        return server.url("/file");
    }

    private List<String> ranges() {
        return server.exchanges("/file").stream()
                .map(Exchange::request)
                .map(r -> r.method() + " " + r.range().orElse("-"))
                .toList();
    }

    private void assertParts() throws IOException {
        try (var source = store.open(url(), PART)) {
            assertThat(TestStore.readInParts(source, PART)).isEqualTo(CONTENT.bytes());
        }
    }

    @Test
    void aSmallFileCostsOneRequest() throws IOException {
        server.serve("/file", Content.text("hello"));
        try (var source = store.open(url(), PART)) {
            assertThat(source.entry().size()).hasValue(5);
            assertThat(TestStore.read(source, new ByteRange(0, 5))).asString().isEqualTo("hello");
        }

        assertThat(ranges()).containsExactly("GET bytes=0-9999");
    }

    @Test
    void partsAreAskedForOneByOneOnOneConnectionPinnedToTheVersion() throws IOException {
        var file = server.serve("/file", CONTENT);
        assertParts();

        assertThat(ranges())
                .containsExactly(
                        "GET bytes=0-9999", "GET bytes=10000-19999", "GET bytes=20000-29999", "GET bytes=30000-34999");
        assertThat(server.connections()).isEqualTo(1);
        assertThat(server.exchanges("/file").stream()
                        .skip(1)
                        .map(e -> e.request().header("If-Match")))
                .containsOnly(file.etag());
    }

    @Test
    void everyRequestSaysWhoAsksAndThatBytesAreToComeAsTheyAre() throws IOException {
        server.serve("/file", CONTENT);
        store.read(url());

        var request = server.exchanges().getFirst().request();
        assertThat(request.header("Host")).contains("127.0.0.1:" + server.port());
        assertThat(request.header("User-Agent")).contains("hawser/test");
        assertThat(request.header("Accept-Encoding")).contains("identity");
        assertThat(request.range()).isEmpty();
    }

    @Test
    void theEntrySaysWhatTheServerSaid() throws IOException {
        var file =
                server.serve("/file", CONTENT).withReprDigest().withContentMd5().withHeader("Content-Type", "text/csv");
        server.on("/file", file);
        try (var source = store.open(url(), OpenOptions.whole())) {
            var entry = source.entry();

            assertThat(entry.location()).isEqualTo(Location.parse(url()));
            assertThat(entry.kind()).isEqualTo(Kind.FILE);
            assertThat(entry.size()).hasValue(35_000);
            assertThat(entry.version()).isEqualTo(file.etag());
            assertThat(entry.modified()).contains(ServedFile.SOME_TIME);
            assertThat(entry.digest(Algorithm.SHA256).orElseThrow().hex()).isEqualTo(CONTENT.sha256());
            assertThat(entry.digest(Algorithm.MD5).orElseThrow().hex()).isEqualTo(CONTENT.digest("MD5"));
            assertThat(entry.attributes()).containsEntry("content-type", "text/csv");
        }
        try (var source = store.open(url(), PART)) {
            // Of a part, Content-MD5 would be the part's.
            assertThat(source.entry().digest(Algorithm.MD5)).isEmpty();
            assertThat(source.entry().digest(Algorithm.SHA256)).isPresent();
        }
    }

    @Test
    void anEmptyFileIsAnEmptyFile() throws IOException {
        server.serve("/file", Content.empty());
        try (var source = store.open(url(), PART)) {
            assertThat(source.entry().size()).hasValue(0);
            assertThat(TestStore.read(source, new ByteRange(0, 0))).isEmpty();
            assertThat(TestStore.read(source, ByteRange.from(0))).isEmpty();
        }
        assertThat(store.read(url())).isEmpty();
    }

    @Test
    void aFileThatBecameShorterThanWhereAReaderWantsToBeginIsOpenedAllTheSame() throws IOException {
        server.serve("/file", CONTENT);
        try (var source = store.open(url(), OpenOptions.first(new ByteRange(50_000, 60_000)))) {
            assertThat(source.entry().size()).hasValue(35_000);
            assertThat(TestStore.readInParts(source, PART)).isEqualTo(CONTENT.bytes());
        }
    }

    @Test
    void openedInTheMiddleTheBytesThatWereAskedForAreNotAskedForAgain() throws IOException {
        server.serve("/file", CONTENT);
        try (var source = store.open(url(), OpenOptions.first(new ByteRange(20_000, 30_000)))) {
            assertThat(TestStore.read(source, new ByteRange(0, 5)))
                    .isEqualTo(CONTENT.slice(0, 5).bytes());
            assertThat(TestStore.read(source, new ByteRange(20_000, 35_000)))
                    .isEqualTo(CONTENT.slice(20_000, 15_000).bytes());
        }

        assertThat(ranges()).containsExactly("GET bytes=20000-29999", "GET bytes=0-4", "GET bytes=30000-34999");
    }

    @Test
    void partsCanBeReadByManyThreads() throws Exception {
        server.serve("/file", CONTENT);
        try (var source = store.open(url(), PART);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var parts = List.of(3, 0, 2, 1, 0, 3).stream()
                    .map(i -> new ByteRange(i * 10_000L, Math.min(35_000, i * 10_000L + 10_000)))
                    .map(range -> threads.submit(() -> Arrays.equals(
                            TestStore.read(source, range),
                            CONTENT.slice(range.start(), range.length()).bytes())))
                    .toList();
            for (var part : parts) {
                assertThat(part.get()).isTrue();
            }
        }
    }

    @Test
    void aVersionThatIsKnownIsAskedForFromTheFirstRequestOn() throws IOException {
        var file = server.serve("/file", CONTENT);
        var known = Entry.file(Location.parse(url())).withVersion(file.etag().orElseThrow());
        store.open(url(), OpenOptions.whole().withKnown(known)).close();
        var old = known.withVersion("\"older\"");

        assertThat(server.exchanges().getFirst().request().header("If-Match")).isEqualTo(file.etag());
        assertThatThrownBy(() -> store.open(url(), OpenOptions.whole().withKnown(old)))
                .isInstanceOf(StoreException.Conflict.class);
    }

    @Test
    void bytesBeyondTheEndAreRefused() throws IOException {
        server.serve("/file", CONTENT);
        try (var source = store.open(url(), PART)) {
            assertThatThrownBy(() -> TestStore.read(source, new ByteRange(30_000, 35_001)))
                    .isInstanceOf(StoreException.Rejected.class)
                    .hasMessageContaining("35000");
        }
    }

    @Test
    void aSinkThatFailsFailsUnchangedAndTheConnectionIsGivenUp() throws IOException {
        server.serve("/file", Content.random(1, 4_000_000));
        var failure = new IOException("disk full");
        try (var source = store.open(url(), OpenOptions.whole())) {
            assertThatThrownBy(() -> source.read(
                            ByteRange.from(0),
                            Sink.inOrder((position, bytes) -> {
                                throw failure;
                            }),
                            Scope.unlimited()))
                    .isSameAs(failure);
        }
        store.read(url());
        assertThat(server.connections()).isEqualTo(2);
    }

    @Test
    void aServerWithoutRangesIsReadAsAStream() throws IOException {
        server.on("/file", ServedFile.of(CONTENT).withoutRanges());
        try (var source = store.open(url(), PART)) {
            assertThat(source.access()).isEqualTo(Access.FROM_START);
            assertThat(TestStore.read(source, new ByteRange(0, 35_000))).isEqualTo(CONTENT.bytes());
        }

        assertThat(ranges()).hasSize(1);
    }

    @Test
    void aRangeThatIsIgnoredIsCutOutOfTheWhole() throws IOException {
        server.on("/file", Misbehaving.ignoringRange(ServedFile.of(CONTENT)));
        try (var source = store.open(url(), PART)) {
            assertThat(source.access()).isEqualTo(Access.FROM_START);
            assertThat(TestStore.readInParts(source, PART)).isEqualTo(CONTENT.bytes());
        }
    }

    @Test
    void whatIsPassedOverShowsThatBytesMove() throws IOException {
        server.on("/file", Misbehaving.ignoringRange(ServedFile.of(CONTENT)));
        var moved = new AtomicLong();
        var scope = new Scope() {
            @Override
            public Hold hold(Runnable abort) {
                return () -> {};
            }

            @Override
            public void expectSilence() {}

            @Override
            public void expectPatience() {}

            @Override
            public void moved(long bytes) {
                moved.addAndGet(bytes);
            }

            @Override
            public boolean stopped() {
                return false;
            }
        };
        var range = new ByteRange(34_999, 35_000);
        try (var source = store.open(url(), PART)) {
            source.read(range, CollectingSink.inOrder(range), scope);
        }

        assertThat(moved).hasValue(34_999);
    }

    @Test
    void aServerThatStopsServingRangesIsReadAsAStreamFromThenOn() throws IOException {
        var file = ServedFile.of(CONTENT);
        server.on("/file", Handler.sequence(file, Misbehaving.ignoringRange(file)));
        try (var source = store.open(url(), PART)) {
            assertThat(source.access()).isEqualTo(Access.RANGES);
            assertThat(TestStore.readInParts(source, PART)).isEqualTo(CONTENT.bytes());
            assertThat(source.access()).isEqualTo(Access.FROM_START);
        }
    }

    @ParameterizedTest
    @CsvSource({"true, false", "false, true", "false, false"})
    void withoutAStrongVersionThereAreNoRanges(boolean weakTag, boolean recent) throws IOException {
        var file = weakTag
                ? ServedFile.of(CONTENT).withEtag("W/\"1\"").withoutLastModified()
                : ServedFile.of(CONTENT).withoutEtag();
        var now = ServedFile.httpDate(ServedFile.SOME_TIME);
        server.on("/file", recent ? file.withHeader("Date", now) : weakTag ? file : file.withoutLastModified());
        try (var source = store.open(url(), PART)) {
            assertThat(source.entry().version()).isEmpty();
            assertThat(source.access()).isEqualTo(Access.FROM_START);
            assertThat(TestStore.readInParts(source, PART)).isEqualTo(CONTENT.bytes());
        }
        assertThat(server.exchanges()).noneMatch(e -> e.request().headers().has("If-Match"));
    }

    @Test
    void aDateThatIsOldEnoughIsAVersion() throws IOException {
        var later = ServedFile.httpDate(ServedFile.SOME_TIME.plusSeconds(1));
        server.on("/file", ServedFile.of(CONTENT).withoutEtag().withHeader("Date", later));
        try (var source = store.open(url(), PART)) {
            assertThat(source.access()).isEqualTo(Access.RANGES);
            assertThat(source.entry().version()).contains("modified Thu, 29 Feb 2024 12:34:56 GMT, 35000 bytes");
            assertThat(TestStore.readInParts(source, PART)).isEqualTo(CONTENT.bytes());
        }
        assertThat(server.exchanges().getLast().request().header("If-Unmodified-Since"))
                .contains("Thu, 29 Feb 2024 12:34:56 GMT");
    }

    @Test
    void aFileThatIsReplacedInMidCopyIsAConflict() throws IOException {
        server.serve("/file", CONTENT);
        try (var source = store.open(url(), PART)) {
            TestStore.read(source, new ByteRange(0, PART));
            server.serve("/file", Content.random(8, 35_000));

            assertThatThrownBy(() -> TestStore.read(source, new ByteRange(PART, 2 * PART)))
                    .isInstanceOf(StoreException.Conflict.class)
                    .hasMessageContaining("412");
        }
    }

    @ParameterizedTest
    @CsvSource({"8, 35000, ETag", "8, 36000, 36000"})
    void aReplacedFileIsNoticedAlsoWhenConditionsAreIgnored(long seed, long size, String told) throws IOException {
        server.serve("/file", CONTENT);
        try (var source = store.open(url(), PART)) {
            server.on("/file", Misbehaving.ignoringConditions(ServedFile.of(Content.random(seed, size))));

            assertThatThrownBy(() -> TestStore.read(source, new ByteRange(PART, 2 * PART)))
                    .isInstanceOf(StoreException.Conflict.class)
                    .hasMessageContaining(told);
        }
    }

    @Test
    void aFileWithADateThatIsReplacedIsAConflict() throws IOException {
        var later = ServedFile.httpDate(ServedFile.SOME_TIME.plusSeconds(100));
        var file = ServedFile.of(CONTENT).withoutEtag().withHeader("Date", later);
        server.on("/file", file);
        try (var source = store.open(url(), PART)) {
            var newer = file.withLastModified(ServedFile.SOME_TIME.plusSeconds(5));
            server.on("/file", newer);
            assertThatThrownBy(() -> TestStore.read(source, new ByteRange(PART, 2 * PART)))
                    .isInstanceOf(StoreException.Conflict.class);
            server.on("/file", Misbehaving.ignoringConditions(newer));
            assertThatThrownBy(() -> TestStore.read(source, new ByteRange(PART, 2 * PART)))
                    .isInstanceOf(StoreException.Conflict.class)
                    .hasMessageContaining("modified");
        }
    }

    @Test
    void aPartWithoutTheVersionThatTheFileHadIsNotBelieved() throws IOException {
        var file = server.serve("/file", CONTENT);
        try (var source = store.open(url(), PART)) {
            server.on("/file", request -> file.answer(request).without("ETag"));

            assertThatThrownBy(() -> TestStore.read(source, new ByteRange(PART, 2 * PART)))
                    .isInstanceOf(StoreException.Unavailable.class)
                    .hasMessageContaining("ETag");
        }
    }

    @Test
    void aShiftedRangeIsNotBelieved() throws IOException {
        var file = server.serve("/file", CONTENT);
        try (var source = store.open(url(), PART)) {
            server.on("/file", Misbehaving.shiftingRange(file, 1));

            assertThatThrownBy(() -> TestStore.read(source, new ByteRange(PART, 2 * PART)))
                    .isInstanceOf(StoreException.Unavailable.class)
                    .hasMessageContaining("bytes 10001-20000/35000")
                    .hasMessageContaining("bytes=10000-19999");
        }
    }

    @Test
    void aRangeThatGoesFurtherThanAskedIsNotBelieved() throws IOException {
        var file = server.serve("/file", CONTENT);
        try (var source = store.open(url(), PART)) {
            server.on("/file", Misbehaving.shorteningRange(file, -1));

            assertThatThrownBy(() -> TestStore.read(source, new ByteRange(PART, 2 * PART)))
                    .isInstanceOf(StoreException.Unavailable.class);
        }
    }

    @Test
    void aShorterRangeIsUsedAndTheRestAskedFor() throws IOException {
        server.on("/file", Misbehaving.shorteningRange(ServedFile.of(CONTENT), 4_000));
        assertParts();

        assertThat(ranges()).startsWith("GET bytes=0-9999", "GET bytes=6000-9999");
    }

    @Test
    void aServerWhoseRangesAreWrongFromTheBeginningIsAskedForTheWhole() throws IOException {
        var file = ServedFile.of(CONTENT);
        for (var wrong : List.of(
                Misbehaving.shiftingRange(file, 1),
                Misbehaving.hidingTotal(file),
                Misbehaving.hidingRange(file),
                (Handler) r -> r.range().isPresent()
                        ? file.answer(r).with("Content-Type", "multipart/byteranges; boundary=x")
                        : file.answer(r))) {
            server.on("/file", wrong);
            try (var source = store.open(url(), PART)) {
                assertThat(source.access()).isEqualTo(Access.FROM_START);
                assertThat(TestStore.read(source, new ByteRange(0, 35_000))).isEqualTo(CONTENT.bytes());
            }
        }
    }

    @Test
    void aHiddenTotalIsNoMatterOnceTheSizeIsKnown() throws IOException {
        var file = ServedFile.of(CONTENT);
        server.on("/file", Handler.sequence(file, Misbehaving.hidingTotal(file)));
        assertParts();
    }

    @Test
    void aLengthThatContradictsTheRangeIsNotBelieved() throws IOException {
        var file = server.serve("/file", CONTENT);
        try (var source = store.open(url(), PART)) {
            server.on("/file", r -> file.answer(r).with("Content-Length", "9999"));

            assertThatThrownBy(() -> TestStore.read(source, new ByteRange(PART, 2 * PART)))
                    .isInstanceOf(StoreException.Unavailable.class)
                    .hasMessageContaining("9999");
        }
    }

    @ParameterizedTest
    @EnumSource(Answer.Framing.class)
    void bodiesEndAsTheirFramingSays(Answer.Framing framing) throws IOException {
        var file = ServedFile.of(CONTENT);
        server.on("/file", request -> file.answer(request).framed(framing));
        assertParts();
        assertThat(store.read(url())).isEqualTo(CONTENT.bytes());
    }

    @ParameterizedTest
    @EnumSource(value = Answer.Framing.class, names = "UNTIL_CLOSE", mode = EnumSource.Mode.EXCLUDE)
    void bodiesThatEndEarlyAreIncomplete(Answer.Framing framing) throws IOException {
        var file = ServedFile.of(CONTENT);
        server.on("/file", request -> file.answer(request).framed(framing).suffering(new Fault.FinAfter(5_000)));
        try (var source = store.open(url(), OpenOptions.whole())) {
            var collected = CollectingSink.inOrder(ByteRange.from(0));

            assertThatThrownBy(() -> source.read(ByteRange.from(0), collected, Scope.unlimited()))
                    .isInstanceOf(StoreException.Unavailable.class)
                    .hasMessageContaining("5000");
            assertThat(collected.bytes()).isEqualTo(CONTENT.slice(0, 5_000).bytes());
        }
    }

    @Test
    void aPartInChunksThatIsLongerOrShorterThanItSaysIsNotBelieved() throws IOException {
        var file = server.serve("/file", CONTENT);
        for (long length : new long[] {9_999, 10_001}) {
            server.on("/file", file);
            try (var source = store.open(url(), PART)) {
                server.on(
                        "/file",
                        request -> file.answer(request)
                                .withBody(CONTENT.slice(PART, length))
                                .framed(Answer.Framing.CHUNKED));

                assertThatThrownBy(() -> TestStore.read(source, new ByteRange(PART, 2 * PART)))
                        .isInstanceOf(StoreException.Unavailable.class)
                        .hasMessageContaining(length < PART ? "ended after 9999 of 10000" : "sent more");
            }
        }
    }

    @Test
    void withoutALengthTheFileIsAStreamOfUnknownSize() throws IOException {
        server.on(
                "/file",
                request ->
                        ServedFile.of(CONTENT).withoutRanges().answer(request).framed(Answer.Framing.CHUNKED));
        try (var source = store.open(url(), PART)) {
            assertThat(source.entry().size()).isEmpty();
            assertThat(source.access()).isEqualTo(Access.FROM_START);
            assertThat(TestStore.read(source, ByteRange.from(0))).isEqualTo(CONTENT.bytes());
            assertThat(TestStore.read(source, ByteRange.from(34_000)))
                    .isEqualTo(CONTENT.slice(34_000, 1_000).bytes());
            assertThatThrownBy(() -> TestStore.read(source, new ByteRange(0, 40_000)))
                    .isInstanceOf(StoreException.Rejected.class)
                    .hasMessageContaining("ends after 35000");
        }
    }

    @Test
    void aCodingThatAProxyAppliedIsUndone() throws IOException {
        server.on("/file", Misbehaving.compressing(ServedFile.of(CONTENT).withReprDigest()));
        try (var source = store.open(url(), PART)) {
            assertThat(source.entry().size()).isEmpty();
            assertThat(source.entry().digests()).isEmpty();
            assertThat(source.access()).isEqualTo(Access.FROM_START);
            assertThat(TestStore.read(source, ByteRange.from(0))).isEqualTo(CONTENT.bytes());
            assertThat(TestStore.read(source, ByteRange.from(20_000)))
                    .isEqualTo(CONTENT.slice(20_000, 15_000).bytes());
        }
        assertThat(store.stat(url()).size()).isEmpty();
    }

    @Test
    void aCodingThatComesOnlyWithAPartIsUndoneToo() throws IOException {
        var file = ServedFile.of(CONTENT);
        server.on("/file", Handler.sequence(file, Misbehaving.compressing(file)));
        try (var source = store.open(url(), PART)) {
            assertThatThrownBy(() -> TestStore.readInParts(source, PART))
                    .isInstanceOf(StoreException.Unavailable.class)
                    .hasMessageContaining("coded");
        }
    }

    @Test
    void aFileThatIsCompressedByItselfStaysSo() throws IOException {
        var plain = ServedFile.of(CONTENT);
        var compressed = (ServedFile) Misbehaving.compressing(plain);
        var twice = (ServedFile) Misbehaving.compressing(ServedFile.of(compressed.content()));
        server.on("/file.gz", compressed.withoutRanges().withContentMd5());
        server.on("/twice.gz", twice.withoutRanges());

        assertThat(store.read(server.url("/file.gz")))
                .isEqualTo(compressed.content().bytes());
        assertThat(store.read(server.url("/twice.gz")))
                .isEqualTo(compressed.content().bytes());
    }

    @Test
    void aBrokenOrUnknownCodingIsAnError() throws IOException {
        var compressed = ((ServedFile) Misbehaving.compressing(ServedFile.of(CONTENT))).withoutRanges();
        var bytes = compressed.content();
        server.on("/flipped", r -> compressed.answer(r).withBody(bytes.flippedAt(bytes.size() - 6)));
        server.on("/short", r -> compressed.answer(r).withBody(bytes.slice(0, bytes.size() - 4)));
        server.on("/brotli", ServedFile.of(CONTENT).withHeader("Content-Encoding", "br"));

        assertThatThrownBy(() -> store.read(server.url("/flipped"))).isInstanceOf(StoreException.Corrupt.class);
        assertThatThrownBy(() -> store.read(server.url("/short"))).isInstanceOf(StoreException.Corrupt.class);
        assertThatThrownBy(() -> store.read(server.url("/brotli")))
                .isInstanceOf(StoreException.Rejected.class)
                .hasMessageContaining("br")
                .hasMessageContaining("identity");
    }
}
