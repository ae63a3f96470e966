package io.hawser.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/** The mode that this process gives to new files. */
final class Umask {
    private static volatile Set<PosixFilePermission> known;

    private Umask() {}

    /** Read and write for everybody, less the process's umask. */
    static Set<PosixFilePermission> newFile() throws IOException {
        if (known == null) {
            known = find();
        }
        return known;
    }

    /** Java does not tell the umask; a file made without a mode of its own does. */
    private static Set<PosixFilePermission> find() throws IOException {
        var folder = Files.createTempDirectory("hawser-umask");
        var probe = folder.resolve("probe");
        try {
            Files.createFile(probe);
            return Set.copyOf(EnumSet.copyOf(Files.getPosixFilePermissions(probe)));
        } finally {
            Files.deleteIfExists(probe);
            Files.delete(folder);
        }
    }
}
