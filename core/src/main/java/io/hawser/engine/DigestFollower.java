package io.hawser.engine;

import io.hawser.ByteRange;
import io.hawser.Digest;
import io.hawser.store.Upload;
import java.io.IOException;

/** Digests a file from its beginning, by reading back what was written, close behind the point up to which nothing is missing. */
final class DigestFollower {
    private final Coverage coverage;
    private final WrittenBytes written;
    private final StreamDigest digest;
    private final CancelToken token;
    private Digest result;

    /** It computes a digest like {@code needed}. */
    DigestFollower(Coverage coverage, Upload.ReadBack written, Digest needed, CancelToken token) {
        this.coverage = coverage;
        this.written = new WrittenBytes(written, token);
        this.digest = StreamDigest.of(needed);
        this.token = token;
    }

    /** Follows until the coverage is sealed and all that is contiguous has been digested. */
    void follow() throws IOException {
        long position = 0;
        for (long end = coverage.awaitBeyond(0, token); end > position; end = coverage.awaitBeyond(position, token)) {
            written.digest(new ByteRange(position, end), digest);
            position = end;
        }
        result = digest.finish();
    }

    /** The digest, after {@link #follow()} has returned and its thread was joined. */
    Digest result() {
        return result;
    }
}
