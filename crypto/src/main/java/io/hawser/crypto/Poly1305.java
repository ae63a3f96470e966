package io.hawser.crypto;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The Poly1305 authenticator, RFC 8439 section 2.5, with numbers of 130 bits in five limbs of 26. For one message. */
final class Poly1305 {
    static final int TAG_BYTES = 16;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int BLOCK = 16;
    private static final int MASK = 0x3ffffff;

    private final long r0;
    private final long r1;
    private final long r2;
    private final long r3;
    private final long r4;
    private final long[] pad = new long[4];
    private long h0;
    private long h1;
    private long h2;
    private long h3;
    private long h4;

    /** With the first 32 bytes of {@code key}. */
    Poly1305(byte[] key) {
        r0 = word(key, 0) & 0x3ffffff;
        r1 = word(key, 3) >>> 2 & 0x3ffff03;
        r2 = word(key, 6) >>> 4 & 0x3ffc0ff;
        r3 = word(key, 9) >>> 6 & 0x3f03fff;
        r4 = word(key, 12) >>> 8 & 0x00fffff;
        for (int i = 0; i < pad.length; i++) {
            pad[i] = word(key, 16 + 4 * i);
        }
    }

    /** The tag of a whole message. */
    byte[] tag(byte[] message, int offset, int length) {
        int end = offset + length;
        int at = offset;
        for (; at + BLOCK <= end; at += BLOCK) {
            block(message, at, 1 << 24);
        }
        if (at < end) {
            var last = new byte[BLOCK];
            System.arraycopy(message, at, last, 0, end - at);
            last[end - at] = 1;
            block(last, 0, 0);
        }
        return finish();
    }

    private void block(byte[] m, int at, long high) {
        long a0 = h0 + (word(m, at) & MASK);
        long a1 = h1 + (word(m, at + 3) >>> 2 & MASK);
        long a2 = h2 + (word(m, at + 6) >>> 4 & MASK);
        long a3 = h3 + (word(m, at + 9) >>> 6 & MASK);
        long a4 = h4 + (word(m, at + 12) >>> 8 | high);
        long s1 = r1 * 5;
        long s2 = r2 * 5;
        long s3 = r3 * 5;
        long s4 = r4 * 5;
        long d0 = a0 * r0 + a1 * s4 + a2 * s3 + a3 * s2 + a4 * s1;
        long d1 = a0 * r1 + a1 * r0 + a2 * s4 + a3 * s3 + a4 * s2;
        long d2 = a0 * r2 + a1 * r1 + a2 * r0 + a3 * s4 + a4 * s3;
        long d3 = a0 * r3 + a1 * r2 + a2 * r1 + a3 * r0 + a4 * s4;
        long d4 = a0 * r4 + a1 * r3 + a2 * r2 + a3 * r1 + a4 * r0;
        d1 += d0 >>> 26;
        d2 += d1 >>> 26;
        d3 += d2 >>> 26;
        d4 += d3 >>> 26;
        long low = (d0 & MASK) + (d4 >>> 26) * 5;
        h0 = low & MASK;
        h1 = (d1 & MASK) + (low >>> 26);
        h2 = d2 & MASK;
        h3 = d3 & MASK;
        h4 = d4 & MASK;
    }

    private byte[] finish() {
        for (int i = 0; i < 2; i++) {
            h2 += h1 >>> 26;
            h1 &= MASK;
            h3 += h2 >>> 26;
            h2 &= MASK;
            h4 += h3 >>> 26;
            h3 &= MASK;
            h0 += (h4 >>> 26) * 5;
            h4 &= MASK;
            h1 += h0 >>> 26;
            h0 &= MASK;
        }
        long g0 = h0 + 5;
        long g1 = h1 + (g0 >>> 26);
        long g2 = h2 + (g1 >>> 26);
        long g3 = h3 + (g2 >>> 26);
        long g4 = h4 + (g3 >>> 26) - (1L << 26);
        // All ones when the number is not below 2^130 - 5: chosen without a branch, which would tell by its time.
        long reduced = ~(g4 >> 63);
        long f0 = h0 & ~reduced | g0 & MASK & reduced;
        long f1 = h1 & ~reduced | g1 & MASK & reduced;
        long f2 = h2 & ~reduced | g2 & MASK & reduced;
        long f3 = h3 & ~reduced | g3 & MASK & reduced;
        long f4 = h4 & ~reduced | g4 & MASK & reduced;
        long[] words = {
            (f0 | f1 << 26) & 0xffffffffL,
            (f1 >>> 6 | f2 << 20) & 0xffffffffL,
            (f2 >>> 12 | f3 << 14) & 0xffffffffL,
            (f3 >>> 18 | f4 << 8) & 0xffffffffL
        };
        var tag = new byte[TAG_BYTES];
        long carry = 0;
        for (int i = 0; i < words.length; i++) {
            carry += words[i] + pad[i];
            INT.set(tag, 4 * i, (int) carry);
            carry >>>= 32;
        }
        return tag;
    }

    private static long word(byte[] bytes, int at) {
        return (int) INT.get(bytes, at) & 0xffffffffL;
    }
}
