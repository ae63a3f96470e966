package io.hawser.http.artifactory;

import io.hawser.ByteRange;
import io.hawser.Entry;
import io.hawser.StoreException;
import io.hawser.store.Receipt;
import io.hawser.store.Scope;
import io.hawser.store.ServerCopy;
import java.util.List;

/** A copy that Artifactory makes and publishes by one request, which so belongs to the commit. */
interface CopyAtCommit extends ServerCopy {
    /** Makes it, and says what is there now. */
    Entry publish(Scope scope) throws StoreException;

    @Override
    default List<ByteRange> begin(Scope scope) {
        return List.of();
    }

    /** The whole file is one piece. */
    @Override
    default long pieceSize(long size) {
        return Math.max(1, size);
    }

    @Override
    default Receipt copy(ByteRange range, Scope scope) {
        return new Receipt(range, "");
    }
}
