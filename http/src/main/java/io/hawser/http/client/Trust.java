package io.hawser.http.client;

import io.hawser.StoreException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * Which certificate authorities are believed: those of the JDK, and those in a PEM file where one was given. Two of
 * the same file are equal, so that their connections can be shared.
 */
public record Trust(Optional<String> extraAuthorities) {
    /** The sockets of this trust; all from one context, so that TLS sessions are resumed. */
    public SSLSocketFactory sockets() throws StoreException {
        try {
            if (extraAuthorities.isEmpty()) {
                return SSLContext.getDefault().getSocketFactory();
            }
            var authorities = new ArrayList<Certificate>(read(extraAuthorities.get()));
            authorities.addAll(Arrays.asList(manager(null).getAcceptedIssuers()));
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (int i = 0; i < authorities.size(); i++) {
                store.setCertificateEntry("authority " + i, authorities.get(i));
            }
            var context = SSLContext.getInstance("TLS");
            context.init(null, new X509TrustManager[] {manager(store)}, null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException | IOException e) {
            throw e instanceof StoreException told
                    ? told
                    : new StoreException.Local(
                            extraAuthorities.orElse("TLS"), "cannot set up TLS: " + e.getMessage(), e);
        }
    }

    private static X509TrustManager manager(KeyStore store) throws GeneralSecurityException {
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return Arrays.stream(factory.getTrustManagers())
                .filter(X509TrustManager.class::isInstance)
                .map(X509TrustManager.class::cast)
                .findFirst()
                .orElseThrow(() -> new GeneralSecurityException("no X.509 trust manager in this JDK"));
    }

    private static Collection<? extends Certificate> read(String file) throws StoreException {
        try (var in = new BufferedInputStream(Files.newInputStream(Path.of(file)))) {
            var certificates = CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (certificates.isEmpty()) {
                throw new StoreException.Local(
                        file, "holds no certificate; PEM (-----BEGIN CERTIFICATE-----) is needed");
            }
            return certificates;
        } catch (StoreException e) {
            throw e;
        } catch (IOException | InvalidPathException e) {
            throw new StoreException.Local(file, "cannot read the certificate authorities: " + Failures.words(e), e);
        } catch (GeneralSecurityException e) {
            throw new StoreException.Local(
                    file, "is no file of certificates in PEM: " + Shown.text(String.valueOf(e.getMessage())), e);
        }
    }
}
