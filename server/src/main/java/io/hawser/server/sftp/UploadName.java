package io.hawser.server.sftp;

import io.hawser.server.jail.FilePath;
import io.hawser.store.PartialName;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * A path cut into its folder and its last name, and the names that belong to it.
 *
 * @param folder with a slash at its end
 * @param name the last name, in bytes
 */
record UploadName(byte[] folder, byte[] name) {
    private static final int LONGEST_NAME = 255;

    /** What the kernel takes, without the NUL. */
    private static final int LONGEST_PATH = 4095;

    /** Of file systems that encrypt names. */
    private static final int LONGEST_EVERYWHERE = 143;

    private static final int LONGEST_CHARACTER = 4;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int RANDOM_BYTES = 8;

    /** Endings by which clients call files that they rename when those are whole: WinSCP's, rclone's, curl's, browsers' and what people use. */
    private static final List<String> CLIENTS_OWN =
            List.of(".filepart", ".part", ".partial", ".tmp", ".temp", ".crdownload");

    /** What Hawser's own partial files have in their names. */
    private static final String HAWSER = ".hawser-";

    /** What lftp's temporary files begin with. */
    private static final String LFTP = ".in.";

    static UploadName of(FilePath absolute) {
        byte[] all = absolute.bytes();
        int slash = all.length - 1;
        while (all[slash] != '/') {
            slash--;
        }
        byte[] folder = Arrays.copyOf(all, slash + 1);
        return new UploadName(folder, Arrays.copyOfRange(all, slash + 1, all.length));
    }

    /** Whether the name says that its client will rename the file when it is whole. */
    boolean isClientsOwn() {
        String text = new String(name, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        return CLIENTS_OWN.stream().anyMatch(text::endsWith) || text.contains(HAWSER) || text.startsWith(LFTP);
    }

    /** A hidden name that nothing else has. */
    FilePath hidden() {
        byte[] random = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(random);
        return named(".", "." + HexFormat.of().formatHex(random) + PartialName.UPLOAD, LONGEST_EVERYWHERE);
    }

    /** The name of what is left of a broken upload; {@code number} from 1. */
    FilePath partial(int number) {
        return named("", number == 1 ? ".partial" : ".partial." + number, LONGEST_NAME);
    }

    private FilePath named(String before, String after, int longest) {
        int room = Math.min(longest, LONGEST_PATH - folder.length) - before.length() - after.length();
        int length = cut(Math.clamp(room, 0, name.length));
        var out = new ByteArrayOutputStream();
        out.writeBytes(before.getBytes(StandardCharsets.US_ASCII));
        out.write(name, 0, length);
        out.writeBytes(after.getBytes(StandardCharsets.US_ASCII));
        return FilePath.of(out.toByteArray());
    }

    /** At most {@code length}, so that no character of UTF-8 is cut in two. */
    private int cut(int length) {
        for (int cut = length; cut > Math.max(0, length - LONGEST_CHARACTER) && cut < name.length; cut--) {
            if ((name[cut] & 0xc0) != 0x80) {
                return cut;
            }
        }
        return length;
    }

    /** A name in the same folder. */
    FilePath beside(FilePath other) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(folder);
        out.writeBytes(other.bytes());
        return FilePath.of(out.toByteArray());
    }
}
