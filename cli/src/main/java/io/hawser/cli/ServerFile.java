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
    private static final Set<PosixFilePermission> OTHERS =
            Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);
    private static final Path OURSELVES = Path.of("/proc/self");

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

    /**
     * That a file with secrets is open to more than who needs it, in words; empty when it is not, or where nobody can tell. What belongs to somebody else and is read by
     * its group, as Kubernetes mounts a secret, is as closed as it can be.
     */
    static Optional<String> exposure(Path file) {
        try {
            var permissions = Files.getPosixFilePermissions(file);
            boolean exposed = permissions.stream().anyMatch(OTHERS::contains)
                    || permissions.contains(PosixFilePermission.GROUP_READ) && isOurs(file);
            return exposed
                    ? Optional.of(file + " holds secrets and can be read or changed by others; chmod 600 closes it")
                    : Optional.empty();
        } catch (IOException | UnsupportedOperationException _) {
            return Optional.empty();
        }
    }

    private static boolean isOurs(Path file) throws IOException {
        return !Files.exists(OURSELVES)
                || Files.getAttribute(file, "unix:uid").equals(Files.getAttribute(OURSELVES, "unix:uid"));
    }

    boolean hasPasswords() {
        return users.stream().anyMatch(user -> user.password().isPresent());
    }
}
