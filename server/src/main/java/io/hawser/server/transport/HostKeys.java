package io.hawser.server.transport;

import io.hawser.server.HostKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
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
            keys.add(check(file, read(file)));
        }
        return keys;
    }

    static HostKey publicPart(KeyPair pair) {
        String[] words = PublicKeyEntry.toString(pair.getPublic()).split(" ");
        return new HostKey(words[0], words[1]);
    }

    private static KeyPair read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            Iterable<KeyPair> found =
                    SecurityUtils.loadKeyPairIdentities(null, NamedResource.ofName(file.toString()), in, null);
            if (found == null || !found.iterator().hasNext()) {
                throw new IOException("host key " + file + ": no private key is in it");
            }
            return found.iterator().next();
        } catch (NoSuchFileException _) {
            return make(file);
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
        } catch (GeneralSecurityException e) {
            throw new IOException("host key " + file + ": cannot be made", e);
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
