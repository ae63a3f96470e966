package io.hawser.server.jail;

import java.io.IOException;
import java.util.List;

/** A folder being listed. For one thread at a time. */
public interface JailedFolder extends AutoCloseable {
    /** One entry; a link is told of as the link that it is. */
    record Entry(FilePath name, FileStatus status) {}

    /** The next entries, at least one and at most {@code most}; empty at the end. One that has gone in between is left out. */
    List<Entry> next(int most) throws IOException;

    @Override
    void close();
}
