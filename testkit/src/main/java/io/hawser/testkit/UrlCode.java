package io.hawser.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** Percent-encoding of all but the unreserved characters of RFC 3986: letters, digits, {@code - . _ ~}. */
public final class UrlCode {
    private static final String PLAIN = "-._~";

    private UrlCode() {}

    /** Encodes all, slashes too. */
    public static String encode(String text) {
        return encode(text, PLAIN);
    }

    /** Encodes all but slashes. */
    public static String encodePath(String text) {
        return encode(text, PLAIN + "/");
    }

    private static String encode(String text, String plain) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean alphanumeric = c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z';
            if (alphanumeric || plain.indexOf(c) >= 0) {
                encoded.append(c);
            } else {
                encoded.append(String.format("%%%02X", (int) c));
            }
        }
        return encoded.toString();
    }

    /** Decodes percent signs only: a plus sign is one. */
    public static String decode(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] encoded = text.getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < encoded.length; i++) {
            if (encoded[i] == '%') {
                bytes.write(Integer.parseInt(text.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                bytes.write(encoded[i]);
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** The names and values of a query, decoded; a name without a value has an empty one. */
    public static Map<String, String> query(String query) {
        Map<String, String> all = new TreeMap<>();
        for (String pair : query.split("&")) {
            int equals = pair.indexOf('=');
            all.put(
                    decode(equals < 0 ? pair : pair.substring(0, equals)),
                    equals < 0 ? "" : decode(pair.substring(equals + 1)));
        }
        return Collections.unmodifiableMap(all);
    }
}
