package io.hawser.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;

/** Where the host key is when nobody says so: kept from one run to the next, so that clients who know the server know it again. */
final class HostKeyFile {
    private static final String NAME = "ssh_host_ed25519_key";

    private HostKeyFile() {}

    /**
     * In {@code hawser} below {@code $XDG_STATE_HOME}, or else below {@code ~/.local/state}; the folder is made. Empty where there is no such place, or none that
     * could hold the key.
     */
    static Optional<Path> usual(Map<String, String> environment) {
        var state = environment.getOrDefault("XDG_STATE_HOME", "");
        var home = environment.getOrDefault("HOME", "");
        if (!state.startsWith("/") && !home.startsWith("/")) {
            return Optional.empty();
        }
        var folder = (state.startsWith("/") ? Path.of(state) : Path.of(home, ".local", "state")).resolve("hawser");
        var key = folder.resolve(NAME);
        try {
            if (Files.getFileStore(existing(folder)).supportsFileAttributeView("posix")) {
                Files.createDirectories(
                        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            } else {
                Files.createDirectories(folder);
            }
        } catch (IOException _) {
            return Optional.empty();
        }
        return Files.isReadable(key) || !Files.exists(key) && Files.isWritable(folder)
                ? Optional.of(key)
                : Optional.empty();
    }

    private static Path existing(Path folder) {
        var path = folder;
        while (!Files.exists(path)) {
            path = path.getParent();
        }
        return path;
    }
}
