package io.hawser.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** Keeps the contents that clients sent: small ones in memory, large ones each in a file that goes when nobody needs it. */
public final class Spool implements AutoCloseable {
    private static final int LARGEST_IN_MEMORY = 1 << 16;
    private static final Cleaner CLEANER = Cleaner.create(runnable -> {
        Thread thread = new Thread(runnable, "testkit-spool");
        thread.setDaemon(true);
        return thread;
    });

    private final Path folder;

    /** What looks at the bytes as they are kept. */
    @FunctionalInterface
    public interface Watcher {
        /** Gets the next bytes. */
        void add(byte[] bytes, int offset, int length);
    }

    /** Makes its folder. */
    public Spool() throws IOException {
        folder = Files.createTempDirectory("hawser-testkit-spool");
    }

    /** Reads a stream to its end, showing all bytes to the watchers. Where it fails, nothing of it stays. */
    public Content keep(InputStream in, List<? extends Watcher> watchers) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        byte[] buffer = new byte[LARGEST_IN_MEMORY];
        while (head.size() <= LARGEST_IN_MEMORY) {
            int count = in.read(buffer);
            if (count < 0) {
                return Content.of(head.toByteArray());
            }
            watchers.forEach(watcher -> watcher.add(buffer, 0, count));
            head.write(buffer, 0, count);
        }
        Path file = Files.createTempFile(folder, "", "");
        long size = head.size();
        try (OutputStream out = Files.newOutputStream(file)) {
            head.writeTo(out);
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                int length = count;
                watchers.forEach(watcher -> watcher.add(buffer, 0, length));
                out.write(buffer, 0, count);
                size += count;
            }
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(file);
            throw e;
        }
        FileContent content = new FileContent(file, size);
        CLEANER.register(content, () -> remove(file));
        return content;
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.toList();
        }
        for (Path file : files) {
            Files.deleteIfExists(file);
        }
        Files.delete(folder);
    }

    /** Opened for each read, so that a test that counts open files sees none that is idle. */
    private record FileContent(Path file, long size) implements Content {
        @Override
        public void read(long position, byte[] into, int offset, int length) {
            Content.check(size, position, into, offset, length);
            ByteBuffer wanted = ByteBuffer.wrap(into, offset, length);
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                while (wanted.hasRemaining()) {
                    if (channel.read(wanted, position + length - wanted.remaining()) < 0) {
                        throw new IllegalStateException(file + " is shorter than " + size);
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
