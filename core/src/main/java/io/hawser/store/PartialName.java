package io.hawser.store;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * The hidden names beside a target under which its partial data is kept: derived from the target's name, and at most 255 bytes long in UTF-8, as file systems allow. A
 * long name is cut and told apart by a hash.
 */
public final class PartialName {
    /** What the name of partial data ends with. */
    public static final String PART = ".hawser-part";

    /** What the name of a journal ends with. */
    public static final String JOURNAL = ".hawser-journal";

    /** What the name of a small file ends with that is being written: it has no journal. */
    public static final String SMALL = ".hawser-small";

    /** What the name of a file ends with that a run holds while it writes small files into a folder. */
    public static final String RUN = ".hawser-run";

    /** What the name of a file ends with that the SFTP server keeps from sight until its client has closed it. */
    public static final String UPLOAD = ".upload";

    private static final Pattern UPLOADED = Pattern.compile("\\..*\\.[0-9a-f]{16}\\.upload", Pattern.DOTALL);

    /** What the name of an old file ends with that is set aside while its successor takes its place. */
    private static final String OLD = ".hawser-old";

    private static final int LONGEST = 255;
    private static final int ROOM = LONGEST - 1 - JOURNAL.length();

    private PartialName() {}

    /** Of the partial data of the file {@code name}. */
    public static String part(String name) {
        return "." + shortened(name, ROOM) + PART;
    }

    /** The same with a mark, of ASCII characters, that tells several runs' apart. */
    public static String part(String name, String mark) {
        return "." + shortened(name, ROOM - 1 - mark.length()) + "~" + mark + PART;
    }

    /** Of the journal of the file {@code name}. */
    public static String journal(String name) {
        return "." + shortened(name, ROOM) + JOURNAL;
    }

    /** Of the small file {@code name} while the run with that mark, of ASCII characters, writes it. */
    public static String small(String name, String mark) {
        return "." + shortened(name, ROOM - 1 - mark.length()) + "~" + mark + SMALL;
    }

    /** The mark in the name of a small file that is being written; empty text where there is none. */
    public static String mark(String small) {
        return small.substring(small.lastIndexOf('~') + 1, small.length() - SMALL.length());
    }

    /** Of the file that the run with that number holds. */
    public static String run(String number) {
        return "." + number + RUN;
    }

    /** Of the old file {@code name} for as long as it is without its name. It is nobody's partial data, so nothing removes it. */
    public static String old(String name) {
        return "." + shortened(name, ROOM) + OLD;
    }

    /** Whether a file of that name is partial data of Hawser, or what belongs to it. */
    public static boolean isOurs(String name) {
        return name.startsWith(".")
                && (name.endsWith(PART)
                        || name.endsWith(JOURNAL)
                        || name.endsWith(SMALL)
                        || name.endsWith(RUN)
                        || isUpload(name));
    }

    /** Whether a file of that name is what the SFTP server writes until its client closes it: a dot, the name, a dot and 16 digits in hexadecimal, {@link #UPLOAD}. */
    public static boolean isUpload(String name) {
        return name.endsWith(UPLOAD) && UPLOADED.matcher(name).matches();
    }

    private static String shortened(String name, int room) {
        var bytes = name.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= room) {
            return name;
        }
        var crc = new CRC32C();
        crc.update(bytes);
        var mark = "~" + HexFormat.of().toHexDigits((int) crc.getValue());
        return prefix(bytes, room - mark.length()) + mark;
    }

    /** The longest beginning of at most {@code count} bytes that does not cut a character. */
    private static String prefix(byte[] bytes, int count) {
        for (int end = count; ; end--) {
            try {
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .decode(ByteBuffer.wrap(bytes, 0, end))
                        .toString();
            } catch (CharacterCodingException _) {
                // The cut fell into a character: one byte less.
                continue;
            }
        }
    }
}
