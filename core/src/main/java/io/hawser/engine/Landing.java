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
    private final Upload journal;
    private final StreamDigest before;
    private Coverage coverage;
    private StreamDigest digest;
    private boolean begun;
    private final Lifeline target;
    private final CancelToken token;

    /**
     * {@code journal} is told of every fragment, if it is not null; {@code digest} is fed, if it is not null, and then the bytes must come in order.
     */
    Landing(Coverage coverage, Upload journal, StreamDigest digest, Lifeline target, CancelToken token) {
        this.coverage = coverage;
        this.journal = journal;
        this.before = digest;
        this.digest = digest;
        this.target = target;
        this.token = token;
    }

    /**
     * For a part that the target keeps only as a whole: begins to account for it, afresh where a request has to send it once more.
     *
     * @return how many bytes came before and do not count
     */
    long begin() {
        long lost = begun ? coverage.bytes() : 0;
        if (begun) {
            coverage = coverage.another();
        }
        digest = before == null ? null : before.fork();
        begun = true;
        return lost;
    }

    Coverage coverage() {
        return coverage;
    }

    StreamDigest digest() {
        return digest;
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
