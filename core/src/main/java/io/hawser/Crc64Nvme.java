package io.hawser;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.Checksum;

/**
 * CRC-64/NVME, which S3 calls CRC64NVME: polynomial {@code AD93D23594C93659}, reflected, all ones before and after. Eight bytes at a time, each through a table of
 * its own; and two stretches side by side, since the look-ups of one must wait for each other and those of two need not.
 */
public final class Crc64Nvme implements Checksum {
    private static final long REFLECTED = 0x9A6C9329AC4BC9B5L;
    private static final int ROW = 256;
    private static final int SIZE = Long.BYTES * ROW;

    /** Bytes of each of the two stretches. */
    private static final int STRETCH = 4096;

    /** Row {@code n} advances a byte by itself and {@code n} zeros. */
    private static final long[] NEXT = new long[SIZE];

    /** Row {@code n} advances byte {@code n} of a CRC, the lowest first, by {@link #STRETCH} zeros. */
    private static final long[] FAR = new long[SIZE];

    static {
        for (int value = 0; value < ROW; value++) {
            long crc = value;
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                crc = (crc & 1) != 0 ? crc >>> 1 ^ REFLECTED : crc >>> 1;
            }
            NEXT[value] = crc;
        }
        for (int at = ROW; at < SIZE; at++) {
            NEXT[at] = advanced(NEXT[at - ROW], (byte) 0);
        }
        for (int bit = 0; bit < Long.SIZE; bit++) {
            long crc = 1L << bit;
            for (int zeros = 0; zeros < STRETCH; zeros += Long.BYTES) {
                crc = advanced(crc);
            }
            FAR[bit / Byte.SIZE * ROW + (1 << bit % Byte.SIZE)] = crc;
        }
        for (int at = 0; at < SIZE; at++) {
            // A CRC is the sum of its bits'.
            int lowest = Integer.lowestOneBit(at % ROW);
            FAR[at] = lowest == at % ROW ? FAR[at] : FAR[at - lowest] ^ FAR[at / ROW * ROW + lowest];
        }
    }

    private long state = -1;

    /** The checksum of no bytes as yet. */
    public Crc64Nvme() {}

    @Override
    public void update(int value) {
        state = advanced(state, (byte) value);
    }

    @Override
    public void update(byte[] bytes, int offset, int length) {
        update(ByteBuffer.wrap(bytes, offset, length));
    }

    @Override
    public void update(ByteBuffer bytes) {
        var little = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        int end = bytes.limit();
        int at = bytes.position();
        long crc = state;
        for (; end - at >= 2 * STRETCH; at += 2 * STRETCH) {
            crc = sideBySide(crc, little, at);
        }
        for (; end - at >= Long.BYTES; at += Long.BYTES) {
            crc = advanced(little.getLong(at) ^ crc);
        }
        for (; at < end; at++) {
            crc = advanced(crc, little.get(at));
        }
        state = crc;
        bytes.position(end);
    }

    private static long sideBySide(long before, ByteBuffer little, int start) {
        long first = before;
        long second = 0;
        for (int at = start; at < start + STRETCH; at += Long.BYTES) {
            first = advanced(little.getLong(at) ^ first);
            second = advanced(little.getLong(at + STRETCH) ^ second);
        }
        return far(first) ^ second;
    }

    private static long advanced(long crc, byte next) {
        return crc >>> Byte.SIZE ^ NEXT[(int) (crc ^ next) & 0xFF];
    }

    /** By eight bytes, which were put into the CRC. */
    private static long advanced(long crc) {
        var table = NEXT;
        return table[7 * ROW + ((int) crc & 0xFF)]
                ^ table[6 * ROW + ((int) (crc >>> 8) & 0xFF)]
                ^ table[5 * ROW + ((int) (crc >>> 16) & 0xFF)]
                ^ table[4 * ROW + ((int) (crc >>> 24) & 0xFF)]
                ^ table[3 * ROW + ((int) (crc >>> 32) & 0xFF)]
                ^ table[2 * ROW + ((int) (crc >>> 40) & 0xFF)]
                ^ table[ROW + ((int) (crc >>> 48) & 0xFF)]
                ^ table[(int) (crc >>> 56)];
    }

    private static long far(long crc) {
        long sum = 0;
        for (int row = 0; row < Long.BYTES; row++) {
            sum ^= FAR[row * ROW + ((int) (crc >>> Byte.SIZE * row) & 0xFF)];
        }
        return sum;
    }

    @Override
    public long getValue() {
        return ~state;
    }

    @Override
    public void reset() {
        state = -1;
    }
}
