package io.hawser.server;

import io.hawser.server.transport.Bcrypt;
import java.nio.charset.StandardCharsets;

/** Password hashes of the bcrypt family. Of a password, 72 bytes in UTF-8 count; longer ones are refused, lest two of them be the same. */
public final class PasswordHash {
    private static final int LONGEST = 72;

    private PasswordHash() {}

    /**
     * Makes the hash of a password.
     *
     * @throws IllegalArgumentException when it is empty, longer than 72 bytes in UTF-8, or has a NUL, at which programs in C would end it
     */
    public static String of(String password) {
        int length = password.getBytes(StandardCharsets.UTF_8).length;
        if (length == 0 || length > LONGEST) {
            throw new IllegalArgumentException(
                    length == 0 ? "an empty password" : "a password of more than " + LONGEST + " bytes");
        }
        if (password.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a password with a NUL");
        }
        return Bcrypt.hash(password);
    }

    /** Whether this is such a hash, with a cost that a login can bear: between 4 and 16. */
    public static boolean isWellFormed(String hash) {
        return Bcrypt.isWellFormed(hash);
    }
}
