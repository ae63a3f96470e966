package io.hawser.server.jail;

import java.io.IOException;

/** A descriptor for the time of one operation. */
record Opened(Calls calls, int number) implements AutoCloseable {
    /** What it leads to. */
    FileStatus status(FilePath path) throws IOException {
        var structure = StatusStructure.in(calls);
        Errno.check(calls.status(number, structure), path);
        return structure.status();
    }

    @Override
    public void close() {
        calls.closeDescriptor(number);
    }
}
