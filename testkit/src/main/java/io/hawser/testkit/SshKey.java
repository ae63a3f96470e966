package io.hawser.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A key pair in the files of OpenSSH.
 *
 * @param file the private key; the public one lies beside it
 */
public record SshKey(Path file) {
    /** Makes an ed25519 key pair without a passphrase. */
    public static SshKey make(Path file) throws IOException {
        return make(file, "ed25519", "");
    }

    /**
     * Makes a key pair.
     *
     * @param file where the private key goes; nothing is there yet
     * @param type as {@code ssh-keygen -t} takes it
     * @param passphrase what the private key is encrypted with; it is not encrypted if empty
     */
    public static SshKey make(Path file, String type, String passphrase) throws IOException {
        Command.Finished made = Command.of(Requirement.tool("ssh-keygen").toString(), "-q", "-t", type)
                .and("-N", passphrase, "-C", "hawser-testkit", "-f", file.toString())
                .run();
        if (made.status() != 0) {
            throw new IOException(made.toString());
        }
        return new SshKey(file);
    }

    /** Type and public key, as a line of {@code authorized_keys} and the end of one of {@code known_hosts}. */
    public String publicLine() throws IOException {
        String[] words = Files.readString(file.resolveSibling(file.getFileName() + ".pub"))
                .strip()
                .split(" ");
        return words[0] + " " + words[1];
    }
}
