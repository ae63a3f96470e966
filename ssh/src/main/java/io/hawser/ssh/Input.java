package io.hawser.ssh;

import io.hawser.StoreException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Where the standard input of a remote command comes from. It is read by a thread of its own, ahead of what the command asks for: what was read when the
 * command ends is lost, and a read that still blocks then takes what comes next with it, as with {@code ssh}. A command that reads less than there
 * is, or ends before, is no error.
 */
public final class Input {
    private static final Input NONE = new Input(Optional::empty);

    private final Opening opening;

    private Input(Opening opening) {
        this.opening = opening;
    }

    /** Makes the feed for one run. */
    @FunctionalInterface
    private interface Opening {
        Optional<Feed> open() throws IOException;
    }

    /** None: the command reads the end at once. */
    public static Input none() {
        return NONE;
    }

    /** A file, which is opened before the command starts. */
    public static Input file(Path file) {
        return new Input(() -> {
            try {
                return Optional.of(new ChannelFeed(FileChannel.open(file, StandardOpenOption.READ), true));
            } catch (NoSuchFileException e) {
                throw new StoreException.NotFound(file, "no such file or folder", e);
            } catch (IOException e) {
                throw new StoreException.Local(file, "cannot be read: " + Failures.reason(e), e);
            }
        });
    }

    /** These bytes, which are not copied. */
    public static Input bytes(byte[] bytes) {
        return new Input(() -> Optional.of(new StreamFeed(new ByteArrayInputStream(bytes), true)));
    }

    /** A stream, which is closed when its end was sent or the command has ended. */
    public static Input stream(InputStream stream) {
        return new Input(() -> Optional.of(new StreamFeed(stream, true)));
    }

    /** A stream, which is left open. */
    public static Input openStream(InputStream stream) {
        return new Input(() -> Optional.of(new StreamFeed(stream, false)));
    }

    /** A channel in blocking or non-blocking mode, which is closed when its end was sent or the command has ended. */
    public static Input channel(ReadableByteChannel channel) {
        return new Input(() -> Optional.of(new ChannelFeed(channel, true)));
    }

    /** A channel in blocking or non-blocking mode, which is left open. */
    public static Input openChannel(ReadableByteChannel channel) {
        return new Input(() -> Optional.of(new ChannelFeed(channel, false)));
    }

    /** The standard input of this process. It stays open, in the mode it is in. */
    public static Input inherit() {
        return new Input(() -> Optional.of(new ChannelFeed(StandardStreams.input(), false)));
    }

    /** What another command writes, by way of a pipe that it fills with {@link Output#pipe}. */
    public static Input pipe(CommandPipe pipe) {
        return new Input(() -> Optional.of(pipe.reader()));
    }

    Optional<Feed> open() throws IOException {
        return opening.open();
    }
}
