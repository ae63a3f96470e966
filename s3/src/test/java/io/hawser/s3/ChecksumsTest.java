package io.hawser.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.Algorithm;
import io.hawser.Digest;
import io.hawser.http.client.Headers;
import io.hawser.testkit.Content;
import io.hawser.testkit.s3.S3Fault;
import io.hawser.testkit.s3.S3Operation;
import java.io.IOException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which digests are taken from what S3 says, and which are not, since a wrong one would fail a good copy. */
class ChecksumsTest {
    private static final String MD5 = "5d41402abc4b2a76b9719d911017c592";

    private TestBucket bucket;

    @BeforeEach
    void start() throws IOException {
        bucket = TestBucket.start();
        bucket.server.withLeastPart(1);
    }

    @AfterEach
    void stop() throws IOException {
        bucket.close();
    }

    private static Checksums of(boolean complete, String... namesAndValues) {
        var headers = new Headers();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return Checksums.of(ObjectState.of(headers, 5), complete, true);
    }

    private static String base64(String hex) {
        return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
    }

    @ParameterizedTest
    @CsvSource({
        "CRC64NVME, x-amz-checksum-crc64nvme, 0011223344556677",
        "CRC32, x-amz-checksum-crc32, 3610a686",
        "CRC32C, X-Amz-Checksum-Crc32c, 9a71bb4c",
        "SHA1, x-amz-checksum-sha1, aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d",
        "SHA256, x-amz-checksum-sha256, 2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
    })
    void checksumsOfTheWholeAreDigests(Algorithm algorithm, String field, String hex) {
        var digest = new Digest(algorithm, hex);

        assertThat(of(true, field, base64(hex)).whole()).containsExactly(digest);
        assertThat(of(true, field, base64(hex), "x-amz-checksum-type", "FULL_OBJECT", "ETag", '"' + MD5 + '"')
                        .whole())
                .containsExactly(digest);
    }

    @Test
    void thoseOfAnAnswerThatIsNotTheWholeAreNot() {
        assertThat(of(false, "x-amz-checksum-crc32", base64("3610a686"))).isEqualTo(Checksums.NONE);
    }

    @Test
    void thoseOfPartsAreNoneOfTheWhole() {
        var composite = of(true, "x-amz-checksum-crc32", base64("3610a686") + "-3", "ETag", '"' + MD5 + "-3\"");
        assertThat(composite.whole()).isEmpty();
        assertThat(composite.composite()).contains(new Checksums.Composite(new Digest(Algorithm.CRC32, "3610a686"), 3));
        // A value of parts that does not say of how many.
        assertThat(of(true, "x-amz-checksum-crc32", base64("3610a686"), "x-amz-checksum-type", "COMPOSITE"))
                .isEqualTo(Checksums.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?", "AAAA", "NhCmhg==-", "NhCmhg==-x", "NhCmhg==-0", "NhCmhg==-99999999999"})
    void whatIsNoChecksumIsNone(String value) {
        assertThat(of(true, "x-amz-checksum-crc32", value)).isEqualTo(Checksums.NONE);
    }

    @Test
    void anEtagIsAnMd5OnlyWhereItCannotBeAnythingElse() {
        var digest = new Digest(Algorithm.MD5, MD5);
        assertThat(of(true, "ETag", '"' + MD5 + '"').whole()).containsExactly(digest);
        assertThat(of(false, "ETag", '"' + MD5 + '"').whole()).containsExactly(digest);
        assertThat(of(true, "ETag", MD5.toUpperCase(Locale.ROOT), "x-amz-server-side-encryption", "AES256")
                        .whole())
                .containsExactly(digest);

        assertThat(of(true, "ETag", '"' + MD5 + "-1\"")).isEqualTo(Checksums.NONE);
        assertThat(of(true, "ETag", "W/\"" + MD5 + '"')).isEqualTo(Checksums.NONE);
        assertThat(of(true, "ETag", "\"0x8D4BCC2E4835CD0\"")).isEqualTo(Checksums.NONE);
        assertThat(of(true, "ETag", '"' + MD5 + '"', "x-amz-server-side-encryption", "aws:kms"))
                .isEqualTo(Checksums.NONE);
        assertThat(of(true, "ETag", '"' + MD5 + '"', "x-amz-server-side-encryption-customer-algorithm", "AES256"))
                .isEqualTo(Checksums.NONE);
        var state = ObjectState.of(new Headers().add("ETag", '"' + MD5 + '"'), 5);
        assertThat(Checksums.of(state, true, false)).as("a directory bucket").isEqualTo(Checksums.NONE);
    }

    @ParameterizedTest
    @CsvSource({
        // size, count, first, last, part size
        "10, 1, 10, 10, 10",
        "10, 1, 9, 9,",
        "25, 3, 10, 5, 10",
        "30, 3, 10, 10, 10",
        "10, 2, 10, 0,",
        "25, 2, 10, 15,",
        "25, 3, 5, 15,",
        "25, 3, 11, 3, 11",
        "25, 4, 10, 5,",
        "25, 3, -1, 5,",
        "50000000000000, 10000, 5000000000, 5000000000, 5000000000",
    })
    void partsHaveOneSizeOrNoneThatCounts(long size, int count, long first, long last, Long partSize) {
        assertThat(Checksums.partSize(size, count, first, last)).isEqualTo(Optional.ofNullable(partSize));
    }

    @Test
    void theSizeOfPartsIsLearnt() throws Exception {
        var content = Content.random(1, 25);
        bucket.putInParts("even", content, Algorithm.SHA256, 10, 10, 5);
        var expected = bucket.stat("even").digests().getFirst();

        assertThat(expected.algorithm()).isEqualTo(Algorithm.SHA256);
        assertThat(expected.parts()).contains(new Digest.Parts(3, 10));
        assertThat(bucket.requests()).endsWith("HEAD even", "HEAD even part 1", "HEAD even part 3");
        try (var source = bucket.open("even", 10)) {
            assertThat(source.entry().digests()).containsExactly(expected);
        }
    }

    @Test
    void partsOfSeveralSizesGiveNoDigest() throws Exception {
        var content = Content.random(1, 25);
        bucket.putInParts("uneven", content, Algorithm.SHA1, 10, 5, 10);
        bucket.putInParts("growing", content, Algorithm.SHA1, 10, 15);

        assertThat(bucket.stat("uneven").digests()).isEmpty();
        assertThat(bucket.stat("growing").digests()).isEmpty();
    }

    @Test
    void aCloneThatDoesNotKnowPartsGivesNoDigest() throws Exception {
        bucket.putInParts("object", Content.random(1, 25), Algorithm.SHA256, 10, 10, 5);
        var ignoring = bucket.server
                .at(S3Operation.HEAD_OBJECT)
                .where(e -> e.request().query().containsKey("partNumber"))
                .suffers(S3Fault.error(501, "NotImplemented"));
        assertThat(bucket.stat("object").digests()).isEmpty();
        // One that gives the whole for each part, as S3Mock does.
        ignoring.suffers(S3Fault.changing(answer ->
                answer.without("Content-Range").withBody(Content.random(1, 25)).withStatus(200)));
        assertThat(bucket.stat("object").digests()).isEmpty();
        ignoring.suffers(S3Fault.changing(answer -> answer.without("x-amz-mp-parts-count")));
        assertThat(bucket.stat("object").digests()).isEmpty();
    }
}
