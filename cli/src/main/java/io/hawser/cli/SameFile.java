package io.hawser.cli;

import io.hawser.Location;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether two locations mean one file. */
final class SameFile {
    private SameFile() {}

    /** Whether both are one file on disk: by one name, by a link, or by two hard links. */
    static boolean is(Location from, Location to) {
        if (!from.isLocal() || !to.isLocal() || from.isStandardStream() || to.isStandardStream()) {
            return from.equals(to) && !from.isStandardStream();
        }
        try {
            return Files.isRegularFile(Path.of(to.path()))
                    && Files.isSameFile(Path.of(from.path()), Path.of(to.path()));
        } catch (IOException _) {
            return false;
        }
    }

    /** Whether both are one local file, whether it is there or not. */
    static boolean named(Location one, Location other) {
        return is(one, other)
                || one.isLocal()
                        && other.isLocal()
                        && !other.isStandardStream()
                        && path(one).equals(path(other));
    }

    /** Whether {@code file} is there and lies below the local folder, or below what a glob begins with. */
    static boolean below(Location file, Location folder) {
        if (!folder.isLocal() || folder.isStandardStream() || !Files.exists(Path.of(file.path()))) {
            return false;
        }
        var fixed = folder.path().split("[*?\\[]", 2)[0];
        var base = fixed.equals(folder.path()) ? fixed : fixed.substring(0, fixed.lastIndexOf('/') + 1);
        return path(file).startsWith(Path.of(base).toAbsolutePath().normalize());
    }

    /** A local location by the one of its spellings that is absolute and has no {@code ..}; links are not looked at. */
    static Location normal(Location location) {
        return location.isLocal() && !location.isStandardStream()
                ? Location.local(path(location).toString())
                : location;
    }

    private static Path path(Location location) {
        return Path.of(location.path()).toAbsolutePath().normalize();
    }
}
