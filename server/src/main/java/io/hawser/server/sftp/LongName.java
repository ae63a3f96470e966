package io.hawser.server.sftp;

import io.hawser.server.jail.FileStatus;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** An entry of a folder as a line for people, in the form of {@code ls -l} that draft-ietf-secsh-filexfer-02 section 7 recommends. */
final class LongName {
    private static final int[] TYPES = {0140000, 0120000, 0100000, 0060000, 0040000, 0020000, 0010000};
    private static final String TYPE_LETTERS = "sl-bdcp";
    private static final String LETTERS = "rwxrwxrwx";
    private static final int TYPE = 0170000;
    private static final int SET_USER = 04000;
    private static final int SET_GROUP = 02000;
    private static final int STICKY = 01000;
    private static final long HALF_A_YEAR = 182L * 24 * 60 * 60;

    private static final DateTimeFormatter RECENT = DateTimeFormatter.ofPattern("MMM ppd HH:mm", Locale.ROOT);
    private static final DateTimeFormatter OLD = DateTimeFormatter.ofPattern("MMM ppd  yyyy", Locale.ROOT);

    private LongName() {}

    static byte[] of(byte[] name, FileStatus status) {
        long now = Instant.now().getEpochSecond();
        DateTimeFormatter form = Math.abs(now - status.modified()) < HALF_A_YEAR ? RECENT : OLD;
        String line = "%s %4d %-8s %-8s %8d %s "
                .formatted(
                        mode(status.mode()),
                        status.links(),
                        Integer.toUnsignedString(status.user()),
                        Integer.toUnsignedString(status.group()),
                        status.size(),
                        form.format(Instant.ofEpochSecond(status.modified()).atZone(ZoneId.systemDefault())));
        var out = new ByteArrayOutputStream(line.length() + name.length);
        out.writeBytes(line.getBytes(StandardCharsets.UTF_8));
        out.writeBytes(name);
        return out.toByteArray();
    }

    static String mode(int mode) {
        var text = new StringBuilder("?");
        for (int i = 0; i < TYPES.length; i++) {
            if ((mode & TYPE) == TYPES[i]) {
                text.setCharAt(0, TYPE_LETTERS.charAt(i));
            }
        }
        for (int i = 0; i < LETTERS.length(); i++) {
            boolean set = (mode >> LETTERS.length() - 1 - i & 1) != 0;
            text.append(set ? LETTERS.charAt(i) : '-');
        }
        special(text, 3, (mode & SET_USER) != 0, 's');
        special(text, 6, (mode & SET_GROUP) != 0, 's');
        special(text, 9, (mode & STICKY) != 0, 't');
        return text.toString();
    }

    private static void special(StringBuilder text, int at, boolean set, char letter) {
        if (set) {
            text.setCharAt(at, text.charAt(at) == 'x' ? letter : Character.toUpperCase(letter));
        }
    }
}
