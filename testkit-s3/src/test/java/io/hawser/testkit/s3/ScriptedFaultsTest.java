package io.hawser.testkit.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.testkit.Content;
import io.hawser.testkit.Eventually;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ScriptedFaultsTest extends WithServer {
    private static final Content CONTENT = Content.random(1, 100_000);

    @BeforeEach
    void putAnObject() {
        server.put(BUCKET, "key", CONTENT);
    }

    private static S3Call range() {
        return get("key").header("Range", "bytes=10-19");
    }

    @Test
    void rulesChooseTheRequestsThatSuffer() throws IOException {
        S3Rule second = server.at(S3Operation.GET_OBJECT)
                .forKey("key")
                .inBucket(BUCKET)
                .nth(2)
                .suffers(S3Fault.error(500, "InternalError"));
        server.at(S3Operation.PUT_OBJECT, S3Operation.UPLOAD_PART)
                .first(1)
                .suffers(S3Fault.slowDown(Duration.ofSeconds(7)));
        ok(get("key"));
        ok(head("key"));
        refused(500, "InternalError", get("key"));
        ok(get("key"));
        assertThat(second.suffered()).isEqualTo(1);
        assertThat(refused(503, "SlowDown", put("new").with("x")).header("Retry-After"))
                .isEqualTo("7");
        assertThat(server.object(BUCKET, "new")).isEmpty();
        ok(put("new").with("x"));

        S3Rule late = server.at()
                .where(exchange -> exchange.header("Range").isPresent())
                .after(1)
                .suffers(S3Fault.expiredToken());
        ok(range());
        ok(get("key"));
        refused(400, "ExpiredToken", range());
        refused(400, "ExpiredToken", range());
        late.lift();
        ok(range());
        assertThat(late.suffered()).isEqualTo(2);
    }

    @Test
    void aReplyIsLostAfterTheWork() throws IOException {
        server.at(S3Operation.PUT_OBJECT).first(1).suffers(S3Fault.lostReply());
        assertThatThrownBy(() -> server.raw().ask(put("new").with("x"))).isInstanceOf(IOException.class);
        assertThat(server.get(BUCKET, "new").orElseThrow().bytes()).asString().isEqualTo("x");
        server.at(S3Operation.DELETE_OBJECT).suffers(S3Fault.reset());
        assertThatThrownBy(() -> server.raw().ask(S3Call.of("DELETE", BUCKET, "new")))
                .isInstanceOf(IOException.class);
        assertThat(server.object(BUCKET, "new")).isPresent();
    }

    @Test
    void anErrorComesInsideStatus200() throws IOException {
        S3Call copy = put("copy").header("x-amz-copy-source", BUCKET + "/key");
        S3Rule rule = server.at(S3Operation.COPY_OBJECT).suffers(S3Fault.errorInside200("InternalError"));
        assertThat(refused(200, "InternalError", copy).header("Content-Type")).isEqualTo("application/xml");
        assertThat(server.object(BUCKET, "copy")).isEmpty();
        rule.suffers(S3Fault.doneBut(S3Fault.errorInside200("InternalError")));
        refused(200, "InternalError", copy);
        assertThat(server.mismatch(BUCKET, "copy", CONTENT)).isEmpty();
    }

    @Test
    void rangesAreAnsweredWrongly() throws IOException {
        S3Rule rule = server.at(S3Operation.GET_OBJECT);
        rule.suffers(S3Fault.wholeForRange());
        RawS3.Reply whole = ok(range());
        assertThat(whole.status()).isEqualTo(200);
        assertThat(whole.body()).isEqualTo(CONTENT.bytes());
        rule.suffers(S3Fault.wrongContentRange(5));
        RawS3.Reply shifted = ok(range());
        assertThat(shifted.header("Content-Range")).isEqualTo("bytes 15-24/100000");
        assertThat(shifted.body()).isEqualTo(CONTENT.slice(10, 10).bytes());
        rule.suffers(S3Fault.hiddenTotal());
        assertThat(ok(range()).header("Content-Range")).isEqualTo("bytes 10-19/*");
        rule.suffers(S3Fault.changing(answer -> answer.without("ETag")).with("x-test", "1"));
        assertThat(ok(range()).headers().has("ETag")).isFalse();
        assertThat(ok(range()).header("x-test")).isEqualTo("1");
        rule.suffers(S3Fault.etagPerRange());
        String tag = ok(range()).header("ETag");
        assertThat(ok(range()).header("ETag")).isEqualTo(tag);
        assertThat(ok(get("key").header("Range", "bytes=20-29")).header("ETag")).isNotEqualTo(tag);
        assertThat(ok(get("key")).header("ETag")).isEqualTo("\"" + CONTENT.digest("MD5") + "\"");
    }

    @Test
    void bodiesAreDamaged() throws IOException {
        S3Rule rule = server.at(S3Operation.GET_OBJECT);
        for (S3Fault fault : List.of(S3Fault.shortBody(50_000), S3Fault.resetAfter(50_000))) {
            rule.suffers(fault);
            assertThatThrownBy(() -> server.raw().read(get("key"), in -> in.readAllBytes()))
                    .isInstanceOf(IOException.class);
        }
        rule.suffers(S3Fault.flippedAt(3));
        OptionalLong difference = server.raw().read(get("key"), CONTENT::mismatch);
        assertThat(difference).hasValue(3);
        assertThat(server.exchanges().getLast().status()).isEqualTo(200);
        Eventually.holds(() -> server.exchanges().getLast().sent() == 100_000, () -> "all bytes are counted");
    }

    @Test
    void anObjectIsReplacedBetweenTwoReads() throws IOException {
        String tag = ok(head("key")).header("ETag");
        server.at(S3Operation.GET_OBJECT)
                .nth(2)
                .suffers(S3Fault.after(() -> server.put(BUCKET, "key", CONTENT.flippedAt(0))));
        ok(range().header("If-Match", tag));
        refused(412, "PreconditionFailed", range().header("If-Match", tag));
        assertThat(server.count(S3Operation.GET_OBJECT)).isEqualTo(2);
    }

    @Test
    void newerHeaderFieldsAreRefused() throws IOException {
        byte[] bytes = CONTENT.bytes();
        String crc = ChecksumAlgorithm.CRC32.of(CONTENT);
        server.refusingTrailers();
        refused(501, "NotImplemented", put("new").trailing(bytes, "x-amz-checksum-crc32", crc));
        ok(put("new").with(CONTENT).header("x-amz-checksum-crc32", crc));
        server.refusingChecksums();
        refused(501, "NotImplemented", put("new").with(CONTENT).header("x-amz-checksum-crc32", crc));
        ok(put("new").with(CONTENT));
        ok(get("new").header("x-amz-checksum-mode", "ENABLED"));
    }
}
