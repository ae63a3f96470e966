package io.hawser.ssh.transport.crypto;

/** {@code aes128-gcm@openssh.com}; made by the library, by its name. */
public final class Aes128Gcm extends AesGcm {
    public Aes128Gcm() {
        super(16);
    }
}
