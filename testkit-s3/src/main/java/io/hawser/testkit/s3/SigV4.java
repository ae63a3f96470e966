package io.hawser.testkit.s3;

import io.hawser.testkit.UrlCode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** AWS Signature Version 4, from its public description, for requests to S3. */
final class SigV4 {
    static final String ALGORITHM = "AWS4-HMAC-SHA256";
    static final String EMPTY = sha256("");
    static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private SigV4() {}

    /**
     * The signature of a request.
     *
     * @param path as it is sent
     * @param query names and values, not encoded
     * @param headers the signed ones
     * @param payload what {@code x-amz-content-sha256} says
     * @param time as {@code yyyyMMdd'T'HHmmss'Z'}
     */
    static String sign(
            String secret,
            String region,
            String time,
            String method,
            String path,
            Map<String, String> query,
            Map<String, String> headers,
            String payload) {
        String canonicalQuery = encoded(query).entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining("&"));
        Map<String, String> signed = lowerCase(headers);
        String canonicalHeaders = signed.entrySet().stream()
                .map(entry -> entry.getKey() + ":" + entry.getValue().strip().replaceAll(" +", " ") + "\n")
                .collect(Collectors.joining());
        String canonical = String.join(
                "\n", method, path, canonicalQuery, canonicalHeaders, String.join(";", signed.keySet()), payload);
        return sign(
                key(secret, time, region), String.join("\n", ALGORITHM, time, scope(time, region), sha256(canonical)));
    }

    /** The key that signatures of a day, for a region, are made with. */
    static byte[] key(String secret, String time, String region) {
        byte[] key = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
        for (String step : scope(time, region).split("/")) {
            key = hmac(key, step);
        }
        return key;
    }

    /** The signature of a text. */
    static String sign(byte[] key, String text) {
        return HexFormat.of().formatHex(hmac(key, text));
    }

    /** What the key of a signature is good for. */
    static String scope(String time, String region) {
        return time.substring(0, 8) + "/" + region + "/s3/aws4_request";
    }

    /** Names in lower case, in order. */
    static Map<String, String> lowerCase(Map<String, String> headers) {
        Map<String, String> all = new TreeMap<>();
        headers.forEach((name, value) -> all.put(lower(name), value));
        return all;
    }

    static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** A value of a header field, whose bytes came as if they were ISO 8859-1. */
    static String utf8(String value) {
        return new String(value.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /** The order is that of the encoded names. */
    private static Map<String, String> encoded(Map<String, String> query) {
        Map<String, String> all = new TreeMap<>();
        query.forEach((name, value) -> all.put(UrlCode.encode(name), UrlCode.encode(value)));
        return all;
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
