package io.hawser.store;

import io.hawser.ByteRange;
import io.hawser.StoreException;
import java.io.IOException;
import java.util.List;

/**
 * A file that the store of an {@link Upload} copies by itself, so that no byte passes through us. Its life: {@link #begin} once, in place of {@link Upload#begin};
 * {@link #copy} for every piece, in place of {@link Upload#write}; then {@link Upload#commit} with the receipts, {@link Upload#abort} or {@link Upload#close} as ever.
 *
 * <p>Each piece belongs to the version that was opened; a source that changed is a conflict. Nothing is visible before the commit: a store that can only copy and publish at once does both there, for a file that is
 * one piece.
 *
 * <p>Whoever finds only now that the store will not do it (a source that it must not read, a request that it does not know) throws
 * {@link StoreException.Unsupported}: then the bytes go through us.
 */
public interface ServerCopy {
    /**
     * Whether the store can make this copy, where that takes a look: whether it has the bytes, say. Asked once, before {@link #begin}; without it the bytes go through us,
     * by the source and the upload that are open.
     */
    default boolean possible(Scope scope) throws IOException {
        return true;
    }

    /**
     * Prepares the copy, and returns what an earlier run of the same source left here, as far as the store can tell that it is right.
     */
    List<ByteRange> begin(Scope scope) throws StoreException;

    /** The bytes of a piece of a file of {@code size} bytes, 1 or more; the last one may be shorter. Pieces begin at multiples of it. */
    long pieceSize(long size);

    /** Copies one piece; several threads may do so at a time. An empty file is one empty piece. */
    Receipt copy(ByteRange range, Scope scope) throws StoreException;
}
