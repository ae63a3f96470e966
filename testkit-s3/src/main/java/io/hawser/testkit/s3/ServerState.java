package io.hawser.testkit.s3;

import io.hawser.testkit.Spool;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/** What the operations of the scripted server share: buckets and manners. */
final class ServerState {
    final Map<String, S3Bucket> buckets = new ConcurrentSkipListMap<>();
    final Spool spool;
    private final AtomicLong uploads = new AtomicLong();
    volatile Duration clockOff = Duration.ZERO;
    volatile long leastPart = 5 << 20;
    volatile int pageSize = 1000;
    volatile boolean checksums = true;

    ServerState() throws IOException {
        spool = new Spool();
    }

    /** The time that this server believes it is. */
    Instant now() {
        return Instant.now().plus(clockOff).truncatedTo(ChronoUnit.MILLIS);
    }

    S3Bucket bucket(Incoming request) {
        S3Bucket bucket = buckets.get(request.bucket());
        if (bucket == null) {
            throw new S3Error(404, "NoSuchBucket", "The specified bucket does not exist")
                    .element("BucketName", request.bucket());
        }
        return bucket;
    }

    String newUploadId() {
        return String.format("upload-%025d", uploads.incrementAndGet());
    }

    /** The length of a page: what was asked for, unless this server's pages are shorter. */
    int page(Incoming request, String parameter) {
        int asked = request.number(parameter, pageSize);
        if (asked < 0) {
            throw S3Error.invalidArgument("Argument " + parameter + " must be an integer between 0 and 2147483647");
        }
        return Math.min(asked, pageSize);
    }
}
