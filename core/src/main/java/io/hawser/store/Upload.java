package io.hawser.store;

import io.hawser.Entry;
import io.hawser.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * A file being written. Its life: {@link #claimed()} as a hint, {@link #begin} once, {@link #write} for every part, {@link #commit}; or, when
 * that fails, {@link #abort} to leave nothing, or only {@link #close}, which keeps what a later run can go on from.
 */
public interface Upload extends AutoCloseable {
    /** The size in bytes of the blocks that a journal keeps: see {@link #stored}. */
    int BLOCK = 1 << 20;

    /** How it takes its bytes. */
    Placement placement();

    /**
     * The position up to which an earlier run <em>says</em> to have stored everything; 0 where there is none. Only a hint for the first request
     * to the source: nothing is believed before {@link #begin}.
     */
    default long claimed() {
        return 0;
    }

    /**
     * Learns what will be written, and returns what an earlier run of the same source left here, each piece proved by reading it again. With a
     * source of another version, what is there is discarded.
     *
     * @param source opened and pinned; its entry tells size and version where they are known
     */
    List<Fragment> begin(Source source, Scope scope) throws StoreException;

    /**
     * How this store can copy {@code source} by itself; empty where the bytes have to go through us: another place, a source that it cannot read.
     * Asked before {@link #begin}, which is not called when the copy is made this way. Not asked where the bytes must be seen: for a digest that the user or a digest
     * file gives, or a source without a size or a version. The rate limit does not hold for it.
     *
     * <p>Of the entry that {@link #commit} returns then, size and digests are compared with the source's: one that is {@linkplain io.hawser.Digest#comparable
     * comparable} and differs is a corrupt copy, one that is equal verifies it, and without one it is said to be unverified.
     *
     * @param source opened and pinned; its size and version are known
     */
    default Optional<ServerCopy> serverCopy(Source source) {
        return Optional.empty();
    }

    /**
     * Takes one part, pulling its bytes by {@link Part#copyTo}. Parts come in any order and from several threads where the placement allows.
     *
     * @throws StoreException when the target failed
     * @throws IOException whatever the part threw, unchanged
     */
    Receipt write(Part part, Scope scope) throws IOException;

    /**
     * These bytes are in the target: for an upload that keeps a journal. With {@link Placement.Anywhere} it is told of every piece from the thread
     * that wrote it, as soon as it was written, and no piece crosses a multiple of {@link #BLOCK}; with {@link Placement.Parts}, of every part
     * once its receipt is there.
     */
    default void stored(Fragment fragment) throws StoreException {}

    /**
     * Bytes that the target has taken for good, also those of parts that failed, as a figure that only rises: what they brought is not sent again, so a part that fails
     * over and over may still come to its end. 0 where a failed part is lost as a whole.
     */
    default long kept() {
        return 0;
    }

    /** Reading back what was written, for digests that need the bytes in order; absent where only the store itself could. */
    default Optional<ReadBack> readBack() {
        return Optional.empty();
    }

    /**
     * Makes the file visible under its name, atomically, all or nothing, with every byte that was written forced to where it lasts if so asked.
     *
     * @param receipts of all parts, in rising order of their ranges
     * @param size of the file in bytes
     * @return what is there now
     */
    Entry commit(List<Receipt> receipts, long size, Scope scope) throws StoreException;

    /** Removes what was written and everything kept beside it. The old file stays as it was. Idempotent, and harmless after a commit. */
    void abort() throws StoreException;

    /** Whether a later run could go on from what is there, were it closed now. */
    default boolean resumable() {
        return false;
    }

    /** Lets go. Without a commit, what is there is kept if a later run can go on from it, and removed otherwise. Idempotent. */
    @Override
    void close();

    /** Reads bytes that were written, by position. */
    interface ReadBack {
        /** Fills {@code buffer} from {@code position} on, as far as it was written; returns the count of bytes, at least 1. */
        int read(long position, ByteBuffer buffer) throws IOException;
    }
}
