package io.hawser.local;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/**
 * The hidden names beside a target under which its partial data is kept, derived from the target's name alone, so that every run finds them. A long
 * name is cut and told apart by a hash, so that the whole stays within the 255 bytes that file systems allow.
 */
public record PartialNames(Path part, Path journal) {
    /** What the name of partial data ends with. */
    public static final String PART = ".hawser-part";

    /** What the name of a journal ends with. */
    public static final String JOURNAL = ".hawser-journal";

    private static final int LONGEST = 255;
    private static final int ROOM = LONGEST - 1 - JOURNAL.length();

    /** The names for a target. */
    public static PartialNames of(Path target) {
        var name = shortened(target.getFileName().toString());
        return new PartialNames(target.resolveSibling("." + name + PART), target.resolveSibling("." + name + JOURNAL));
    }

    /** Whether a file of that name is partial data or a journal of Hawser. */
    public static boolean isOurs(String name) {
        return name.startsWith(".") && (name.endsWith(PART) || name.endsWith(JOURNAL));
    }

    private static String shortened(String name) {
        var bytes = name.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= ROOM) {
            return name;
        }
        var crc = new CRC32C();
        crc.update(bytes);
        var mark = "~" + HexFormat.of().toHexDigits((int) crc.getValue());
        return prefix(bytes, ROOM - mark.length()) + mark;
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
