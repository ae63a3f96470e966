package io.hawser.server.transport;

import io.hawser.server.HostKey;
import io.hawser.server.HostKeyException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
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
import java.util.UUID;
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
            KeyPair pair = check(file, readOrMake(file));
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

    private static KeyPair readOrMake(Path file) throws IOException {
        try {
            return read(file);
        } catch (NoSuchFileException _) {
            make(file);
        }
        try {
            return read(file);
        } catch (NoSuchFileException _) {
            throw new HostKeyException(file, "a link that leads nowhere");
        }
    }

    private static KeyPair read(Path file) throws IOException {
        if (Files.notExists(file)) {
            throw new NoSuchFileException(file.toString());
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

    /**
     * Makes an Ed25519 key that nobody else can read. It is whole before it has its name, which it gets only if nobody else was faster: whoever
     * starts first, all servers then read the same one.
     */
    private static void make(Path file) throws IOException {
        Path beside = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID());
        try {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            var text = new ByteArrayOutputStream();
            OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(pair, "hawser", null, text);
            try (FileChannel out = FileChannel.open(
                    beside, Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW), ownersOnly(file))) {
                Channels.newOutputStream(out).write(text.toByteArray());
                out.force(true);
            }
            publish(beside, file);
        } catch (NoSuchFileException _) {
            throw new HostKeyException(file, "cannot be made: its folder is not there");
        } catch (AccessDeniedException _) {
            throw new HostKeyException(file, "cannot be made: this user may not write to its folder");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } finally {
            Files.deleteIfExists(beside);
        }
    }

    private static void publish(Path beside, Path file) throws IOException {
        try {
            Files.createLink(file, beside);
        } catch (FileAlreadyExistsException _) {
            // Another server's: that one is read.
        } catch (UnsupportedOperationException | FileSystemException _) {
            // No second names on this file system: the next best, which looks before it renames.
            moveUnlessThere(beside, file);
        }
    }

    private static void moveUnlessThere(Path beside, Path file) throws IOException {
        try {
            Files.move(beside, file);
        } catch (FileAlreadyExistsException _) {
            // As above.
            return;
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
