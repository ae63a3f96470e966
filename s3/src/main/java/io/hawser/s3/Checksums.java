package io.hawser.s3;

import io.hawser.Algorithm;
import io.hawser.Digest;
import io.hawser.http.client.Headers;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * What S3 keeps of an object's content: {@code x-amz-checksum-*} (Amazon S3 User Guide, "Checking object integrity"), and the ETag where it is an MD5.
 *
 * @param whole digests of the whole content
 * @param composite a digest of the digests of the parts, whose sizes the answer does not tell
 */
record Checksums(List<Digest> whole, Optional<Composite> composite) {
    /** The digest of the digests of {@code count} parts. */
    record Composite(Digest value, int count) {
        /** With the size of all parts but the last. */
        Digest ofSize(long partSize) {
            return value.ofParts(count, partSize);
        }
    }

    private static final String CHECKSUM = "x-amz-checksum-";
    private static final String ENCRYPTION = "x-amz-server-side-encryption";
    private static final int MD5_DIGITS = 32;

    static final Checksums NONE = new Checksums(List.of(), Optional.empty());

    /**
     * Those in an answer about an object.
     *
     * @param bytes whether the answer's checksums are of the whole object: one to HEAD, or one that carries all of it
     * @param md5 whether ETags may be MD5s here
     */
    static Checksums of(ObjectState state, boolean bytes, boolean md5) {
        var whole = new ArrayList<Digest>(1);
        Composite composite = null;
        if (bytes) {
            for (var field : state.headers().fields()) {
                var name = field.name();
                if (!name.regionMatches(true, 0, CHECKSUM, 0, CHECKSUM.length())) {
                    continue;
                }
                var algorithm = algorithm(name.substring(CHECKSUM.length()));
                int dash = field.value().indexOf('-');
                var digest = algorithm == null
                        ? null
                        : decoded(
                                algorithm,
                                dash < 0 ? field.value() : field.value().substring(0, dash));
                if (digest == null) {
                    continue;
                }
                if (dash >= 0) {
                    int count = count(field.value().substring(dash + 1));
                    composite = count > 0 ? new Composite(digest, count) : composite;
                } else if (!saysComposite(state.headers())) {
                    whole.add(digest);
                }
            }
        }
        if (whole.isEmpty() && composite == null && md5) {
            var digest = md5(state);
            if (digest != null) {
                whole.add(digest);
            }
        }
        return whole.isEmpty() && composite == null ? NONE : new Checksums(whole, Optional.ofNullable(composite));
    }

    private static Algorithm algorithm(String name) {
        for (var algorithm : Algorithm.values()) {
            if (algorithm.label().equalsIgnoreCase(name)) {
                return algorithm;
            }
        }
        return null;
    }

    private static boolean saysComposite(Headers headers) {
        return headers.first("x-amz-checksum-type").orElse("").equalsIgnoreCase("COMPOSITE");
    }

    private static Digest decoded(Algorithm algorithm, String base64) {
        try {
            var bytes = Base64.getDecoder().decode(base64);
            return bytes.length == algorithm.bytes() ? Digest.of(algorithm, bytes) : null;
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    private static int count(String digits) {
        try {
            return Integer.parseInt(digits);
        } catch (NumberFormatException _) {
            return 0;
        }
    }

    /**
     * The ETag as an MD5, which it is for an object that was written in one request and is not encrypted with a key of KMS or of the customer (Amazon S3
     * API Reference, "Object", {@code ETag}).
     */
    private static Digest md5(ObjectState state) {
        var etag = state.etag();
        if (etag.length() != MD5_DIGITS + 2) {
            return null;
        }
        for (int i = 1; i <= MD5_DIGITS; i++) {
            if (Character.digit(etag.charAt(i), 16) < 0) {
                return null;
            }
        }
        for (var field : state.headers().fields()) {
            boolean encryption = field.name().regionMatches(true, 0, ENCRYPTION, 0, ENCRYPTION.length());
            // AES256 is SSE-S3, under which the ETag stays what it is.
            if (encryption
                    && !(field.name().length() == ENCRYPTION.length()
                            && field.value().equals("AES256"))) {
                return null;
            }
        }
        return new Digest(Algorithm.MD5, etag.substring(1, MD5_DIGITS + 1));
    }

    /**
     * The size of each part but the last, where {@code count} parts of {@code first} bytes and a last one of {@code last} make up {@code size} bytes; empty where
     * they do not, so that the parts must have several sizes.
     */
    static Optional<Long> partSize(long size, int count, long first, long last) {
        boolean even = first > 0
                && (count == 1 ? first == size : last > 0 && last <= first && (count - 1) * first + last == size);
        return even ? Optional.of(first) : Optional.empty();
    }
}
