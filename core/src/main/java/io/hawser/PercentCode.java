package io.hawser;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Percent-encoding, RFC 3986 section 2.1. */
final class PercentCode {
    /** What may stand in a path as it is: RFC 3986 section 3.3, and the slash between segments. */
    private static final String PLAIN =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@/";

    private PercentCode() {}

    /** The text as a path of a URL. */
    static String encode(String text) {
        var encoded = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (b > 0 && PLAIN.indexOf(b) >= 0) {
                encoded.append((char) b);
            } else {
                encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
            }
        }
        return encoded.toString();
    }

    /** The decoded text; the text as it is when its escapes are broken, are no UTF-8 or would smuggle in a slash or a NUL. */
    static String decode(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        var out = new ByteArrayOutputStream();
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] != '%') {
                out.write(bytes[i]);
                continue;
            }
            int high = i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
            int low = i + 2 < bytes.length ? Character.digit(bytes[i + 2], 16) : -1;
            int value = high << 4 | low;
            if (high < 0 || low < 0 || value == '/' || value == 0) {
                return text;
            }
            out.write(value);
            i += 2;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(out.toByteArray()))
                    .toString();
        } catch (CharacterCodingException _) {
            return text;
        }
    }
}
