package io.hawser.testkit.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A test with a scripted server of its own, and a bucket in it. */
abstract class WithServer {
    static final String BUCKET = "bucket";

    ScriptedS3Server server;

    @BeforeEach
    final void start() throws IOException {
        server = ScriptedS3Server.start();
        server.makeBucket(BUCKET);
    }

    @AfterEach
    final void stop() throws IOException {
        server.close();
    }

    static S3Call get(String key) {
        return S3Call.of("GET", BUCKET, key);
    }

    static S3Call head(String key) {
        return S3Call.of("HEAD", BUCKET, key);
    }

    static S3Call put(String key) {
        return S3Call.of("PUT", BUCKET, key);
    }

    static S3Call post(String key) {
        return S3Call.of("POST", BUCKET, key);
    }

    /** The answer to a request that must be right. */
    RawS3.Reply ok(S3Call call) throws IOException {
        RawS3.Reply reply = server.raw().ask(call);
        assertThat(reply.status()).as(reply.text()).isIn(200, 204, 206);
        return reply;
    }

    /** The answer to a request that must be refused. */
    RawS3.Reply refused(int status, String code, S3Call call) throws IOException {
        RawS3.Reply reply = server.raw().ask(call);
        assertThat(reply.status()).as(reply.text()).isEqualTo(status);
        assertThat(reply.one("Code")).isEqualTo(code);
        return reply;
    }
}
