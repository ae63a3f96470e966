package io.hawser.local;

import io.hawser.store.PartialName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A mark for names in one folder that no other run uses: a number, whose file is held as long as the mark is in use, and a random text. The file of a run that was
 * killed stays, and says which names it used; whoever takes its number removes them.
 */
final class RunMark implements AutoCloseable {
    private static final int MOST_RUNS = 64;
    private static final int LONGEST = 64;

    private final Held held;
    private final String text;

    private RunMark(Held held, String text) {
        this.held = held;
        this.text = text;
    }

    /** Takes the lowest number that is free in {@code folder}; empty where the file system has no locks. */
    static Optional<RunMark> take(Path folder) throws IOException {
        for (int number = 0; number < MOST_RUNS; number++) {
            switch (Held.holdIfAllowed(runFile(folder, String.valueOf(number)))) {
                case Held.Attempt.Success(var held) -> {
                    return Optional.of(begin(folder, number, held));
                }
                case Held.Attempt.NoLocks _ -> {
                    return Optional.empty();
                }
                case Held.Attempt.Taken _ -> {
                    continue;
                }
            }
        }
        return Optional.empty();
    }

    private static RunMark begin(Path folder, int number, Held held) throws IOException {
        boolean begun = false;
        try {
            sweep(folder, held.channel());
            sweepFrom(folder, number + 1);
            var text = number + "-"
                    + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
            write(held.channel(), text);
            begun = true;
            return new RunMark(held, text);
        } finally {
            if (!begun) {
                try (held) {
                    if (held.channel().size() == 0) {
                        held.delete();
                    }
                }
            }
        }
    }

    /** Removes what runs with the numbers from {@code number} on left, up to the first that nobody left. */
    private static void sweepFrom(Path folder, int number) throws IOException {
        for (int next = number; next < MOST_RUNS; next++) {
            var file = runFile(folder, String.valueOf(next));
            if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                return;
            }
            if (Held.holdIfAllowed(file) instanceof Held.Attempt.Success(var held)) {
                try (held) {
                    sweep(folder, held.channel());
                    held.delete();
                }
            }
        }
    }

    /** Removes the names of the run whose file was found. */
    private static void sweep(Path folder, FileChannel file) throws IOException {
        var left = read(file);
        if (left.isEmpty()) {
            return;
        }
        var ending = "~" + left + PartialName.SMALL;
        try (var names = Files.newDirectoryStream(
                folder, path -> path.getFileName().toString().endsWith(ending))) {
            for (var path : names) {
                Files.deleteIfExists(path);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private static String read(FileChannel file) throws IOException {
        var bytes = ByteBuffer.allocate(LONGEST);
        file.read(bytes, 0);
        // A run that was killed while it took hold of the file left zeros behind the text.
        return StandardCharsets.UTF_8.decode(bytes.flip()).toString().replace("\0", "");
    }

    private static void write(FileChannel file, String text) throws IOException {
        file.truncate(0);
        file.write(StandardCharsets.UTF_8.encode(text), 0);
    }

    /** The file that says whether the run that writes a small file under that name is alive. */
    static Path runFile(Path small) {
        var mark = PartialName.mark(small.getFileName().toString());
        return runFile(small.toAbsolutePath().getParent(), mark.substring(0, Math.max(0, mark.indexOf('-'))));
    }

    private static Path runFile(Path folder, String number) {
        return folder.resolve(PartialName.run(number));
    }

    /** The hidden name under which {@code name} is written. */
    String name(String name) {
        return PartialName.small(name, text);
    }

    @Override
    public void close() throws IOException {
        try (held) {
            held.delete();
        }
    }
}
