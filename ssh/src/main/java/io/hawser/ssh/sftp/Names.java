package io.hawser.ssh.sftp;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Names between the wire and Java. Version 3 sends bytes of no declared encoding: they are read as UTF-8, and each byte that is no UTF-8 becomes a lone
 * surrogate from U+DC80 on (as in Python's PEP 383), so that every name can be sent back as it came.
 */
final class Names {
    private static final int FIRST = 0xdc00;

    private Names() {}

    static String decode(byte[] name) {
        var decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        var in = ByteBuffer.wrap(name);
        var out = CharBuffer.allocate(name.length);
        while (true) {
            CoderResult result = decoder.decode(in, out, true);
            if (result.isUnderflow()) {
                return out.flip().toString();
            }
            for (int i = 0; i < result.length(); i++) {
                out.put((char) (FIRST + (in.get() & 0xff)));
            }
            decoder.reset();
        }
    }

    static byte[] encode(String name) {
        if (name.chars().noneMatch(c -> c >= FIRST + 0x80 && c < FIRST + 0x100)) {
            return name.getBytes(StandardCharsets.UTF_8);
        }
        var out = ByteBuffer.allocate(name.length() * 4);
        name.codePoints().forEach(c -> {
            if (c >= FIRST + 0x80 && c < FIRST + 0x100) {
                out.put((byte) (c - FIRST));
            } else {
                out.put(Character.toString(c).getBytes(StandardCharsets.UTF_8));
            }
        });
        return Arrays.copyOf(out.array(), out.position());
    }

    /** Why a name from a server must not be used as the name of a file in a folder; empty when it may. */
    static String fault(String name) {
        if (name.isEmpty()) {
            return "an empty name";
        }
        if (name.indexOf('/') >= 0) {
            return "a name with a slash in it";
        }
        return name.indexOf('\0') >= 0 ? "a name with a NUL in it" : "";
    }
}
