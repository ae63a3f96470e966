package io.hawser.ssh;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.nio.channels.FileChannel;

/** The three streams that this process was given. Nobody here closes them or changes their mode. */
final class StandardStreams {
    private StandardStreams() {}

    /** A way past the buffers and the swallowed errors of {@link System#out}; what waits there goes first. */
    @SuppressWarnings("resource") // the descriptors are the process's own
    static FileChannel output(OutputKind kind) {
        return switch (kind) {
            case STDOUT -> {
                System.out.flush();
                yield new FileOutputStream(FileDescriptor.out).getChannel();
            }
            case STDERR -> {
                System.err.flush();
                yield new FileOutputStream(FileDescriptor.err).getChannel();
            }
        };
    }

    @SuppressWarnings("resource")
    static FileChannel input() {
        return new FileInputStream(FileDescriptor.in).getChannel();
    }
}
