package io.hawser.ssh.sftp;

import io.hawser.Entry;
import io.hawser.Kind;
import io.hawser.Location;

/** What a server says of a file, as an entry. */
final class SftpEntries {
    private SftpEntries() {}

    static Entry of(Location location, Attributes attributes) {
        var plain = Entry.file(location);
        var timed = attributes.time().map(plain::withModified).orElse(plain);
        if (attributes.isDirectory()) {
            return timed.withKind(Kind.FOLDER);
        }
        if (attributes.isLink()) {
            return timed.withKind(Kind.LINK);
        }
        if (attributes.isSpecial()) {
            return timed.withKind(Kind.SPECIAL);
        }
        var sized =
                attributes.size().isPresent() ? timed.withSize(attributes.size().getAsLong()) : timed;
        return attributes.version().map(sized::withVersion).orElse(sized);
    }
}
