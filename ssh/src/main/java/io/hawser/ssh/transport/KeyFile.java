package io.hawser.ssh.transport;

import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.KeyPair;
import java.io.IOException;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** A private key in a file: OpenSSH's form, PEM, PKCS#8 or PuTTY's. Read once, unlocked once. */
final class KeyFile {
    private static final int TRIES = 3;
    private static final int LARGEST = 1 << 20;
    private static final Set<PosixFilePermission> OWNERS = EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    private final Path path;
    private KeyPair pair;
    private Optional<byte[]> besides = Optional.empty();
    private String problem;

    KeyFile(Path path) {
        this.path = path;
    }

    Path path() {
        return path;
    }

    /** The key in a public file, or the certificate in one like {@code id_ed25519-cert.pub}; empty where there is none. */
    static Optional<byte[]> publicFile(Path file) {
        try {
            var fields = Files.readString(file).strip().split("\\s+");
            return fields.length < 2
                    ? Optional.empty()
                    : Optional.of(Base64.getDecoder().decode(fields[1]));
        } catch (IOException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** Why it cannot be used. */
    synchronized Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    /** Its public half, as far as it can be known without asking anybody. */
    synchronized Optional<byte[]> visible() {
        return load() ? Optional.ofNullable(pair.getPublicKeyBlob()).or(() -> besides) : Optional.empty();
    }

    /** Its public half. A PEM file with a passphrase shows nothing before it is unlocked. */
    synchronized Optional<byte[]> publicKey(Function<String, Optional<char[]>> ask) {
        var visible = visible();
        return visible.isPresent() || pair == null || !unlock(ask) ? visible : visible();
    }

    /** A signature, in the form of RFC 4253 section 6.6; empty when it could not be unlocked. */
    synchronized Optional<byte[]> sign(byte[] data, String algorithm, Function<String, Optional<char[]>> ask) {
        return load() && unlock(ask) ? Optional.ofNullable(pair.getSignature(data, algorithm)) : Optional.empty();
    }

    private boolean load() {
        if (pair != null) {
            return true;
        }
        try {
            checkMode();
            if (Files.size(path) > LARGEST) {
                throw new IOException("no private key");
            }
            var bytes = Files.readAllBytes(path);
            besides = publicFile(path.resolveSibling(path.getFileName() + ".pub"));
            pair = KeyPair.load(new JSch(), bytes, null);
            problem = null;
        } catch (NoSuchFileException _) {
            problem = "no such file";
        } catch (AccessDeniedException _) {
            problem = "permission denied";
        } catch (IOException e) {
            problem = Shown.words(e);
        } catch (JSchException | RuntimeException _) {
            problem = "no private key that can be read";
        }
        return pair != null;
    }

    /** As ssh: a key of our own that others may read is no secret. */
    private void checkMode() throws IOException {
        var attributes = Files.readAttributes(path, PosixFileAttributes.class);
        if (!OWNERS.containsAll(attributes.permissions())
                && attributes.owner().getName().equals(System.getProperty("user.name"))) {
            throw new IOException("not secret, its mode is " + PosixFilePermissions.toString(attributes.permissions())
                    + ": chmod 600 mends that");
        }
    }

    private boolean unlock(Function<String, Optional<char[]>> ask) {
        for (int i = 0; i < TRIES && pair.isEncrypted(); i++) {
            var typed = ask.apply("Passphrase for " + path + ": ");
            if (typed.isEmpty()) {
                break;
            }
            var bytes = encoded(typed.get());
            try {
                pair.decrypt(bytes);
            } catch (RuntimeException _) {
                // A wrong passphrase makes the key look broken.
            } finally {
                Arrays.fill(bytes, (byte) 0);
            }
        }
        problem = pair.isEncrypted() ? "it is encrypted, and its passphrase was not given" : null;
        return !pair.isEncrypted();
    }

    /** Wipes what it is given. */
    private static byte[] encoded(char[] secret) {
        var buffer = StandardCharsets.UTF_8.encode(CharBuffer.wrap(secret));
        var bytes = Arrays.copyOf(buffer.array(), buffer.limit());
        Arrays.fill(buffer.array(), (byte) 0);
        Arrays.fill(secret, '\0');
        return bytes;
    }

    synchronized void wipe() {
        if (pair != null) {
            pair.dispose();
            pair = null;
        }
    }
}
