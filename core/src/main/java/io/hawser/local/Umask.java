package io.hawser.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** The mode that this process gives to new files. */
final class Umask {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String FIELD = "Umask:";
    private static volatile Set<PosixFilePermission> known;

    private Umask() {}

    /** Read and write for everybody, less the process's umask; {@code folder} is where a new file is about to be. */
    static Set<PosixFilePermission> newFile(Path folder) throws IOException {
        if (known == null) {
            var told = told();
            known = told.isPresent() ? told.get() : probed(folder);
        }
        return known;
    }

    /** What Linux tells. */
    private static Optional<Set<PosixFilePermission>> told() throws IOException {
        if (!Files.isReadable(STATUS)) {
            return Optional.empty();
        }
        try (var lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith(FIELD))
                    .map(line -> without(
                            Integer.parseInt(line.substring(FIELD.length()).strip(), 8)))
                    .findFirst();
        }
    }

    private static Set<PosixFilePermission> without(int umask) {
        var mode = EnumSet.noneOf(PosixFilePermission.class);
        var all = PosixFilePermission.values();
        for (var permission : PosixFilePermissions.fromString("rw-rw-rw-")) {
            // The bits of a mode stand in the order of the permissions, the owner's reading first.
            if ((umask & 1 << (all.length - 1 - permission.ordinal())) == 0) {
                mode.add(permission);
            }
        }
        return Set.copyOf(mode);
    }

    /** Elsewhere Java does not tell the umask, but a file made without a mode of its own does. */
    private static Set<PosixFilePermission> probed(Path folder) throws IOException {
        var probe = Files.createTempDirectory(folder, ".hawser-umask").resolve("probe");
        try {
            return Set.copyOf(Files.getPosixFilePermissions(Files.createFile(probe)));
        } finally {
            Files.deleteIfExists(probe);
            Files.delete(probe.getParent());
        }
    }
}
