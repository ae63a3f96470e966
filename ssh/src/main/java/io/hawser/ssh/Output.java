package io.hawser.ssh;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;

/**
 * Where the standard output or the standard error of a remote command goes. Bytes are handed on as they are. While the one who takes them is slow,
 * nothing more is read from the server, which has the command wait as soon as its window is used up: memory stays bounded.
 */
public final class Output {
    private final Opening opening;
    private final boolean joinsStdout;

    private Output(Opening opening, boolean joinsStdout) {
        this.opening = opening;
        this.joinsStdout = joinsStdout;
    }

    private Output(Opening opening) {
        this(opening, false);
    }

    /** Makes the drain for one run. */
    @FunctionalInterface
    interface Opening {
        /** Called before the command starts, so that a folder that does not exist costs no run. */
        Drain open(OutputKind kind) throws IOException;
    }

    /** Nowhere. */
    public static Output discard() {
        return new Output(_ -> Drain.nowhere());
    }

    /**
     * A file. What arrives is written to a file beside it, named with {@code .partial} at the end, which takes its place at once and whole when the
     * command has ended with status 0, and stays otherwise. Only one run at a time can write it. A pipe or device is written directly.
     */
    public static Output file(Path file) {
        return new Output(_ -> FileDrain.open(file));
    }

    /** A stream, which is flushed and closed at the end. */
    public static Output stream(OutputStream stream) {
        return new Output(_ -> new StreamDrain(stream, true));
    }

    /** A stream, which is flushed at the end and left open: for the caller, or for the next run. */
    public static Output openStream(OutputStream stream) {
        return new Output(_ -> new StreamDrain(stream, false));
    }

    /** A channel in blocking or non-blocking mode, which is closed at the end. */
    public static Output channel(WritableByteChannel channel) {
        return new Output(_ -> new ChannelDrain(channel, true));
    }

    /** A channel in blocking or non-blocking mode, which is left open: for the caller, or for the next run. */
    public static Output openChannel(WritableByteChannel channel) {
        return new Output(_ -> new ChannelDrain(channel, false));
    }

    /** The standard output, or the standard error, of this process. It stays open, in the mode it is in. */
    public static Output inherit() {
        return new Output(kind -> new ChannelDrain(StandardStreams.output(kind), false));
    }

    /**
     * {@link CommandResult}.
     *
     * @param limit bytes, 0 or more; a command that writes more is ended and fails with {@link CommandException.Reason#LIMIT}
     */
    public static Output capture(int limit) {
        requireLimit(limit);
        return new Output(_ -> new CaptureDrain(limit, false));
    }

    /**
     * The first {@code limit} bytes to {@link CommandResult}; the rest is read and dropped, and {@link Captured#isTruncated} says so.
     *
     * @param limit bytes, 0 or more
     */
    public static Output captureBeginning(int limit) {
        requireLimit(limit);
        return new Output(_ -> new CaptureDrain(limit, true));
    }

    /** Another command's standard input, by way of a pipe that it reads with {@link Input#pipe}. */
    public static Output pipe(CommandPipe pipe) {
        return new Output(_ -> pipe.writer());
    }

    /** For standard error: wherever standard output goes, in the order in which both arrive. */
    public static Output stdout() {
        return new Output(_ -> Drain.nowhere(), true);
    }

    boolean joinsStdout() {
        return joinsStdout;
    }

    Drain open(OutputKind kind) throws IOException {
        return opening.open(kind);
    }

    private static void requireLimit(int limit) {
        if (limit < 0) {
            throw new IllegalArgumentException("a limit must be 0 or more bytes, not " + limit);
        }
    }
}
