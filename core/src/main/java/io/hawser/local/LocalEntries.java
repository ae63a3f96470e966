package io.hawser.local;

import io.hawser.Entry;
import io.hawser.Kind;
import io.hawser.Location;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** What the file system says of a path, as an entry. */
final class LocalEntries {
    private LocalEntries() {}

    /** Of what the path leads to, links followed. */
    static Entry of(Location location, Path path) throws IOException {
        return of(location, Files.readAttributes(path, BasicFileAttributes.class));
    }

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
        return plain.withSize(attributes.size()).withVersion(version(attributes));
    }

    private static String version(BasicFileAttributes attributes) {
        var time = attributes.lastModifiedTime().toInstant();
        return attributes.size() + "@" + time.getEpochSecond() + "." + time.getNano() + "#" + attributes.fileKey();
    }
}
