package io.hawser.ssh.transport;

import java.util.Optional;
import java.util.function.Function;

/** A key from a file, by itself or with a certificate. */
final class FileKey extends UserKey {
    private final KeyFile file;
    private final Optional<byte[]> certificate;
    private final Function<String, Optional<char[]>> ask;

    /** {@code ask} asks a person for a passphrase. */
    FileKey(KeyFile file, Optional<byte[]> certificate, Function<String, Optional<char[]>> ask) {
        this.file = file;
        this.certificate = certificate;
        this.ask = ask;
    }

    @Override
    byte[] blob() {
        var blob = file.publicKey(ask);
        file.problem().ifPresent(this::unusable);
        return blob.isEmpty() ? null : certificate.or(() -> blob).get();
    }

    @Override
    byte[] sign(byte[] data, String algorithm) {
        var signature = file.sign(data, algorithm.replace("-cert-v01@openssh.com", ""), ask);
        file.problem().ifPresent(this::unusable);
        return signature.orElse(null);
    }

    @Override
    public String getName() {
        return file.path() + (certificate.isPresent() ? " with its certificate" : "");
    }
}
