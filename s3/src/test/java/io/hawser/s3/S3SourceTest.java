package io.hawser.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.Algorithm;
import io.hawser.ByteRange;
import io.hawser.Digest;
import io.hawser.StoreException;
import io.hawser.store.Access;
import io.hawser.store.OpenOptions;
import io.hawser.store.Scope;
import io.hawser.store.Source;
import io.hawser.testkit.Answer;
import io.hawser.testkit.CollectingSink;
import io.hawser.testkit.Content;
import io.hawser.testkit.ServedFile;
import io.hawser.testkit.s3.S3Exchange;
import io.hawser.testkit.s3.S3Fault;
import io.hawser.testkit.s3.S3Operation;
import java.io.IOException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is asked for the bytes of an object, and that only right answers are believed: rows 7 to 10, 12 and 13 of the fault matrix. */
class S3SourceTest {
    private static final int PART = 10_000;
    private static final Content CONTENT = Content.random(7, 35_000);
    private static final S3Operation GET = S3Operation.GET_OBJECT;
    private static final S3Operation HEAD = S3Operation.HEAD_OBJECT;

    private TestBucket bucket;

    @BeforeEach
    void start() throws IOException {
        bucket = TestBucket.start();
    }

    @AfterEach
    void stop() throws IOException {
        bucket.close();
    }

    private void assertParts(String key) throws IOException {
        try (var source = bucket.open(key, PART)) {
            assertThat(TestBucket.readInParts(source, PART)).isEqualTo(CONTENT.bytes());
        }
    }

    private static StoreException failure(Source source, long start, long end) {
        try {
            TestBucket.read(source, new ByteRange(start, end));
        } catch (StoreException e) {
            return e;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        throw new AssertionError("bytes " + start + " to " + end + " were read");
    }

    @Test
    void aSmallObjectOfAListingCostsOneRequestWithoutARange() throws IOException {
        bucket.put("a/small", Content.text("hello"));
        var known = bucket.listed("a/small");
        try (var source =
                bucket.open("a/small", OpenOptions.first(new ByteRange(0, PART)).withKnown(known))) {
            assertThat(source.entry().size()).hasValue(5);
            assertThat(source.entry().version()).isEqualTo(known.version());
            assertThat(source.entry().digests()).hasSize(1);
            assertThat(source.entry().digest(Algorithm.CRC64NVME)).isPresent();
            assertThat(TestBucket.read(source, new ByteRange(0, 5))).asString().isEqualTo("hello");
        }

        assertThat(bucket.requests()).containsExactly("LIST_OBJECTS_V2", "GET a/small");
        var get = bucket.exchanges(GET).getFirst();
        assertThat(get.header("x-amz-checksum-mode")).contains("ENABLED");
        assertThat(get.header("If-Match")).isEqualTo(known.version());
        assertThat(get.header("Accept-Encoding")).contains("identity");
    }

    @Test
    void anObjectOfUnknownSizeThatTurnsOutSmallTakesItsEtagForADigest() throws IOException {
        bucket.put("small", Content.text("hello"));
        try (var source = bucket.open("small", PART)) {
            assertThat(source.entry().digests())
                    .containsExactly(
                            new Digest(Algorithm.MD5, Content.text("hello").digest("MD5")));
            assertThat(TestBucket.read(source, new ByteRange(0, 5))).asString().isEqualTo("hello");
        }

        assertThat(bucket.requests()).containsExactly("GET small bytes=0-9999");
    }

    /** Scenario 20 of s3transfer: ranges one after the other, each with the version. */
    @Test
    void aLargeObjectIsReadInRangesOfTheVersionThatWasOpened() throws IOException {
        bucket.put("large", CONTENT);
        assertParts("large");

        assertThat(bucket.requests())
                .containsExactly(
                        "GET large bytes=0-9999",
                        "HEAD large",
                        "GET large bytes=10000-19999",
                        "GET large bytes=20000-29999",
                        "GET large bytes=30000-34999");
        var etag = '"' + CONTENT.digest("MD5") + '"';
        assertThat(bucket.exchanges(GET).stream()
                        .skip(1)
                        .map(e -> e.header("If-Match").orElse("")))
                .containsOnly(etag);
    }

    @Test
    void whatTheFirstAnswerDoesNotTellIsAskedForWhileItsBytesAreOnTheWay() throws IOException {
        bucket.put("large", CONTENT);
        // The first answer's body does not end before HEAD has been answered.
        bucket.server.at(GET).first(1).suffers(S3Fault.stallAfter(5_000));
        try (var source = bucket.open("large", PART)) {
            assertThat(source.entry().digest(Algorithm.CRC64NVME)).isPresent();
            assertThat(source.entry().size()).hasValue(35_000);
        }

        assertThat(bucket.requests()).containsExactly("GET large bytes=0-9999", "HEAD large");
    }

    @Test
    void toLookCostsNoBody() throws IOException {
        bucket.put("large", CONTENT);
        try (var source = bucket.open("large", OpenOptions.look())) {
            assertThat(source.entry().size()).hasValue(35_000);
        }

        assertThat(bucket.requests()).containsExactly("HEAD large");
    }

    @Test
    void oneStreamIsOneRequest() throws IOException {
        bucket.put("large", CONTENT);
        try (var source = bucket.open("large", OpenOptions.whole())) {
            assertThat(source.entry().digest(Algorithm.CRC64NVME)).isPresent();
            assertThat(TestBucket.read(source, ByteRange.from(0))).isEqualTo(CONTENT.bytes());
        }

        assertThat(bucket.requests()).containsExactly("GET large");
    }

    /** Scenario 28 of s3transfer. */
    @Test
    void anEmptyObjectIsAnEmptyObject() throws IOException {
        bucket.put("empty", Content.empty());
        var known = bucket.listed("empty");
        for (var options : List.of(
                OpenOptions.first(new ByteRange(0, PART)),
                OpenOptions.first(new ByteRange(0, PART)).withKnown(known),
                OpenOptions.whole(),
                OpenOptions.look())) {
            try (var source = bucket.open("empty", options)) {
                assertThat(source.entry().size()).hasValue(0);
                assertThat(TestBucket.read(source, new ByteRange(0, 0))).isEmpty();
                assertThat(TestBucket.read(source, ByteRange.from(0))).isEmpty();
            }
        }
    }

    @Test
    void anObjectThatIsShorterThanWhereAReaderWantsToBeginIsOpenedAllTheSame() throws IOException {
        bucket.put("large", CONTENT);
        try (var source = bucket.open("large", OpenOptions.first(new ByteRange(50_000, 60_000)))) {
            assertThat(source.entry().size()).hasValue(35_000);
            assertThat(TestBucket.readInParts(source, PART)).isEqualTo(CONTENT.bytes());
        }
    }

    /** Scenario 4 of s3transfer: VersionId is on HEAD and on each GET. */
    @Test
    void aVersionIsPinnedByItsId() throws IOException {
        bucket.server.bucket(TestBucket.NAME).versioned();
        bucket.put("large", CONTENT);
        var old = bucket.server.object(TestBucket.NAME, "large").orElseThrow().version();
        try (var source = bucket.open("large", PART)) {
            assertThat(source.entry().attributes()).containsEntry("version-id", old);
            bucket.put("large", Content.random(8, 35_000));
            bucket.server.delete(TestBucket.NAME, "large");

            assertThat(TestBucket.readInParts(source, PART)).isEqualTo(CONTENT.bytes());
        }
        assertThat(bucket.exchanges(GET).stream()
                        .skip(1)
                        .map(e -> e.request().query().get("versionId")))
                .containsOnly(old);

        // By name, from the user.
        var named = OpenOptions.first(new ByteRange(0, PART)).withAttributes(Map.of("VersionId", old));
        try (var source = bucket.open("large", named)) {
            assertThat(TestBucket.readInParts(source, PART)).isEqualTo(CONTENT.bytes());
        }
        assertThat(bucket.exchanges(HEAD).getLast().request().query()).containsEntry("versionId", old);
        assertThatThrownBy(() -> bucket.open("large", PART)).isInstanceOf(StoreException.NotFound.class);
    }

    @Test
    void whatAVersionIsCalledBeforeThereWereVersionsPinsNothing() throws IOException {
        bucket.server.bucket(TestBucket.NAME).suspended();
        bucket.put("large", CONTENT);
        assertParts("large");

        assertThat(bucket.exchanges(GET))
                .allSatisfy(e -> assertThat(e.request().query()).doesNotContainKey("versionId"));
        assertThat(bucket.exchanges(GET).getLast().header("If-Match")).isPresent();
    }

    @Test
    void anUnknownOptionIsRefusedBeforeARequest() {
        assertThatThrownBy(() -> bucket.open("k", OpenOptions.whole().withAttributes(Map.of("Foo", "bar"))))
                .isInstanceOf(StoreException.Rejected.class)
                .hasMessageContaining("Invalid option 'Foo', must be one of: ChecksumMode, VersionId");
        assertThat(bucket.requests()).isEmpty();
    }

    @Test
    void aListedVersionThatIsThereNoLongerIsAConflict() throws IOException {
        bucket.put("a/file", CONTENT);
        var known = bucket.listed("a/file");
        bucket.put("a/file", Content.random(8, 35_000));

        for (var options : List.of(OpenOptions.first(new ByteRange(0, PART)), OpenOptions.whole())) {
            assertThatThrownBy(() -> bucket.open("a/file", options.withKnown(known)))
                    .isInstanceOf(StoreException.Conflict.class)
                    .hasMessageContaining("did not match the expected ETag");
        }
    }

    /** Scenario 5 of s3transfer, and row 7. */
    @Test
    void fault7WhatIsMissingOrForbiddenIsToldAtOnce() throws IOException {
        assertThatThrownBy(() -> bucket.open("none", PART))
                .isInstanceOf(StoreException.NotFound.class)
                .hasMessageContaining("NoSuchKey");
        bucket.put("none/below", Content.text("x"));
        assertThatThrownBy(() -> bucket.open("none", PART))
                .isInstanceOf(StoreException.NotFound.class)
                .hasMessageContaining("keys that begin with none/");
        bucket.put("file", CONTENT);
        bucket.server.at(GET).suffers(S3Fault.error(403, "AccessDenied"));
        assertThatThrownBy(() -> bucket.open("file", PART)).isInstanceOf(StoreException.Denied.class);
        bucket.server.at(HEAD).suffers(S3Fault.error(403, "AccessDenied"));
        assertThatThrownBy(() -> bucket.stat("file")).isInstanceOf(StoreException.Denied.class);
    }

    @Test
    void fault7NoRangeIsSatisfiable() throws IOException {
        bucket.put("file", CONTENT);
        try (var source = bucket.open("file", PART)) {
            bucket.server.at(GET).suffers(S3Fault.error(416, "InvalidRange"));
            assertThat(failure(source, 20_000, 30_000))
                    .isInstanceOf(StoreException.Unavailable.class)
                    .hasMessageContaining("416");
        }
    }

    @Test
    void fault7AnObjectThatBecameShorterIsAConflict() throws IOException {
        bucket.put("file", CONTENT);
        bucket.server
                .at(GET)
                .after(1)
                .suffers(S3Fault.error(416, "InvalidRange").with("Content-Range", "bytes */12"));
        try (var source = bucket.open("file", PART)) {
            assertThat(failure(source, 20_000, 30_000))
                    .isInstanceOf(StoreException.Conflict.class)
                    .hasMessageContaining("it had 35000 bytes and has 12");
        }
    }

    @Test
    void fault8ARangeThatIsIgnoredIsTheWholeFromItsBeginning() throws IOException {
        bucket.put("file", CONTENT);
        bucket.server.at(GET).suffers(TestBucket.ignoringRanges(CONTENT));
        try (var source = bucket.open("file", PART)) {
            assertThat(source.access()).isEqualTo(Access.FROM_START);
            assertThat(source.entry().size()).hasValue(35_000);
            assertThat(TestBucket.readInParts(source, PART)).isEqualTo(CONTENT.bytes());
        }
    }

    @Test
    void fault8ARangeThatIsIgnoredLaterMakesTheSourceOneThatIsReadFromItsBeginning() throws IOException {
        bucket.put("file", CONTENT);
        bucket.server.at(GET).after(2).suffers(TestBucket.ignoringRanges(CONTENT));
        try (var source = bucket.open("file", PART)) {
            assertThat(source.access()).isEqualTo(Access.RANGES);
            assertThat(TestBucket.readInParts(source, PART)).isEqualTo(CONTENT.bytes());
            assertThat(source.access()).isEqualTo(Access.FROM_START);
        }
    }

    /** Scenario 21 of s3transfer. */
    @Test
    void fault9AShiftedRangeIsRefused() throws IOException {
        bucket.put("file", CONTENT);
        var rule = bucket.server.at(GET).suffers(S3Fault.wrongContentRange(1));
        assertThatThrownBy(() -> bucket.open("file", PART))
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContaining(
                        "the answer to bytes=0-9999 does not match: its content range is bytes 1-10000/35000");
        rule.lift();
        try (var source = bucket.open("file", PART)) {
            rule.suffers(S3Fault.wrongContentRange(-1));
            assertThat(failure(source, 20_000, 30_000))
                    .isInstanceOf(StoreException.Unavailable.class)
                    .hasMessageContaining("bytes 19999-29998/35000");
        }
    }

    @Test
    void fault9AShorterRangeIsRefused() throws IOException {
        bucket.put("file", CONTENT);
        var shorter = S3Fault.changing(answer -> answer.status() == 206
                ? answer.with("Content-Range", "bytes 20000-20009/35000").withBody(CONTENT.slice(20_000, 10))
                : answer);
        try (var source = bucket.open("file", PART)) {
            bucket.server.at(GET).suffers(shorter);
            assertThat(failure(source, 20_000, 30_000))
                    .isInstanceOf(StoreException.Unavailable.class)
                    .hasMessageContaining("bytes 20000-20009/35000");
        }
    }

    @Test
    void fault9ARangeWithoutATotalIsReadOnceTheSizeIsKnown() throws IOException {
        bucket.put("file", CONTENT);
        bucket.put("small", Content.text("hello"));
        bucket.server.at(GET).suffers(S3Fault.hiddenTotal());
        assertParts("file");
        try (var source = bucket.open("small", PART)) {
            assertThat(TestBucket.read(source, ByteRange.from(0))).asString().isEqualTo("hello");
        }
    }

    @Test
    void fault9AShortRangeWithoutATotalIsNotTakenForTheEnd() throws IOException {
        bucket.put("file", CONTENT);
        var cut = S3Fault.changing(
                answer -> answer.with("Content-Range", "bytes 0-99/*").withBody(CONTENT.slice(0, 100)));
        bucket.server.at(GET).suffers(cut);

        assertThatThrownBy(() -> bucket.open("file", PART))
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContaining("has bytes 0-99 alone");
    }

    @Test
    void aLengthThatContradictsTheRangeIsRefused() throws IOException {
        bucket.put("file", CONTENT);
        bucket.server.at(GET).suffers(S3Fault.changing(answer -> answer.withBody(CONTENT.slice(0, 9_999))));

        assertThatThrownBy(() -> bucket.open("file", PART))
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContaining("its length 9999");
    }

    /** Scenario 22 of s3transfer. */
    @Test
    void fault10AReplacedObjectIsAConflict() throws IOException {
        bucket.put("file", CONTENT);
        try (var source = bucket.open("file", PART)) {
            bucket.put("file", Content.random(8, 35_000));
            assertThat(failure(source, 20_000, 30_000))
                    .isInstanceOf(StoreException.Conflict.class)
                    .hasMessageContaining("it is no longer the version that was opened")
                    .hasMessageContaining("did not match the expected ETag");
        }
    }

    @Test
    void fault10AReplacedObjectIsAConflictWhereConditionsAreIgnored() throws IOException {
        bucket.put("file", CONTENT);
        bucket.server.at(GET, HEAD).suffers(bucket.ignoringConditions());
        try (var source = bucket.open("file", PART)) {
            bucket.put("file", Content.random(8, 35_000));
            assertThat(failure(source, 20_000, 30_000))
                    .as("of the same size")
                    .isInstanceOf(StoreException.Conflict.class)
                    .hasMessageContaining("its ETag was");
            bucket.put("file", Content.random(8, 36_000));
            assertThat(failure(source, 20_000, 30_000))
                    .isInstanceOf(StoreException.Conflict.class)
                    .hasMessageContaining("it had 35000 bytes and has 36000");
        }
    }

    @Test
    void fault10AnObjectThatIsReplacedWhileItIsOpenedIsAConflict() throws IOException {
        bucket.put("file", CONTENT);
        bucket.server.at(HEAD).first(1).suffers(S3Fault.after(() -> bucket.put("file", Content.random(8, 36_000))));

        assertThatThrownBy(() -> bucket.open("file", PART))
                .isInstanceOf(StoreException.Conflict.class)
                .hasMessageContaining("it changed while it was opened");
    }

    @Test
    void anAnswerWithoutTheEtagThatOthersHadIsNotBelieved() throws IOException {
        bucket.put("file", CONTENT);
        try (var source = bucket.open("file", PART)) {
            bucket.server.at(GET).suffers(S3Fault.changing(answer -> answer.without("ETag")));
            assertThat(failure(source, 20_000, 30_000))
                    .isInstanceOf(StoreException.Unavailable.class)
                    .hasMessageContaining("without the ETag");
        }
    }

    /** The server's clock goes a minute ahead after the object was put there, so that the date of the object tells its versions apart. */
    private void settle() {
        bucket.server.withClockOff(Duration.ofMinutes(1));
    }

    @Test
    void anEtagOfItsOwnForEachRangeIsSeenThrough() throws IOException {
        bucket.put("file", CONTENT);
        settle();
        bucket.server.at(GET).suffers(S3Fault.etagPerRange());
        try (var source = bucket.open("file", PART)) {
            assertThat(source.entry().version()).contains('"' + CONTENT.digest("MD5") + '"');
            assertThat(TestBucket.readInParts(source, PART)).isEqualTo(CONTENT.bytes());
            source.confirm(Scope.unlimited());
        }
        assertThat(bucket.exchanges(GET).stream()
                        .skip(1)
                        .map(S3Exchange::headers)
                        .map(h -> h.first("If-Unmodified-Since").isPresent()))
                .containsOnly(true);
        assertThat(bucket.exchanges(HEAD)).hasSize(2);
    }

    @Test
    void anEtagThatDiffersFromSomeRangeOnIsSeenThrough() throws IOException {
        bucket.put("a/file", CONTENT);
        settle();
        var known = bucket.listed("a/file");
        var differing = bucket.server.at(GET).suffers(etagPerRangeWithoutConditions());
        try (var source =
                bucket.open("a/file", OpenOptions.first(new ByteRange(0, PART)).withKnown(known))) {
            assertThat(source.entry().version()).isEqualTo(known.version());
            assertThat(TestBucket.readInParts(source, PART)).isEqualTo(CONTENT.bytes());
            source.confirm(Scope.unlimited());
        }
        differing.lift();
        try (var source = bucket.open("a/file", PART)) {
            differing.suffers(etagPerRangeWithoutConditions());
            assertThat(TestBucket.readInParts(source, PART)).isEqualTo(CONTENT.bytes());
            source.confirm(Scope.unlimited());
        }
    }

    private S3Fault etagPerRangeWithoutConditions() {
        return (request, work) -> S3Fault.etagPerRange()
                .answer(request, r -> bucket.ignoringConditions().answer(r, work));
    }

    @Test
    void anEtagPerRangeDoesNotHideThatTheObjectWasReplaced() throws IOException {
        bucket.put("file", CONTENT);
        settle();
        bucket.server.at(GET).suffers(etagPerRangeWithoutConditions());
        try (var source = bucket.open("file", PART)) {
            TestBucket.read(source, new ByteRange(0, PART));
            bucket.put("file", Content.random(8, 35_000));
            assertThat(failure(source, 20_000, 30_000))
                    .isInstanceOf(StoreException.Conflict.class)
                    .hasMessageContaining("was modified");
            assertThatThrownBy(() -> source.confirm(Scope.unlimited())).isInstanceOf(StoreException.Conflict.class);
        }
    }

    @Test
    void anEtagPerRangeOfAnObjectThatIsASecondOldIsTriedAgainLater() {
        bucket.put("file", CONTENT);
        var modified =
                bucket.server.object(TestBucket.NAME, "file").orElseThrow().modified();
        bucket.server
                .at(GET, HEAD)
                .suffers((request, work) ->
                        S3Fault.etagPerRange().answer(request, work).with("Date", ServedFile.httpDate(modified)));

        assertThatThrownBy(() -> bucket.open("file", PART))
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContaining("several ETags");
    }

    /** Scenario 23 of s3transfer: without an ETag there is no If-Match, and the date serves. */
    @Test
    void withoutAnEtagTheDateTellsVersionsApart() throws IOException {
        bucket.put("file", CONTENT);
        settle();
        bucket.server.at(GET, HEAD).suffers(S3Fault.changing(answer -> answer.without("ETag")));
        try (var source = bucket.open("file", PART)) {
            assertThat(source.entry().version().orElseThrow())
                    .startsWith("modified ")
                    .endsWith(", 35000 bytes");
            assertThat(TestBucket.readInParts(source, PART)).isEqualTo(CONTENT.bytes());
            source.confirm(Scope.unlimited());

            bucket.put("file", Content.random(8, 35_000));
            assertThat(failure(source, 20_000, 30_000)).isInstanceOf(StoreException.Conflict.class);
        }
        assertThat(bucket.exchanges(GET)).noneMatch(e -> e.header("If-Match").isPresent());
    }

    @Test
    void withoutEtagAndDateAnAnswerIsNoneOfS3() {
        bucket.put("file", CONTENT);
        bucket.server
                .at(GET)
                .suffers((_, _) ->
                        Answer.status(200).with("Content-Type", "text/html").withText("<html>Please log in</html>"));

        assertThatThrownBy(() -> bucket.open("file", PART))
                .as("row 12: an error page with 200")
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContaining("something else than S3");
    }

    @Test
    void fault12WithoutAContentLengthTheSizeIsHadFromHead() throws IOException {
        bucket.put("file", CONTENT);
        for (var framing : Answer.Framing.values()) {
            var rule = bucket.server.at(GET).suffers(S3Fault.changing(answer -> answer.framed(framing)));
            try (var source = bucket.open("file", OpenOptions.whole())) {
                assertThat(source.entry().size()).as(framing.toString()).hasValue(35_000);
                assertThat(TestBucket.read(source, ByteRange.from(0))).isEqualTo(CONTENT.bytes());
            }
            assertParts("file");
            rule.lift();
        }
    }

    @Test
    void aBodyThatIsLongerThanTheObjectIsRefused() throws IOException {
        bucket.put("file", CONTENT);
        bucket.server
                .at(GET)
                .suffers(S3Fault.changing(
                        answer -> answer.withBody(Content.random(7, 35_001)).framed(Answer.Framing.CHUNKED)));
        try (var source = bucket.open("file", OpenOptions.whole())) {
            assertThat(failure(source, 0, 35_000))
                    .isInstanceOf(StoreException.Unavailable.class)
                    .hasMessageContaining("sent more");
        }
    }

    @Test
    void fault13ContentEncodingIsMetadataAndNothingIsDecoded() throws IOException {
        var zipped = Content.of(HexFormat.of().parseHex("1f8b08000000000000ffcb48cdc9c9070086a6103605000000"));
        bucket.server.put(
                TestBucket.NAME, "a.gz", zipped, Map.of("content-encoding", "gzip", "content-type", "text/plain"));
        for (var options : List.of(OpenOptions.whole(), OpenOptions.first(new ByteRange(0, PART)))) {
            try (var source = bucket.open("a.gz", options)) {
                assertThat(source.entry().attributes()).containsEntry("content-encoding", "gzip");
                assertThat(TestBucket.read(source, ByteRange.from(0))).isEqualTo(zipped.bytes());
            }
        }
    }

    @Test
    void whatCameBeforeABreakIsGoodAndTheBreakIsTold() throws IOException {
        bucket.put("file", CONTENT);
        var broken = bucket.server.at(GET);
        for (var fault : List.of(S3Fault.shortBody(4_000), S3Fault.resetAfter(4_000))) {
            broken.lift();
            try (var source = bucket.open("file", PART)) {
                broken.suffers(fault);
                var range = new ByteRange(20_000, 30_000);
                var sink = CollectingSink.inOrder(range);
                assertThatThrownBy(() -> source.read(range, sink, Scope.unlimited()))
                        .isInstanceOf(StoreException.Unavailable.class);
                assertThat(sink.bytes())
                        .isEqualTo(CONTENT.slice(20_000, sink.bytes().length).bytes());
            }
        }
    }

    @Test
    void bytesBeyondTheEndAreRefused() throws IOException {
        bucket.put("file", CONTENT);
        try (var source = bucket.open("file", PART)) {
            assertThat(failure(source, 30_000, 35_001))
                    .isInstanceOf(StoreException.Rejected.class)
                    .hasMessageContaining("35000");
        }
    }

    @Test
    void whereHeadIsRefusedTheObjectIsReadAllTheSame() throws IOException {
        bucket.put("file", CONTENT);
        bucket.server.at(HEAD).suffers(S3Fault.error(403, "AccessDenied"));
        try (var source = bucket.open("file", PART)) {
            // The MD5 that the ETag is.
            assertThat(source.entry().digests()).hasSize(1);
            assertThat(TestBucket.readInParts(source, PART)).isEqualTo(CONTENT.bytes());
        }
    }

    @Test
    void anArchivedObjectIsToldWithWhatToDo() {
        bucket.put("file", CONTENT);
        bucket.server.at(GET).suffers(S3Fault.error(403, "InvalidObjectState"));

        assertThatThrownBy(() -> bucket.open("file", PART))
                .isInstanceOf(StoreException.Rejected.class)
                .hasMessageContaining("must be restored");
    }
}
