package io.hawser.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** Where a manifest is read from, and in which form it is written. An interrupt ends every read of it. */
final class ManifestFile implements AutoCloseable {
    private static final int LOOKED_AT = 1 << 16;
    private static final int BUFFER = 1 << 16;

    private final Optional<Path> path;
    private final String label;
    private final ManifestForm form;
    private BufferedInputStream opened;

    private ManifestFile(Optional<Path> path, String label, BufferedInputStream opened, ManifestForm form) {
        this.path = path;
        this.label = label;
        this.opened = opened;
        this.form = form;
    }

    /**
     * Opens what a word of the command line names; {@code -} is standard input.
     *
     * @throws UsageException when it cannot be read
     */
    static ManifestFile open(String word, Settings settings) throws UsageException {
        var path = word.equals("-") ? Optional.<Path>empty() : Optional.of(path(word));
        var label = path.isPresent() ? word : "standard input";
        if (path.isPresent() && Files.isDirectory(path.get())) {
            throw new UsageException(word + ": is a folder; run takes a manifest");
        }
        var said = settings.value(
                Option.FORMAT,
                text -> Optional.of(ManifestForm.parse(text)),
                path.isPresent() ? ManifestForm.ofName(word) : Optional.<ManifestForm>empty());
        try {
            var in = stream(path);
            return new ManifestFile(path, label, in, said.isPresent() ? said.get() : form(in));
        } catch (IOException e) {
            throw unreadable(label, e);
        }
    }

    private static Path path(String word) throws UsageException {
        if (word.isEmpty()) {
            throw new UsageException("'': an empty path; run takes a manifest");
        }
        try {
            return Path.of(word);
        } catch (InvalidPathException e) {
            throw new UsageException(word + ": not a path that this system can have: " + e.getReason());
        }
    }

    /** That it cannot be read. */
    static UsageException unreadable(String label, IOException failure) {
        return new UsageException(label + ": the manifest cannot be read: " + Reason.of(failure));
    }

    @SuppressWarnings("resource") // the process's own standard input
    private static BufferedInputStream stream(Optional<Path> path) throws IOException {
        var channel =
                path.isPresent() ? FileChannel.open(path.get()) : new FileInputStream(FileDescriptor.in).getChannel();
        var in = new BufferedInputStream(Channels.newInputStream(channel), BUFFER);
        in.mark(3);
        // What some editors put first (U+FEFF in UTF-8).
        if (in.read() != 0xef || in.read() != 0xbb || in.read() != 0xbf) {
            in.reset();
        }
        return in;
    }

    private static ManifestForm form(BufferedInputStream in) throws IOException {
        in.mark(LOOKED_AT);
        var line = new ByteArrayOutputStream();
        for (int looked = 0, next = in.read(); ; looked++, next = in.read()) {
            if (next >= 0 && next != '\n' && looked < LOOKED_AT - 1) {
                line.write(next);
                continue;
            }
            var text = line.toString(StandardCharsets.UTF_8);
            if (next != '\n' || !text.isBlank() && !text.startsWith("#")) {
                in.reset();
                return ManifestForm.ofLine(text);
            }
            line.reset();
        }
    }

    /** How messages name it. */
    String label() {
        return label;
    }

    ManifestForm form() {
        return form;
    }

    boolean isStandardInput() {
        return path.isEmpty();
    }

    /** Whether it can be read once more from its beginning. */
    boolean lasts() {
        return path.isPresent() && Files.isRegularFile(path.get());
    }

    /** All of it; whoever reads it closes it. A second time only where it {@link #lasts}. */
    InputStream read() throws IOException {
        var in = opened == null ? stream(path) : opened;
        opened = null;
        return in;
    }

    /** Lets go of what nobody has read. */
    @Override
    public void close() throws IOException {
        if (opened != null) {
            opened.close();
        }
    }
}
