package io.hawser.cli;

import io.hawser.server.Uploads;
import io.hawser.server.User;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What {@code serve --config} names: who may log in, when uploads are seen, and whether they are forced to the disk. */
record ServerFile(List<User> users, Uploads uploads, boolean durable) {
    private static final Set<PosixFilePermission> OTHERS = Set.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    /** @throws UsageException when it cannot be read or says something unknown, with the line */
    static ServerFile load(Setting named, Map<String, String> environment) throws UsageException {
        var file = Path.of(named.text());
        try {
            return new ServerFileReader(file, environment).read(Files.readAllBytes(file));
        } catch (NoSuchFileException _) {
            throw named.wrong("there is no such file");
        } catch (IOException e) {
            throw named.wrong("cannot be read: " + Reason.of(e));
        }
    }

    /** That a file with secrets is open to more than its owner, in words; empty when it is not, or where nobody can tell. */
    static Optional<String> exposure(Path file) {
        try {
            boolean exposed = Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains);
            return exposed
                    ? Optional.of(file + " holds secrets and can be read or changed by others; chmod 600 closes it")
                    : Optional.empty();
        } catch (IOException | UnsupportedOperationException _) {
            return Optional.empty();
        }
    }

    boolean hasPasswords() {
        return users.stream().anyMatch(user -> user.password().isPresent());
    }
}
