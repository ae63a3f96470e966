package io.hawser.testkit;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Random;

/**
 * One random block of 1 MiB, shared by all contents, xor'ed with eight bytes that follow from the seed and the number
 * of the block: no two blocks are alike, and a byte costs a load, an xor and a store.
 */
record RandomContent(long seed, long size) implements Content {
    private static final int BLOCK_BITS = 20;
    private static final int BLOCK = 1 << BLOCK_BITS;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final byte[] BASE = base();

    RandomContent {
        if (size < 0) {
            throw new IllegalArgumentException("A size of " + size);
        }
    }

    private static byte[] base() {
        byte[] base = new byte[BLOCK];
        new Random(BLOCK).nextBytes(base);
        return base;
    }

    @Override
    public void read(long position, byte[] into, int offset, int length) {
        Content.check(size, position, into, offset, length);
        int done = 0;
        while (done < length) {
            long at = position + done;
            int inBlock = (int) (at & (BLOCK - 1));
            int count = Math.min(length - done, BLOCK - inBlock);
            // The key is laid over the block from its start, so a read from the middle begins in the middle of the key.
            long key = Long.rotateRight(key(at >>> BLOCK_BITS), 8 * (inBlock & 7));
            xor(inBlock, key, into, offset + done, count);
            done += count;
        }
    }

    private static void xor(int from, long key, byte[] into, int offset, int count) {
        int i = 0;
        for (; i <= count - Long.BYTES; i += Long.BYTES) {
            LONGS.set(into, offset + i, (long) LONGS.get(BASE, from + i) ^ key);
        }
        for (; i < count; i++) {
            into[offset + i] = (byte) (BASE[from + i] ^ (key >>> (8 * (i & 7))));
        }
    }

    /** The mixing function of SplitMix64, which spreads neighbouring numbers over all 64 bits. */
    private long key(long block) {
        long z = seed * 0x9E3779B97F4A7C15L + block + 1;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
