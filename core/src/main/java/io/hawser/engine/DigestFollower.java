package io.hawser.engine;

import io.hawser.Algorithm;
import io.hawser.Digest;
import io.hawser.store.Upload;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Digests a file from its beginning, by reading back what was written, close behind the point up to which nothing is missing. */
final class DigestFollower {
    private static final int CHUNK = 1 << 20;

    private final Coverage coverage;
    private final Upload.ReadBack written;
    private final StreamDigest digest;
    private final CancelToken token;
    private Digest result;

    DigestFollower(Coverage coverage, Upload.ReadBack written, Algorithm algorithm, CancelToken token) {
        this.coverage = coverage;
        this.written = written;
        this.digest = StreamDigest.of(algorithm);
        this.token = token;
    }

    /** Follows until the coverage is sealed and all that is contiguous has been digested. */
    void follow() throws IOException {
        var buffer = ByteBuffer.allocateDirect(CHUNK);
        long position = 0;
        for (long end = coverage.awaitBeyond(0, token); end > position; end = coverage.awaitBeyond(position, token)) {
            while (position < end) {
                token.check();
                buffer.clear().limit((int) Math.min(CHUNK, end - position));
                position += written.read(position, buffer);
                digest.update(buffer.flip());
            }
        }
        result = digest.finish();
    }

    /** The digest, after {@link #follow()} has returned and its thread was joined. */
    Digest result() {
        return result;
    }
}
