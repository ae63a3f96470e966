package io.hawser.s3;

import io.hawser.StoreException;
import io.hawser.http.client.Failures;
import io.hawser.http.client.Origin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;

/** A key of 256 bits that the customer provides with each request (SSE-C). Never shown. */
final class CustomerKey {
    private static final int BYTES = 32;
    /** No file of a key is longer; a larger one is a mistake that is not read. */
    private static final int LONGEST = 1024;

    private final byte[] key;

    private CustomerKey(byte[] key) {
        this.key = key;
    }

    /**
     * The key that {@code @FILE} or {@code env:NAME} names: its 32 bytes as they are, or in hexadecimal or Base64.
     *
     * @param option whose value it is, for messages
     * @throws StoreException.Rejected when {@code from} is neither, which is not repeated, or no key is there
     * @throws StoreException.Local when the file cannot be read
     */
    static CustomerKey from(String option, String from, Map<String, String> environment, Object where)
            throws StoreException {
        if (from.startsWith("@")) {
            return of(read(option, from.substring(1)), option + ": the file " + from.substring(1), where);
        }
        if (from.startsWith("env:")) {
            var name = from.substring("env:".length());
            var value = environment.get(name);
            if (value == null) {
                throw new StoreException.Rejected(where, option + ": the environment has no variable " + name);
            }
            return of(value.getBytes(StandardCharsets.UTF_8), option + ": the variable " + name, where);
        }
        throw new StoreException.Rejected(
                where, option + ": a key is never an argument, where everybody could read it; give @FILE or env:NAME");
    }

    private static byte[] read(String option, String file) throws StoreException {
        try (var in = Files.newInputStream(Path.of(file))) {
            return in.readNBytes(LONGEST + 1);
        } catch (IOException | InvalidPathException e) {
            throw new StoreException.Local(file, option + " cannot be read: " + Failures.words(e), e);
        }
    }

    private static CustomerKey of(byte[] given, String what, Object where) throws StoreException {
        if (given.length == BYTES) {
            return new CustomerKey(given);
        }
        var text = new String(given, StandardCharsets.UTF_8).strip();
        try {
            var key = text.length() == BYTES * 2
                    ? HexFormat.of().parseHex(text)
                    : Base64.getDecoder().decode(text);
            if (key.length == BYTES) {
                return new CustomerKey(key);
            }
        } catch (IllegalArgumentException _) {
            // Neither: what it is must not be shown.
        }
        throw new StoreException.Rejected(
                where, what + " holds no key: 32 bytes are needed, as they are or in hexadecimal or Base64");
    }

    /** Whether requests there do not leave this machine, unless they go over a proxy. */
    static boolean staysHere(Origin origin) {
        var host = origin.host();
        return host.equals("localhost") || host.equals("::1") || host.matches("127(\\.\\d{1,3}){3}");
    }

    String base64() {
        return Base64.getEncoder().encodeToString(key);
    }

    /** The MD5 of the key in Base64, by which S3 sees that it came through. */
    String md5() {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("MD5").digest(key));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }

    @Override
    public String toString() {
        return "CustomerKey[…]";
    }
}
