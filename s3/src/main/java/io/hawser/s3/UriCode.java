package io.hawser.s3;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Percent-encoding as Signature Version 4 defines it: all but the unreserved characters of RFC 3986 section 2.3, in upper-case hexadecimal. */
final class UriCode {
    private static final String HEX = "0123456789ABCDEF";

    private UriCode() {}

    /** A key as the path of a URL: slashes stay. */
    static String path(String key) {
        return encode(key, true);
    }

    /** A name or value of a query. */
    static String parameter(String text) {
        return encode(text, false);
    }

    private static String encode(String text, boolean slashes) {
        var encoded = new StringBuilder(text.length() + 16);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = b >= 'a' && b <= 'z'
                    || b >= 'A' && b <= 'Z'
                    || b >= '0' && b <= '9'
                    || b == '-'
                    || b == '.'
                    || b == '_'
                    || b == '~'
                    || b == '/' && slashes;
            if (plain) {
                encoded.append((char) b);
            } else {
                encoded.append('%').append(HEX.charAt(b >> 4 & 15)).append(HEX.charAt(b & 15));
            }
        }
        return encoded.toString();
    }

    /** What {@code encoding-type=url} made of a key in a listing: percent-encoded UTF-8, and {@code +} for a space. */
    static String decode(String encoded) {
        if (encoded.indexOf('%') < 0 && encoded.indexOf('+') < 0) {
            return encoded;
        }
        var out = new ByteArrayOutputStream(encoded.length());
        var bytes = encoded.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            int high = bytes[i] == '%' && i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
            int low = high >= 0 ? Character.digit(bytes[i + 2], 16) : -1;
            if (low >= 0) {
                out.write(high << 4 | low);
                i += 2;
            } else {
                out.write(bytes[i] == '+' ? ' ' : bytes[i]);
            }
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
