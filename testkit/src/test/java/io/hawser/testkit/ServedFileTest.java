package io.hawser.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServedFileTest {
    private static final ServedFile FILE =
            ServedFile.of(Content.text("0123456789")).withEtag("\"v1\"");

    private static Answer ask(ServedFile file, String... headers) {
        Headers all = Headers.none();
        for (int i = 0; i < headers.length; i += 2) {
            all = all.and(headers[i], headers[i + 1]);
        }
        return file.answer(new Request(1, 1, "GET", "/", all, InputStream.nullInputStream()));
    }

    private static String text(Answer answer) {
        return new String(answer.body().bytes());
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-3,  0123,   bytes 0-3/10",
        "bytes=4-,   456789, bytes 4-9/10",
        "bytes=8-99, 89,     bytes 8-9/10",
        "bytes=-3,   789,    bytes 7-9/10",
        "bytes=-99,  0123456789, bytes 0-9/10",
        "bytes=9-9,  9,      bytes 9-9/10"
    })
    void servesSingleRanges(String range, String body, String contentRange) {
        Answer answer = ask(FILE, "Range", range);
        assertThat(answer.status()).isEqualTo(206);
        assertThat(text(answer)).isEqualTo(body);
        assertThat(answer.headers().first("Content-Range")).hasValue(contentRange);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=0-1,3-4", "bytes=5-2", "bytes=-", "lines=1-2", "bytes=a-b"})
    void ignoresWhatIsNoSingleRange(String range) {
        assertThat(ask(FILE, "Range", range).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=10-", "bytes=10-20", "bytes=-0"})
    void refusesRangesBeyondTheEnd(String range) {
        Answer answer = ask(FILE, "Range", range);
        assertThat(answer.status()).isEqualTo(416);
        assertThat(answer.headers().first("Content-Range")).hasValue("bytes */10");
    }

    @ParameterizedTest
    @CsvSource({
        "If-Match, '\"v1\"', 200",
        "If-Match, *, 200",
        "If-Match, '\"v0\", \"v1\"', 200",
        "If-Match, '\"v0\"', 412",
        "If-Match, 'W/\"v1\"', 412",
        "If-None-Match, '\"v1\"', 304",
        "If-None-Match, 'W/\"v1\"', 304",
        "If-None-Match, '\"v0\"', 200",
        "If-Unmodified-Since, 'Thu, 29 Feb 2024 12:34:56 GMT', 200",
        "If-Unmodified-Since, 'Thu, 29 Feb 2024 12:34:55 GMT', 412",
        "If-Unmodified-Since, 'some day', 200",
        "If-Modified-Since, 'Thu, 29 Feb 2024 12:34:56 GMT', 304",
        "If-Modified-Since, 'Thu, 29 Feb 2024 12:34:55 GMT', 200"
    })
    void evaluatesConditions(String name, String value, int status) {
        assertThat(ask(FILE, name, value).status()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({
        "'\"v1\"', 206",
        "'\"v0\"', 200",
        "'W/\"v1\"', 200",
        "'Thu, 29 Feb 2024 12:34:56 GMT', 206",
        "'Thu, 29 Feb 2024 12:34:57 GMT', 200"
    })
    void ifRangeFallsBackToTheWhole(String value, int status) {
        assertThat(ask(FILE, "Range", "bytes=1-2", "If-Range", value).status()).isEqualTo(status);
    }

    @Test
    void weakTagsMatchNothingStrongly() {
        ServedFile weak = FILE.withEtag("W/\"v1\"");
        assertThat(ask(weak, "If-Match", "W/\"v1\"").status()).isEqualTo(412);
        assertThat(ask(weak, "If-None-Match", "\"v1\"").status()).isEqualTo(304);
    }

    @Test
    void aServerWithoutRangesOffersNone() {
        Answer answer = ask(FILE.withoutRanges(), "Range", "bytes=1-2");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers().has("Accept-Ranges")).isFalse();
    }

    @Test
    void reprDigestIsOfTheWholeAndContentMd5OfWhatIsSent() {
        ServedFile file = FILE.withReprDigest().withContentMd5();
        Optional<String> digest = ask(file).headers().first("Repr-Digest");
        assertThat(digest).hasValue("sha-256=:hNiYd/DUBB77a/kaFvAkjy/Vc+avBcGflr7bn4gveII=:");
        assertThat(ask(file, "Range", "bytes=1-2").headers().first("Repr-Digest"))
                .isEqualTo(digest);
        assertThat(ask(file).headers().first("Content-MD5")).hasValue("eB5eJF1ptWaXm4bijSPyxw==");
        assertThat(ask(file, "Range", "bytes=1-2").headers().has("Content-MD5")).isFalse();
    }

    @Test
    void checksumsAreOfTheWhole() {
        Headers headers = ask(FILE.withChecksums(), "Range", "bytes=1-2").headers();
        assertThat(headers.first("X-Checksum-Sha256")).hasValue(FILE.content().sha256());
        assertThat(headers.first("X-Checksum-Sha1")).hasValue("87acec17cd9dcd20a716cc2cf67417b71c8a7016");
        assertThat(headers.first("X-Checksum-Md5")).hasValue("781e5e245d69b566979b86e28d23f2c7");
    }

    @Test
    void fieldsAreDroppedOnRequest() {
        Headers headers = ask(FILE.withoutEtag().withoutLastModified()).headers();
        assertThat(headers.has("ETag")).isFalse();
        assertThat(headers.has("Last-Modified")).isFalse();
    }
}
