package io.hawser.ssh.transport;

import com.jcraft.jsch.Identity;

/** A key to log in with, as the library wants it, and what became of it in one login. */
abstract class UserKey implements Identity {
    private boolean offered;
    private boolean signed;
    private String unusable;

    /** Its public half, or a certificate of it; null when it cannot be had. */
    abstract byte[] blob();

    /** A signature; null, after {@link #unusable(String)}, when it cannot be made. */
    abstract byte[] sign(byte[] data, String algorithm);

    /** It cannot be used, in words. */
    final void unusable(String why) {
        unusable = why;
    }

    /** Whether it signed. */
    final boolean signed() {
        return signed;
    }

    /** What became of it, to show. */
    final String fate() {
        return getName()
                + (unusable != null
                        ? " (" + unusable + ")"
                        : signed ? " (refused after it signed)" : offered ? " (refused)" : " (not tried)");
    }

    @Override
    public final byte[] getPublicKeyBlob() {
        var blob = blob();
        offered |= blob != null;
        return blob;
    }

    @Override
    public final byte[] getSignature(byte[] data) {
        return getSignature(data, getAlgName());
    }

    @Override
    public final byte[] getSignature(byte[] data, String algorithm) {
        var signature = sign(data, algorithm);
        signed |= signature != null;
        return signature;
    }

    @Override
    public String getAlgName() {
        var blob = blob();
        return blob == null ? "none" : KnownHosts.type(blob);
    }

    /** Passphrases are asked for when a signature is needed, not before the server said that it wants the key. */
    @Override
    public final boolean isEncrypted() {
        return false;
    }

    @Override
    public final boolean setPassphrase(byte[] passphrase) {
        return true;
    }

    @Override
    public void clear() {}
}
