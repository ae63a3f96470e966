package io.hawser.testkit.s3;

import io.hawser.testkit.Headers;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;

/**
 * How an object is encrypted, or is said to be.
 *
 * @param algorithm AES256, aws:kms or aws:kms:dsse
 * @param kmsKey the id of the key where it is not the account's own
 * @param customerKeyMd5 the MD5 of the customer's key, which each reader has to show again; its MD5 is all that is kept
 */
public record Encryption(String algorithm, Optional<String> kmsKey, Optional<String> customerKeyMd5) {
    private static final String PREFIX = "x-amz-server-side-encryption";
    private static final String COPY_PREFIX = "x-amz-copy-source-server-side-encryption";
    private static final String CUSTOMER = "-customer-algorithm";
    private static final int KEY_BYTES = 32;

    /** What S3 does where nobody asks for anything. */
    static final Encryption DEFAULT = new Encryption("AES256", Optional.empty(), Optional.empty());

    /** What a request to write asks for. */
    static Encryption asked(Incoming request) {
        Optional<String> customerKey = customerKey(request, PREFIX);
        return new Encryption(
                request.header(PREFIX).orElse(DEFAULT.algorithm),
                request.header(PREFIX + "-aws-kms-key-id"),
                customerKey);
    }

    /** Insists that a request shows the key of the object that it reads. */
    void permit(Incoming request) {
        permit(customerKey(request, PREFIX));
    }

    /** Insists that a request shows the key of the object that it copies. */
    void permitCopy(Incoming request) {
        permit(customerKey(request, COPY_PREFIX));
    }

    private void permit(Optional<String> shown) {
        if (customerKeyMd5.isEmpty() && shown.isPresent()) {
            throw S3Error.invalidRequest("The encryption parameters are not applicable to this object.");
        }
        if (customerKeyMd5.isPresent() && shown.isEmpty()) {
            throw S3Error.invalidRequest("The object was stored using a form of Server Side Encryption. The correct"
                    + " parameters must be provided to retrieve the object.");
        }
        if (!customerKeyMd5.equals(shown)) {
            throw S3Error.accessDenied();
        }
    }

    private static Optional<String> customerKey(Incoming request, String prefix) {
        if (request.header(prefix + CUSTOMER).isEmpty()) {
            return Optional.empty();
        }
        Optional<String> md5 = request.header(prefix + "-customer-key-md5");
        byte[] key;
        try {
            key = Base64.getDecoder()
                    .decode(request.header(prefix + "-customer-key").orElse(""));
        } catch (IllegalArgumentException _) {
            key = new byte[0];
        }
        if (!request.header(prefix + CUSTOMER).orElseThrow().equals("AES256") || key.length != KEY_BYTES) {
            throw S3Error.invalidArgument("The secret key was invalid for the specified algorithm.");
        }
        if (!md5.equals(Optional.of(md5(key)))) {
            throw S3Error.invalidArgument(
                    "The calculated MD5 hash of the key did not match the hash that was provided.");
        }
        return md5;
    }

    private static String md5(byte[] key) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("MD5").digest(key));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether the entity tag says nothing of the bytes. */
    boolean hidesMd5() {
        return customerKeyMd5.isPresent() || algorithm.startsWith("aws:kms");
    }

    /** What an answer says of it. */
    Headers addTo(Headers headers) {
        if (customerKeyMd5.isPresent()) {
            return headers.and(PREFIX + CUSTOMER, "AES256").and(PREFIX + "-customer-key-MD5", customerKeyMd5.get());
        }
        Headers described = headers.and(PREFIX, algorithm);
        return kmsKey.map(id -> described.and(PREFIX + "-aws-kms-key-id", id)).orElse(described);
    }
}
