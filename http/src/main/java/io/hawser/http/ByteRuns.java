package io.hawser.http;

import io.hawser.StoreException;
import java.nio.ByteBuffer;

/** Bytes as they come, run after run. */
public interface ByteRuns {
    /** The next bytes, at least one, good until the next call; null at the end. */
    ByteBuffer next() throws StoreException;
}
