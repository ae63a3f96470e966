package io.hawser.server.transport;

import io.hawser.server.HostKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
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
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.util.security.SecurityUtils;

/** The keys by which clients know this server. */
final class HostKeys {
    private static final int LEAST_RSA_BITS = 2048;

    private HostKeys() {}

    /** Reads them; makes those that are missing. */
    static List<KeyPair> load(List<Path> files) throws IOException {
        if (files.isEmpty()) {
            throw new IOException("no host key is given");
        }
        var keys = new ArrayList<KeyPair>();
        for (Path file : files) {
            keys.add(check(file, readOrMake(file)));
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
            return read(file);
        }
    }

    private static KeyPair read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            Iterable<KeyPair> found =
                    SecurityUtils.loadKeyPairIdentities(null, NamedResource.ofName(file.toString()), in, null);
            if (found == null || !found.iterator().hasNext()) {
                throw new IOException("host key " + file + ": no private key is in it");
            }
            return found.iterator().next();
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new IOException("host key " + file + ": not a private key without a passphrase", e);
        }
    }

    private static KeyPair check(Path file, KeyPair pair) throws IOException {
        String type = KeyUtils.getKeyType(pair);
        if (!Algorithms.HOST_KEYS.containsKey(type)) {
            throw new IOException("host key " + file + ": a key of type " + type
                    + " is not used any more; make one by ssh-keygen -t ed25519");
        }
        if (pair.getPublic() instanceof RSAKey rsa && rsa.getModulus().bitLength() < LEAST_RSA_BITS) {
            throw new IOException("host key " + file + ": an RSA key of less than " + LEAST_RSA_BITS + " bits");
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
        } catch (GeneralSecurityException e) {
            throw new IOException("host key " + file + ": cannot be made", e);
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
