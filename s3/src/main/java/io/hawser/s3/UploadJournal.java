package io.hawser.s3;

import io.hawser.local.StateFolder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * What this machine knows of an upload to one key, in a file of its user's state folder: of which source it is, its id, and the CRC-32C of the parts that the
 * server confirmed. It spares reading the source once more to prove them; without it, that is done. Whoever uses it holds the lock of the target.
 *
 * <p>Lines of words, each of which ends with the CRC-32C of what is before; one that is torn or damaged says nothing. Nobody waits for the disk: a line that is
 * lost costs a part that is read again.
 *
 * <pre>
 * hawser-s3-1 IDENTITY
 * creating
 * upload ID PART-SIZE CHECKSUM whole|parts
 * part NUMBER CRC32C ETAG
 * </pre>
 */
final class UploadJournal implements AutoCloseable {
    private static final String MAGIC = "hawser-s3-1";
    private static final long LARGEST = 4 << 20;
    private static final Set<OpenOption> APPEND =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);

    private final Path file;
    private FileChannel channel;

    /** A part that the server confirmed. */
    record Part(int crc32c, String etag) {}

    /**
     * What it says.
     *
     * @param identity of the source and its version, and of what was set for the object
     * @param creating whether an upload was to be created, of which perhaps only the server knows
     * @param upload the upload's id; empty for none
     * @param partSize of all parts but the last
     * @param checksum that S3 keeps of each part, by its name; {@code -} for none
     * @param whole whether it keeps that of the whole
     */
    record Notes(
            String identity,
            boolean creating,
            String upload,
            long partSize,
            String checksum,
            boolean whole,
            Map<Integer, Part> parts) {
        static final Notes NONE = new Notes("", false, "", 0, "-", false, Map.of());

        /** The position up to which all parts are there. */
        long contiguous() {
            int number = 1;
            while (parts.containsKey(number)) {
                number++;
            }
            return (number - 1) * partSize;
        }
    }

    private UploadJournal(Path file) {
        this.file = file;
    }

    /**
     * The journal of a target, which is not made yet.
     *
     * @param environment {@code XDG_STATE_HOME} or {@code HOME} say where it lies; without both there is none
     * @param key what tells the target from all others
     */
    static UploadJournal of(Map<String, String> environment, String key) {
        return new UploadJournal(StateFolder.of(environment, "uploads")
                .map(folder -> folder.resolve(digest(key)))
                .orElse(null));
    }

    /** A text as a word that tells it from all others and gives nothing of it away. */
    static String digest(String text) {
        var chars = ByteBuffer.allocate(text.length() * 2);
        chars.asCharBuffer().put(text);
        return HexFormat.of().formatHex(PartSums.digest("SHA-256").digest(chars.array()), 0, 16);
    }

    /** Reads it; one that is missing or damaged says nothing. */
    Notes read() {
        if (file == null) {
            return Notes.NONE;
        }
        try {
            if (Files.size(file) > LARGEST) {
                return Notes.NONE;
            }
            return parse(Files.readString(file, StandardCharsets.ISO_8859_1));
        } catch (NoSuchFileException _) {
            return Notes.NONE;
        } catch (IOException e) {
            lost(e);
            return Notes.NONE;
        }
    }

    private static Notes parse(String text) {
        var identity = "";
        boolean creating = false;
        var upload = "";
        long partSize = 0;
        var checksum = "-";
        boolean whole = false;
        var parts = new TreeMap<Integer, Part>();
        // What follows the last line end is a line that was not finished.
        for (var line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
            var words = words(line);
            if (words.length < 1 || identity.isEmpty() && !words[0].equals(MAGIC)) {
                continue;
            }
            switch (words[0] + " " + words.length) {
                case MAGIC + " 2" -> identity = words[1];
                case "creating 1" -> creating = true;
                case "upload 5" -> {
                    upload = UriCode.decode(words[1]);
                    partSize = Long.parseLong(words[2]);
                    checksum = words[3];
                    whole = words[4].equals("whole");
                }
                case "part 4" ->
                    parts.put(
                            Integer.valueOf(words[1]),
                            new Part(Integer.parseUnsignedInt(words[2], 16), UriCode.decode(words[3])));
                default -> {
                    // A later version's.
                }
            }
        }
        return new Notes(identity, creating, upload, partSize, checksum, whole, parts);
    }

    /** Those of a line; none when it is torn or damaged. */
    private static String[] words(String line) {
        int end = line.lastIndexOf(' ');
        return end < 0 || !line.substring(end + 1).equals(sum(line.substring(0, end)))
                ? new String[0]
                : line.substring(0, end).split(" ");
    }

    private static String sum(String line) {
        var crc = new CRC32C();
        crc.update(line.getBytes(StandardCharsets.ISO_8859_1));
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }

    /** Begins it anew, for a source. */
    synchronized void start(String identity) {
        close();
        if (file == null) {
            return;
        }
        try {
            Files.createDirectories(
                    file.getParent(),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Files.deleteIfExists(file);
            open();
        } catch (IOException | UnsupportedOperationException e) {
            lost(e);
        }
        line(MAGIC + " " + identity);
    }

    private void open() throws IOException {
        channel = FileChannel.open(
                file, APPEND, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    /** Notes that an upload is about to be created. */
    void creating() {
        line("creating");
    }

    /** Notes the upload. */
    void created(MultipartCalls.Created upload, long partSize) {
        line("upload " + UriCode.parameter(upload.id()) + " " + partSize + " "
                + upload.checksum().map(Enum::name).orElse("-") + (upload.whole() ? " whole" : " parts"));
    }

    /** Notes a part that the server confirmed. */
    void part(int number, int crc32c, String etag) {
        line("part " + number + " " + HexFormat.of().toHexDigits(crc32c) + " " + UriCode.parameter(etag));
    }

    private synchronized void line(String words) {
        if (channel == null) {
            return;
        }
        try {
            var bytes = ByteBuffer.wrap((words + " " + sum(words) + "\n").getBytes(StandardCharsets.ISO_8859_1));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            lost(e);
            close();
        }
    }

    /** Removes it. */
    synchronized void remove() {
        close();
        if (file != null) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                lost(e);
            }
        }
    }

    private void lost(Exception e) {
        // The copy goes on; a later run has to read more.
        System.getLogger("io.hawser").log(System.Logger.Level.DEBUG, () -> "the journal " + file + ": " + e);
    }

    @Override
    public synchronized void close() {
        var open = Optional.ofNullable(channel);
        channel = null;
        if (open.isPresent()) {
            try {
                open.get().close();
            } catch (IOException e) {
                lost(e);
            }
        }
    }
}
