package io.hawser.store;

import io.hawser.ByteRange;
import io.hawser.Entry;
import io.hawser.StoreException;
import java.io.IOException;

/** One version of one file, opened. Every read belongs to the version that {@link #entry()} names; a file that changed is a conflict. */
public interface Source extends AutoCloseable {
    /** What was opened. Its size may be absent. */
    Entry entry();

    /**
     * How it can be read. May become weaker, never stronger, while reads go on: a server that offered ranges and ignores one turns from
     * {@link Access#RANGES} to {@link Access#FROM_START}.
     */
    Access access();

    /**
     * Hands the bytes of {@code range} to {@code sink}: exactly those and all of them, or it throws. They come in rising order unless the sink
     * is not {@linkplain Sink#ordered() ordered}. An {@linkplain ByteRange#open() open} range ends where the file does.
     *
     * @return the position after the last byte; for a range with an end, that end
     * @throws StoreException.Conflict when the file is no longer the version that was opened
     * @throws StoreException for any other failure of the source: what was handed over until then is good
     * @throws IOException whatever the sink threw, unchanged
     */
    long read(ByteRange range, Sink sink, Scope scope) throws IOException;

    /**
     * Confirms, before the copy is published, that the file still is the version that was opened, for stores whose reads are not pinned each by
     * itself.
     *
     * @throws StoreException.Conflict when it is not
     */
    default void confirm(Scope scope) throws StoreException {}

    /** Lets go, without draining what is under way. Idempotent. */
    @Override
    void close();
}
