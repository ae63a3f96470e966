package io.hawser.cli;

import io.hawser.ssh.Prompt;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/** Asks at the terminal that this process belongs to, wherever its standard streams lead; nobody answers where there is none. */
final class TerminalPrompt implements Prompt {
    private static final File TERMINAL = new File("/dev/tty");
    private static final int LONGEST = 4096;

    private final Screen screen;
    /** The terminal's modes as they were before the echo was turned off. */
    private final AtomicReference<String> modes = new AtomicReference<>();

    TerminalPrompt(Screen screen) {
        this.screen = screen;
    }

    @Override
    public Optional<char[]> secret(String question) {
        return ask(question, true);
    }

    @Override
    public Optional<String> line(String question) {
        return ask(question, false).map(String::new);
    }

    private synchronized Optional<char[]> ask(String question, boolean hidden) {
        try (var out = new FileOutputStream(TERMINAL)) {
            var answer = new CompletableFuture<Optional<char[]>>();
            // Whatever ends the process, the next command line must be visible again.
            var repair = new Thread(this::restore);
            Runtime.getRuntime().addShutdownHook(repair);
            screen.asking(() -> {
                restore();
                answer.complete(Optional.empty());
            });
            try {
                if (hidden) {
                    modes.set(stty("-g"));
                    stty("-echo");
                }
                out.write(shown(question).getBytes(StandardCharsets.UTF_8));
                // A read of a terminal cannot be broken off, so nobody waits for it but this thread.
                Thread.ofPlatform().daemon().name("answer").start(() -> answer.complete(read()));
                var given = answer.join();
                if (hidden || given.isEmpty()) {
                    out.write('\n');
                }
                return given;
            } finally {
                restore();
                screen.asked();
                unhook(repair);
            }
        } catch (IOException _) {
            // No terminal, or one whose echo cannot be turned off.
            return Optional.empty();
        }
    }

    /** A question may have several lines; whatever else is in it is made harmless. */
    private static String shown(String question) {
        return question.lines().map(Shown::text).collect(Collectors.joining("\n"));
    }

    private static void unhook(Thread repair) {
        try {
            Runtime.getRuntime().removeShutdownHook(repair);
        } catch (IllegalStateException _) {
            // The process is ending, and the repair is under way.
        }
    }

    /** A line without its end; empty at the end of all lines. */
    private static Optional<char[]> read() {
        var bytes = new byte[LONGEST];
        int length = 0;
        try (var in = new FileInputStream(TERMINAL)) {
            for (int next = in.read(); next != '\n'; next = in.read()) {
                if (next < 0) {
                    return Optional.empty();
                }
                if (length < LONGEST) {
                    bytes[length++] = (byte) next;
                }
            }
            var decoded = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes, 0, length));
            var characters = new char[decoded.remaining()];
            decoded.get(characters);
            Arrays.fill(decoded.array(), '\0');
            return Optional.of(characters);
        } catch (IOException _) {
            return Optional.empty();
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private void restore() {
        var before = modes.getAndSet(null);
        if (before != null) {
            try {
                stty(before);
            } catch (IOException _) {
                // The terminal is gone.
            }
        }
    }

    private static String stty(String word) throws IOException {
        var process = new ProcessBuilder("stty", word)
                .redirectInput(TERMINAL)
                .redirectError(Redirect.DISCARD)
                .start();
        var answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
        try {
            if (process.waitFor() != 0) {
                throw new IOException("stty " + word + " failed");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted");
        }
        return answer;
    }
}
