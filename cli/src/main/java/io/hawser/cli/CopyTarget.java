package io.hawser.cli;

import io.hawser.Location;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The last argument of {@code cp}.
 *
 * @param folder whether sources keep their names below it
 */
record CopyTarget(Location location, boolean folder) {
    /** What becomes of local folders that are not there. */
    enum Missing {
        REFUSED,
        /** The target is made, in a folder that is there. */
        LAST_MADE,
        /** All are made, as a batch wants it. */
        MADE
    }

    /**
     * Looks at the target, as far as that is possible without asking another machine.
     *
     * @param several whether more than one file may be meant
     * @param tree whether one folder is copied, so that the target can become its copy
     * @throws UsageException when the sources cannot go there
     */
    static CopyTarget of(Location location, boolean several, boolean tree, Missing missing) throws UsageException {
        if (location.isStandardStream()) {
            if (several || tree) {
                throw new UsageException("standard output takes one file, not several or a folder");
            }
            return new CopyTarget(location, false);
        }
        if (!location.isLocal()) {
            if (several && !location.namesFolder()) {
                throw new UsageException(location + ": several sources need a folder as target: end it with a slash");
            }
            return new CopyTarget(location, location.namesFolder() || several);
        }
        var path = Path.of(location.path());
        if (Files.isDirectory(path)) {
            // A batch may be run again: what became the copy of a folder is not the folder for another one then.
            return new CopyTarget(location, !tree || missing != Missing.MADE || location.namesFolder());
        }
        if (location.namesFolder() || several || tree) {
            if (Files.exists(path)) {
                throw new UsageException(location + ": not a folder, as " + need(several, tree));
            }
            var parent = parent(path);
            if (missing == Missing.REFUSED || missing == Missing.LAST_MADE && !Files.isDirectory(parent)) {
                throw new UsageException((missing == Missing.LAST_MADE ? Location.local(parent.toString()) : location)
                        + ": there is no such folder; make it first, or name one that exists");
            }
            return new CopyTarget(location, !tree || location.namesFolder());
        }
        var parent = parent(path);
        if (missing != Missing.MADE && !Files.isDirectory(parent)) {
            throw new UsageException(parent + ": there is no such folder; make it first, or name one that exists");
        }
        return new CopyTarget(location, false);
    }

    private static String need(boolean several, boolean tree) {
        return several ? "several sources need" : tree ? "a folder needs for its copy" : "a trailing slash says";
    }

    private static Path parent(Path path) {
        var parent = path.toAbsolutePath().normalize().getParent();
        return parent == null ? path.toAbsolutePath().getRoot() : relative(path, parent);
    }

    /** The folder as it was written, which is what a message should show. */
    private static Path relative(Path path, Path parent) {
        return path.getParent() != null ? path.getParent() : path.isAbsolute() ? parent : Path.of(".");
    }
}
