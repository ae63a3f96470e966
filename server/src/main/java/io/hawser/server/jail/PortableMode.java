package io.hawser.server.jail;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/** Modes and owners by number, as the JDK takes them. */
final class PortableMode {
    /** From the highest bit to the lowest. */
    private static final PosixFilePermission[] BITS = PosixFilePermission.values();

    private PortableMode() {}

    static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> all = EnumSet.noneOf(PosixFilePermission.class);
        for (int i = 0; i < BITS.length; i++) {
            if ((mode >> (BITS.length - 1 - i) & 1) != 0) {
                all.add(BITS[i]);
            }
        }
        return all;
    }

    static void setOwner(PosixFileAttributeView view, int user, int group) throws IOException {
        var principals = FileSystems.getDefault().getUserPrincipalLookupService();
        if (user != Jail.UNCHANGED) {
            view.setOwner(principals.lookupPrincipalByName(Integer.toUnsignedString(user)));
        }
        if (group != Jail.UNCHANGED) {
            view.setGroup(principals.lookupPrincipalByGroupName(Integer.toUnsignedString(group)));
        }
    }
}
