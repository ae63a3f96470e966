package io.hawser.s3;

import static io.hawser.testkit.s3.S3Operation.COMPLETE_MULTIPART_UPLOAD;
import static io.hawser.testkit.s3.S3Operation.PUT_OBJECT;
import static io.hawser.testkit.s3.S3Operation.UPLOAD_PART;
import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.CopyOptions;
import io.hawser.Hawser;
import io.hawser.HawserOptions;
import io.hawser.Outcome;
import io.hawser.RetryPolicy;
import io.hawser.Transfer;
import io.hawser.testkit.Content;
import io.hawser.testkit.s3.S3Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** More transfers than the memory for parts holds, which give their places up and want them back. */
@Timeout(120)
class S3CrowdTest {
    @TempDir
    private Path folder;

    private Uploading uploading;

    @BeforeEach
    void start() throws IOException {
        uploading = new Uploading(folder);
    }

    @AfterEach
    void stop() throws IOException {
        uploading.close();
    }

    @Test
    void nobodyWaitsForEver() throws Exception {
        var content = Content.random(3, 7 << 20);
        var asked = new AtomicInteger();
        uploading
                .bucket
                .server
                .at(PUT_OBJECT, UPLOAD_PART, COMPLETE_MULTIPART_UPLOAD)
                .where(_ -> asked.incrementAndGet() % 3 == 0)
                .suffers(S3Fault.error(503, "SlowDown"));
        var options = CopyOptions.defaults().withRetry(new RetryPolicy(20, Duration.ofMillis(1), Duration.ofMillis(5)));
        for (int running : new int[] {1, 3, 60}) {
            try (var hawser = Hawser.open(HawserOptions.defaults()
                    .withTransfers(running)
                    .withProviders(List.of(new S3StoreProvider()))
                    .withEnvironment(uploading.bucket.environment()))) {
                var transfers = new ArrayList<Transfer>();
                for (int i = 0; i < 24; i++) {
                    transfers.add(hawser.copy(uploading.file(content), TestBucket.at(running + "-" + i), options));
                }
                // Some are called off, wherever they are.
                for (int i = 0; i < 24; i += 7) {
                    transfers.get(i).cancel();
                }
                for (int i = 0; i < 24; i++) {
                    var outcome = transfers.get(i).await();
                    if (i % 7 != 0) {
                        assertThat(outcome).isInstanceOf(Outcome.Copied.class);
                        assertThat(uploading.bucket.server.mismatch(TestBucket.NAME, running + "-" + i, content))
                                .isEmpty();
                    }
                }
            }
            assertThat(uploading.bucket.server.uploads(TestBucket.NAME)).isEmpty();
            assertThat(uploading.journals()).isEmpty();
        }
    }
}
