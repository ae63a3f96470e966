package io.hawser.testkit;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A key and a certificate that it signed itself, made by the JDK's {@code keytool}: the library has no public way to
 * make one. The certificate is its own authority, so its PEM file is what a client has to trust.
 */
public final class TestCertificate {
    private static final String ALIAS = "testkit";
    private static final char[] PASSWORD = "testkit".toCharArray();

    private final KeyStore store;

    private TestCertificate(KeyStore store) {
        this.store = store;
    }

    private static final class Loopback {
        private static final TestCertificate CERTIFICATE = make(List.of("dns:localhost", "ip:127.0.0.1", "ip:::1"));
    }

    /** The certificate for the names of the loopback interface; made once in a process. */
    public static TestCertificate ofLoopback() {
        return Loopback.CERTIFICATE;
    }

    /** A new certificate for one host name, which may be a wrong one. */
    public static TestCertificate of(String host) {
        return make(List.of("dns:" + host));
    }

    private static TestCertificate make(List<String> names) {
        try {
            Path folder = Files.createTempDirectory("hawser-testkit-key");
            Path file = folder.resolve("store.p12");
            try {
                keytool(file, names);
                KeyStore store = KeyStore.getInstance("PKCS12");
                store.load(new ByteArrayInputStream(Files.readAllBytes(file)), PASSWORD);
                return new TestCertificate(store);
            } finally {
                Files.deleteIfExists(file);
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("keytool made a store that cannot be read", e);
        }
    }

    private static void keytool(Path file, List<String> names) throws IOException {
        Command keytool = Command.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair");
        Command.Finished made = keytool.and("-alias", ALIAS, "-keyalg", "EC", "-groupname", "secp256r1")
                .and("-validity", "3650", "-dname", "CN=hawser-testkit")
                .and("-ext", "bc:c", "-ext", "san=" + String.join(",", names))
                .and("-storetype", "PKCS12", "-storepass", new String(PASSWORD), "-keystore", file.toString())
                .run();
        if (made.status() != 0) {
            throw new IOException(made.toString());
        }
    }

    /** Writes the certificate as PEM, the form in which clients take further authorities. */
    public Path writePem(Path file) throws IOException {
        try {
            byte[] der = store.getCertificate(ALIAS).getEncoded();
            String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
            return Files.writeString(file, "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a server needs to show this certificate. */
    public SSLContext serverContext() {
        try {
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
