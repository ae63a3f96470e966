package io.hawser.server;

import io.hawser.server.transport.AuthorizedKeys;

/** Lines of {@code authorized_keys} files. */
public final class PublicKeys {
    private PublicKeys() {}

    /** Whether this is a public key, perhaps with options before it, that lets its owner in; one with an option that this server does not know lets nobody in. */
    public static boolean isWellFormed(String line) {
        return AuthorizedKeys.isKey(line);
    }
}
