package io.hawser.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What the standard streams lead to. */
final class Terminal {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final int USUAL_COLUMNS = 80;
    private static final int USUAL_ROWS = 24;

    /** Columns and rows. */
    record Size(int columns, int rows) {}

    private Terminal() {}

    /** Whether standard input is a terminal. */
    static boolean isInput() {
        return device(0).isPresent();
    }

    /** Whether standard output is a terminal. */
    static boolean isOutput() {
        return device(1).isPresent();
    }

    /** Whether standard error is a terminal that can move its cursor. */
    static boolean canDraw(Map<String, String> environment) {
        var kind = environment.getOrDefault("TERM", "");
        return !kind.isEmpty() && !kind.equals("dumb") && device(2).isPresent();
    }

    /** The size of the terminal on standard error; {@code COLUMNS} and {@code LINES} first, as in a shell. */
    static Size size(Map<String, String> environment) {
        var asked = device(2).flatMap(Terminal::ask).orElse(new Size(USUAL_COLUMNS, USUAL_ROWS));
        return new Size(
                number(environment.get("COLUMNS"), asked.columns()), number(environment.get("LINES"), asked.rows()));
    }

    /**
     * The terminal that a descriptor leads to. The JDK tells of a terminal only when standard input and output both are one, and asking the C
     * library takes longer than starting the rest of the command; the kernel shows the device's name.
     */
    private static Optional<Path> device(int descriptor) {
        try {
            var target = Files.readSymbolicLink(DESCRIPTORS.resolve(Integer.toString(descriptor)));
            var name = target.toString();
            return name.startsWith("/dev/pts/") || name.startsWith("/dev/tty") || name.equals("/dev/console")
                    ? Optional.of(target)
                    : Optional.empty();
        } catch (IOException | UnsupportedOperationException _) {
            return System.console() != null && System.console().isTerminal()
                    ? Optional.of(Path.of("/dev/tty"))
                    : Optional.empty();
        }
    }

    private static Optional<Size> ask(Path device) {
        try {
            var process = new ProcessBuilder("stty", "size")
                    .redirectInput(new File(device.toString()))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            var words = new String(process.getInputStream().readNBytes(100), StandardCharsets.US_ASCII)
                    .strip()
                    .split(" ");
            process.waitFor(1, TimeUnit.SECONDS);
            return words.length == 2
                    ? Optional.of(new Size(number(words[1], USUAL_COLUMNS), number(words[0], USUAL_ROWS)))
                    : Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static int number(String text, int fallback) {
        return text != null && text.matches("[1-9]\\d{0,4}") ? Integer.parseInt(text) : fallback;
    }
}
