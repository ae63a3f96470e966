package io.hawser.server;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who may log in. He needs a key or a password; nobody logs in without.
 *
 * @param name what he logs in as; not empty
 * @param home the folder that he sees as {@code /}; he never gets out of it
 * @param password a bcrypt hash, {@code $2a$}, {@code $2b$} or {@code $2y$}, as {@link PasswordHash} makes it; empty for no login by password
 * @param keys lines of an {@code authorized_keys} file
 * @param keyFiles such files; they are read again at every login
 * @param permissions what he may do
 * @param connections how many he may have at the same time, at least 1
 */
public record User(
        String name,
        Path home,
        Optional<String> password,
        List<String> keys,
        List<Path> keyFiles,
        Set<Permission> permissions,
        int connections) {
    /** Keeps copies. */
    public User {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a user without a name");
        }
        if (connections < 1) {
            throw new IllegalArgumentException("user " + name + ": connections: " + connections + " is less than 1");
        }
        password.filter(hash -> !PasswordHash.isWellFormed(hash)).ifPresent(_ -> {
            throw new IllegalArgumentException(
                    "user " + name
                            + ": the password is no bcrypt hash ($2a$, $2b$ or $2y$); \"hawser serve hash-password\" makes one");
        });
        keys = List.copyOf(keys);
        keyFiles = List.copyOf(keyFiles);
        permissions = Set.copyOf(permissions);
    }

    /** One who may do everything, over 10 connections, and cannot log in yet. */
    public static User of(String name, Path home) {
        return new User(name, home, Optional.empty(), List.of(), List.of(), Set.of(Permission.values()), 10);
    }

    /** This user with a password, given by its bcrypt hash. */
    public User withPassword(String hash) {
        return new User(name, home, Optional.of(hash), keys, keyFiles, permissions, connections);
    }

    /** This user with these lines of {@code authorized_keys}. */
    public User withKeys(List<String> lines) {
        return new User(name, home, password, lines, keyFiles, permissions, connections);
    }

    /** This user with these {@code authorized_keys} files. */
    public User withKeyFiles(List<Path> files) {
        return new User(name, home, password, keys, files, permissions, connections);
    }

    /** This user with these permissions and no others. */
    public User withPermissions(Set<Permission> others) {
        return new User(name, home, password, keys, keyFiles, others, connections);
    }

    /** This user with at most so many connections. */
    public User withConnections(int most) {
        return new User(name, home, password, keys, keyFiles, permissions, most);
    }

    /** Without the hash. */
    @Override
    public String toString() {
        return name + " at " + home + " may " + permissions;
    }
}
