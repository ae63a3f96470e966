package io.hawser.crypto;

import java.security.Provider;

/**
 * Amazon Corretto Crypto Provider, where its library is there and fits this machine: AES at full speed from the first byte, while the JDK's needs
 * about a second until its intrinsics are compiled. Loading takes time too, so it happens beside everything else. It is never installed for the whole JVM.
 */
public final class NativeCrypto {
    private static final String PROVIDER = "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider";

    private static volatile Provider provider;
    private static boolean started;

    private NativeCrypto() {}

    /** Begins to load it, once, on a thread of its own. */
    public static synchronized void load() {
        if (!started) {
            started = true;
            Thread.ofPlatform().daemon().name("hawser-native-crypto").start(NativeCrypto::find);
        }
    }

    /** The provider, or null when it is not there, or not yet. */
    public static Provider loaded() {
        return provider;
    }

    private static void find() {
        try {
            var made = (Provider) Class.forName(PROVIDER).getField("INSTANCE").get(null);
            // It can be there without its library, and then has no algorithms.
            javax.crypto.Cipher.getInstance("AES/GCM/NoPadding", made);
            provider = made;
        } catch (Exception | LinkageError _) {
            // The JDK's own serves.
        }
    }
}
