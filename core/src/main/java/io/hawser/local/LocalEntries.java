package io.hawser.local;

import io.hawser.Entry;
import io.hawser.Kind;
import io.hawser.Location;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** What the file system says of a path, as an entry. */
final class LocalEntries {
    private LocalEntries() {}

    /** Of what the path leads to, links followed, with a version that pins its content. */
    static Entry of(Location location, Path path) throws IOException {
        var attributes = Files.readAttributes(path, BasicFileAttributes.class);
        var entry = of(location, attributes);
        return attributes.isRegularFile() ? entry.withVersion(version(path, attributes)) : entry;
    }

    /** Without a version, from what a listing has at hand. */
    static Entry of(Location location, BasicFileAttributes attributes) {
        var plain =
                Entry.file(location).withModified(attributes.lastModifiedTime().toInstant());
        if (attributes.isDirectory()) {
            return plain.withKind(Kind.FOLDER);
        }
        if (attributes.isSymbolicLink()) {
            return plain.withKind(Kind.LINK);
        }
        if (!attributes.isRegularFile()) {
            return plain.withKind(Kind.SPECIAL);
        }
        return plain.withSize(attributes.size());
    }

    /**
     * Size, modification time and inode, and the time of the last change of any kind: the only one that nobody can set, so that a file rewritten in
     * place under its old time is noticed.
     */
    private static String version(Path path, BasicFileAttributes attributes) throws IOException {
        var time = attributes.lastModifiedTime().toInstant();
        var version =
                attributes.size() + "@" + time.getEpochSecond() + "." + time.getNano() + "#" + attributes.fileKey();
        try {
            return version + "~" + Files.getAttribute(path, "unix:ctime");
        } catch (UnsupportedOperationException | IllegalArgumentException _) {
            return version;
        }
    }

    /** How many names a file has; 1 where the system does not tell. */
    static int names(Path path) throws IOException {
        try {
            return (int) Files.getAttribute(path, "unix:nlink", LinkOption.NOFOLLOW_LINKS);
        } catch (UnsupportedOperationException | IllegalArgumentException _) {
            return 1;
        }
    }
}
