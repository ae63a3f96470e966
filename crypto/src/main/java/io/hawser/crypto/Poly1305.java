package io.hawser.crypto;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The Poly1305 authenticator, RFC 8439 section 2.5, with numbers of 130 bits in two limbs of 64 and one of what is above them. No branch and no index depends on the
 * key or the message. For one message.
 */
final class Poly1305 {
    static final int TAG_BYTES = 16;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int BLOCK = 16;

    private final long r0;
    private final long r1;
    private final long pad0;
    private final long pad1;
    private long h0;
    private long h1;
    private long h2;

    /** With the first 32 bytes of {@code key}. */
    Poly1305(byte[] key) {
        r0 = (long) LONG.get(key, 0) & 0x0ffffffc0fffffffL;
        r1 = (long) LONG.get(key, 8) & 0x0ffffffc0ffffffcL;
        pad0 = (long) LONG.get(key, 16);
        pad1 = (long) LONG.get(key, 24);
    }

    /** The tag of a whole message. */
    byte[] tag(byte[] message, int offset, int length) {
        int end = offset + length;
        int whole = end - length % BLOCK;
        blocks(message, offset, whole, 1);
        if (whole < end) {
            var last = new byte[BLOCK];
            System.arraycopy(message, whole, last, 0, end - whole);
            last[end - whole] = 1;
            blocks(last, 0, BLOCK, 0);
        }
        return finish();
    }

    /** Adds each block, with {@code mark} above it, and multiplies the sum by r, modulo 2^130 - 5. */
    private void blocks(byte[] message, int from, int to, int mark) {
        long k0 = r0;
        long k1 = r1;
        // 2^130 counts as 5, and r1 is a multiple of 4: r1 * 2^128 counts as r1 / 4 * 5.
        long s1 = k1 + (k1 >>> 2);
        long x0 = h0;
        long x1 = h1;
        long x2 = h2;
        for (int at = from; at < to; at += BLOCK) {
            long m0 = (long) LONG.get(message, at);
            long m1 = (long) LONG.get(message, at + 8);
            long a0 = x0 + m0;
            long sum = x1 + m1;
            long carry = carry(x0, m0, a0);
            long a1 = sum + carry;
            long a2 = x2 + mark + carry(x1, m1, sum) + carry(sum, carry, a1);

            // (a0 + a1 * 2^64 + a2 * 2^128) * (k0 + k1 * 2^64), with a2 below 8.
            long low = a0 * k0;
            long folded = a1 * s1;
            long d0 = low + folded;
            long above0 =
                    Math.unsignedMultiplyHigh(a0, k0) + Math.unsignedMultiplyHigh(a1, s1) + carry(low, folded, d0);
            long cross = a0 * k1;
            long other = a1 * k0;
            long crossed = cross + other;
            long top = a2 * s1;
            long added = crossed + top;
            long d1 = added + above0;
            long above1 = Math.unsignedMultiplyHigh(a0, k1)
                    + Math.unsignedMultiplyHigh(a1, k0)
                    + carry(cross, other, crossed)
                    + carry(crossed, top, added)
                    + carry(added, above0, d1);
            long d2 = a2 * k0 + above1;

            // What is above 2^130 comes back five times: once as it is, and once times four, as it stands.
            long back = (d2 >>> 2) + (d2 & ~3L);
            x0 = d0 + back;
            long one = carry(d0, back, x0);
            x1 = d1 + one;
            x2 = (d2 & 3) + carry(d1, one, x1);
        }
        h0 = x0;
        h1 = x1;
        h2 = x2;
    }

    /** Of {@code sum = a + b}, what does not fit into 64 bits. */
    private static long carry(long a, long b, long sum) {
        return (a & b | (a | b) & ~sum) >>> 63;
    }

    private byte[] finish() {
        // The number is below 2^131: one subtraction of 2^130 - 5 at most, and only the lowest 128 bits count.
        long g0 = h0 + 5;
        long one = carry(h0, 5, g0);
        long g1 = h1 + one;
        long g2 = h2 + carry(h1, one, g1);
        // All ones when the number is not below 2^130 - 5: chosen without a branch, which would tell by its time.
        long reduced = -(g2 >>> 2 & 1);
        long f0 = h0 & ~reduced | g0 & reduced;
        long f1 = h1 & ~reduced | g1 & reduced;
        var tag = new byte[TAG_BYTES];
        long t0 = f0 + pad0;
        LONG.set(tag, 0, t0);
        LONG.set(tag, 8, f1 + pad1 + carry(f0, pad0, t0));
        return tag;
    }
}
