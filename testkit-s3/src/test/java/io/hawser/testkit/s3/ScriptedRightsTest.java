package io.hawser.testkit.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Content;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ScriptedRightsTest extends WithServer {
    private static final Instant NOW = Instant.now();

    @BeforeEach
    void putAnObject() {
        server.put(BUCKET, "key", Content.text("content"));
    }

    @Test
    void onlyAnonymousBucketsNeedNoSignature() throws IOException {
        refused(403, "AccessDenied", get("key").anonymous());
        assertThat(ok(get("key")).text()).isEqualTo("content");
        server.bucket(BUCKET).anonymous();
        assertThat(ok(get("key").anonymous()).text()).isEqualTo("content");
    }

    @Test
    void signaturesMustBeRight() throws IOException {
        RawS3 client = server.raw();
        S3Call call = get("key").at(NOW);
        String right = client.signed(call).get("authorization");
        assertThat(client.ask(signedAs(call, right)).status()).isEqualTo(200);
        String wrong = right.substring(0, right.length() - 1) + (right.endsWith("0") ? "1" : "0");
        refused(403, "SignatureDoesNotMatch", signedAs(call, wrong));
        refused(403, "SignatureDoesNotMatch", signedAs(get("other"), right));
        refused(403, "SignatureDoesNotMatch", signedAs(call.query("versionId", "null"), right));
        refused(403, "InvalidAccessKeyId", signedAs(call, right.replace("hawser-access", "somebody")));
        refused(400, "AuthorizationHeaderMalformed", signedAs(call, "Basic eA=="));
        refused(403, "AccessDenied", signedAs(call.header("x-amz-meta-unsigned", "x"), right));
    }

    /** The request with this signature, at the time of the one that is right. */
    private S3Call signedAs(S3Call call, String authorization) {
        var headers = server.raw().signed(get("key").at(NOW));
        return call.anonymous()
                .header("authorization", authorization)
                .header("x-amz-date", headers.get("x-amz-date"))
                .header("x-amz-content-sha256", SigV4.EMPTY);
    }

    @Test
    void signaturesOfChunksMustBeRight() throws IOException {
        S3Call call = put("chunked")
                .at(NOW)
                .payload("STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER")
                .header("x-amz-decoded-content-length", "5")
                .header("x-amz-trailer", "x-amz-checksum-crc32");
        Map<String, String> headers = server.raw().signed(call);
        String time = headers.get("x-amz-date");
        String seed = headers.get("authorization").replaceFirst(".*Signature=", "");
        ChunkSignatures signatures = new ChunkSignatures(
                new Incoming.Signer(SigV4.key(server.secretKey(), time, server.region()), time, server.region(), seed));
        String body = "5;chunk-signature=" + signatures.chunk(SigV4.sha256("hello")) + "\r\nhello\r\n"
                + "0;chunk-signature=" + signatures.chunk(SigV4.EMPTY) + "\r\nx-amz-checksum-crc32:NhCmhg==\r\n"
                + "x-amz-trailer-signature:"
                + signatures.trailer(Map.of("x-amz-checksum-crc32", "NhCmhg==")) + "\r\n\r\n";
        S3Call sent = put("chunked").anonymous();
        for (var header : headers.entrySet()) {
            sent = sent.header(header.getKey(), header.getValue());
        }
        refused(403, "SignatureDoesNotMatch", sent.with(body.replace("hello", "hellO")));
        refused(403, "SignatureDoesNotMatch", sent.with(body.replace("NhCmhg==", "AAAAAA==")));
        refused(400, "IncompleteBody", sent.with(body.replace("5;", "x;")));
        assertThat(server.object(BUCKET, "chunked")).isEmpty();
        ok(sent.with(body));
        assertThat(server.get(BUCKET, "chunked").orElseThrow().bytes())
                .asString()
                .isEqualTo("hello");
    }

    @Test
    void aWrongClockIsTold() throws IOException {
        server.withClockOff(Duration.ofHours(2));
        RawS3.Reply reply = refused(403, "RequestTimeTooSkewed", get("key"));
        assertThat(reply.one("MaxAllowedSkewMilliseconds")).isEqualTo("900000");
        assertThat(Instant.parse(reply.one("ServerTime"))).isAfter(Instant.now().plusSeconds(7_000));
        assertThat(reply.header("Date")).isNotEmpty();
        assertThat(ok(get("key").at(Instant.now().plus(Duration.ofHours(2)))).text())
                .isEqualTo("content");
    }

    @Test
    void aWrongRegionIsTold() throws IOException {
        server.bucket(BUCKET).inRegion("eu-west-3", S3Bucket.WrongRegion.MALFORMED);
        RawS3.Reply malformed = refused(400, "AuthorizationHeaderMalformed", get("key"));
        assertThat(malformed.one("Region")).isEqualTo("eu-west-3");
        assertThat(malformed.header("x-amz-bucket-region")).isEqualTo("eu-west-3");
        server.bucket(BUCKET).inRegion("eu-west-3", S3Bucket.WrongRegion.REDIRECT);
        RawS3.Reply redirect = refused(301, "PermanentRedirect", get("key"));
        assertThat(redirect.header("x-amz-bucket-region")).isEqualTo("eu-west-3");
        RawS3.Reply head = server.raw().ask(head("key"));
        assertThat(head.status()).isEqualTo(301);
        assertThat(head.header("x-amz-bucket-region")).isEqualTo("eu-west-3");
        assertThat(ok(get("key").inRegion("eu-west-3")).text()).isEqualTo("content");
        assertThat(ok(S3Call.of("HEAD", BUCKET).inRegion("eu-west-3")).header("x-amz-bucket-region"))
                .isEqualTo("eu-west-3");
    }

    @Test
    void requestersPayWhereTheyOfferTo() throws IOException {
        server.bucket(BUCKET).requesterPays();
        refused(403, "AccessDenied", get("key"));
        RawS3.Reply paid = ok(get("key").header("x-amz-request-payer", "requester"));
        assertThat(paid.text()).isEqualTo("content");
        assertThat(paid.header("x-amz-request-charged")).isEqualTo("requester");
    }

    @Test
    void bucketsTellTheirRegionAndVersioning() throws IOException {
        assertThat(ok(S3Call.of("GET", BUCKET).query("location", "")).one("LocationConstraint"))
                .isEmpty();
        assertThat(ok(S3Call.of("GET", BUCKET).query("versioning", "")).all("Status"))
                .isEmpty();
        server.bucket(BUCKET).versioned();
        assertThat(ok(S3Call.of("GET", BUCKET).query("versioning", "")).one("Status"))
                .isEqualTo("Enabled");
        refused(409, "BucketAlreadyOwnedByYou", S3Call.of("PUT", BUCKET));
        refused(409, "BucketNotEmpty", S3Call.of("DELETE", BUCKET));
        refused(404, "NoSuchBucket", S3Call.of("GET", "missing").query("list-type", "2"));
    }
}
