package io.hawser.server.transport;

import io.hawser.server.HostKey;
import io.hawser.server.HostKeyException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.util.security.SecurityUtils;

/** The keys by which clients know this server. */
final class HostKeys {
    private static final int LEAST_RSA_BITS = 2048;

    private HostKeys() {}

    /**
     * Reads them; makes those that are missing.
     *
     * @throws HostKeyException when one of them cannot be used
     */
    static List<KeyPair> load(List<Path> files) throws IOException {
        if (files.isEmpty()) {
            throw new IllegalArgumentException("no host key is given");
        }
        var keys = new ArrayList<KeyPair>();
        var types = new HashSet<String>();
        for (Path file : files) {
            KeyPair pair = check(file, read(file));
            if (!types.add(KeyUtils.getKeyType(pair))) {
                throw new HostKeyException(file, "a second key of type " + KeyUtils.getKeyType(pair));
            }
            keys.add(pair);
        }
        return keys;
    }

    static HostKey publicPart(KeyPair pair) {
        String[] words = PublicKeyEntry.toString(pair.getPublic()).split(" ");
        return new HostKey(words[0], words[1]);
    }

    private static KeyPair read(Path file) throws IOException {
        if (Files.notExists(file)) {
            return make(file);
        }
        // A pipe would be waited for.
        if (!Files.isRegularFile(file)) {
            throw new HostKeyException(file, "not a file");
        }
        byte[] text;
        try {
            text = Files.readAllBytes(file);
        } catch (AccessDeniedException _) {
            throw new HostKeyException(file, "this user may not read it");
        }
        return parse(file, text);
    }

    private static KeyPair parse(Path file, byte[] text) throws HostKeyException {
        var asked = new AtomicBoolean();
        FilePasswordProvider nobody = (_, _, _) -> {
            asked.set(true);
            return null;
        };
        Iterable<KeyPair> found = null;
        String reason = "no private key is in it";
        try {
            found = SecurityUtils.loadKeyPairIdentities(
                    null, NamedResource.ofName(file.toString()), new ByteArrayInputStream(text), nobody);
        } catch (IOException | GeneralSecurityException | RuntimeException _) {
            reason = "not a private key that can be read";
        }
        if (asked.get()) {
            throw new HostKeyException(
                    file, "has a passphrase, which nobody could give; ssh-keygen -p -f FILE takes it off");
        }
        if (found == null || !found.iterator().hasNext()) {
            throw new HostKeyException(file, reason);
        }
        return found.iterator().next();
    }

    private static KeyPair check(Path file, KeyPair pair) throws HostKeyException {
        String type = KeyUtils.getKeyType(pair);
        if (!Algorithms.HOST_KEYS.containsKey(type)) {
            throw new HostKeyException(
                    file, "a key of type " + type + " is not used any more; make one by ssh-keygen -t ed25519");
        }
        if (pair.getPublic() instanceof RSAKey rsa && rsa.getModulus().bitLength() < LEAST_RSA_BITS) {
            throw new HostKeyException(
                    file,
                    "an RSA key of less than " + LEAST_RSA_BITS + " bits; make a better one by ssh-keygen -t ed25519");
        }
        return pair;
    }

    /** Makes an Ed25519 key, in a file that nobody else can read and that was not there before. */
    private static KeyPair make(Path file) throws IOException {
        try {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            var text = new ByteArrayOutputStream();
            OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(pair, "hawser", null, text);
            try (OutputStream out = Channels.newOutputStream(Files.newByteChannel(
                    file, Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW), ownersOnly(file)))) {
                out.write(text.toByteArray());
            }
            return pair;
        } catch (NoSuchFileException _) {
            throw new HostKeyException(file, "cannot be made: its folder is not there");
        } catch (AccessDeniedException _) {
            throw new HostKeyException(file, "cannot be made: this user may not write to its folder");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static FileAttribute<?>[] ownersOnly(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }
}
