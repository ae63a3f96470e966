package io.hawser.testkit.s3;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.Checksum;

/**
 * CRC-64/NVME, from its parameters: polynomial AD93D23594C93659, reflected, begun and ended with all ones. Eight bytes at
 * a time, by a table for the place of each.
 */
final class Crc64Nvme implements Checksum {
    private static final long REFLECTED = 0x9A6C9329AC4BC9B5L;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long[][] TABLES = tables();

    private long crc = -1;

    private static long[][] tables() {
        long[][] tables = new long[Long.BYTES][256];
        for (int i = 0; i < 256; i++) {
            long value = i;
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                value = (value & 1) == 0 ? value >>> 1 : value >>> 1 ^ REFLECTED;
            }
            tables[0][i] = value;
        }
        for (int place = 1; place < Long.BYTES; place++) {
            for (int i = 0; i < 256; i++) {
                long before = tables[place - 1][i];
                tables[place][i] = before >>> Byte.SIZE ^ tables[0][(int) before & 0xff];
            }
        }
        return tables;
    }

    @Override
    public void update(int b) {
        crc = crc >>> Byte.SIZE ^ TABLES[0][(int) (crc ^ b) & 0xff];
    }

    @Override
    public void update(byte[] bytes, int offset, int length) {
        long value = crc;
        int i = offset;
        for (; i <= offset + length - Long.BYTES; i += Long.BYTES) {
            long next = value ^ (long) LONGS.get(bytes, i);
            value = TABLES[7][(int) next & 0xff]
                    ^ TABLES[6][(int) (next >>> 8) & 0xff]
                    ^ TABLES[5][(int) (next >>> 16) & 0xff]
                    ^ TABLES[4][(int) (next >>> 24) & 0xff]
                    ^ TABLES[3][(int) (next >>> 32) & 0xff]
                    ^ TABLES[2][(int) (next >>> 40) & 0xff]
                    ^ TABLES[1][(int) (next >>> 48) & 0xff]
                    ^ TABLES[0][(int) (next >>> 56)];
        }
        crc = value;
        for (; i < offset + length; i++) {
            update(bytes[i]);
        }
    }

    @Override
    public long getValue() {
        return ~crc;
    }

    @Override
    public void reset() {
        crc = -1;
    }
}
