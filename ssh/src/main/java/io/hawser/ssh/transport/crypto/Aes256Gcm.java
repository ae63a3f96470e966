package io.hawser.ssh.transport.crypto;

/** {@code aes256-gcm@openssh.com}; made by the library, by its name. */
public final class Aes256Gcm extends AesGcm {
    public Aes256Gcm() {
        super(32);
    }
}
