package io.hawser.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.http.client.Headers;
import io.hawser.http.client.Request;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** The examples of the Amazon S3 API Reference, "Signature Calculations for the Authorization Header". */
class SignatureTest {
    private static final String EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private static final Keys KEYS =
            new Keys("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", Optional.empty());

    private static final class Nothing implements Request.Content {
        @Override
        public OptionalLong length() {
            return OptionalLong.of(0);
        }

        @Override
        public boolean replayable() {
            return true;
        }

        @Override
        public void writeTo(Request.Output output) {}
    }

    private static Headers signed(Call call, String path, Keys keys) {
        var headers = new Headers();
        call.headers().fields().forEach(f -> headers.set(f.name(), f.value()));
        new Signature("us-east-1")
                .sign(
                        call.content(new Nothing(), EMPTY),
                        headers,
                        "examplebucket.s3.amazonaws.com",
                        path,
                        keys,
                        Instant.parse("2013-05-24T00:00:00Z"));
        return headers;
    }

    private static String authorization(Call call, String path) {
        return signed(call, path, KEYS).first("Authorization").orElseThrow();
    }

    @Test
    void signsHeaders() {
        var call = Call.of("GET", new ObjectName("examplebucket", "test.txt")).header("Range", "bytes=0-9");
        assertThat(authorization(call, "/test.txt"))
                .isEqualTo("AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
                        + " SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,"
                        + " Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
    }

    @Test
    void signsSubResources() {
        assertThat(authorization(Call.ofBucket("GET", "examplebucket").query("lifecycle"), "/"))
                .endsWith("Signature=fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");
    }

    @Test
    void signsParametersInTheirOrder() {
        var call = Call.ofBucket("GET", "examplebucket").query("prefix", "J").query("max-keys", "2");
        assertThat(authorization(call, "/"))
                .endsWith("Signature=34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
    }

    @Test
    void signsTheTokenOfASession() {
        var keys = new Keys(KEYS.id(), KEYS.secret(), Optional.of("t0ken"));
        var headers = signed(Call.ofBucket("GET", "examplebucket"), "/", keys);
        assertThat(headers.first("x-amz-security-token")).contains("t0ken");
        assertThat(headers.first("Authorization").orElseThrow())
                .contains("SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token,");
        assertThat(keys.toString()).doesNotContain("t0ken", KEYS.secret());
    }
}
