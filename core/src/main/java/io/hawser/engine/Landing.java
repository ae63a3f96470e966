package io.hawser.engine;

import io.hawser.store.Fragment;
import io.hawser.store.Upload;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Where the bytes of one part are accounted for: in the coverage of the file at once when the target keeps every single byte, or in one of the
 * part's own until the target has taken the whole part.
 */
final class Landing {
    private final Coverage coverage;
    private final Upload journal;
    private final StreamDigest digest;
    private final Lifeline target;
    private final CancelToken token;

    /**
     * {@code journal} is told of every fragment, if it is not null; {@code digest} is fed, if it is not null, and then the bytes must come in order.
     */
    Landing(Coverage coverage, Upload journal, StreamDigest digest, Lifeline target, CancelToken token) {
        this.coverage = coverage;
        this.journal = journal;
        this.digest = digest;
        this.target = target;
        this.token = token;
    }

    Coverage coverage() {
        return coverage;
    }

    Lifeline target() {
        return target;
    }

    CancelToken token() {
        return token;
    }

    boolean needsOrder() {
        return digest != null;
    }

    /** Feeds the digest, leaving the buffer's position alone. */
    void digest(ByteBuffer bytes) {
        if (digest != null) {
            digest.update(bytes.duplicate());
        }
    }

    /** Takes note of a fragment; {@code bytes} are its own. */
    void add(Fragment fragment, ByteBuffer bytes) throws IOException {
        if (coverage.further().isPresent()) {
            coverage.addFurther(fragment.range(), coverage.further().get().of(bytes));
        }
        coverage.add(fragment);
        if (journal != null) {
            journal.stored(fragment);
        }
    }
}
