package io.hawser.engine;

import io.hawser.Algorithm;
import io.hawser.Crc64Nvme;
import java.nio.ByteBuffer;
import java.util.function.Supplier;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;

/**
 * Puts the CRC of a whole together from the CRCs of its parts, by arithmetic on polynomials over GF(2): the CRC of A followed by B is that of A
 * times x to the power of B's bits, plus that of B. Values are the final ones (reflected, with the usual inversions), which cancel out.
 */
public final class Crc {
    /** CRC-32C, RFC 3720: the reflected polynomial. */
    public static final Crc C32C = new Crc(Algorithm.CRC32C, 0x82F63B78L, CRC32C::new);

    /** CRC-32 as in zip: the reflected polynomial. */
    public static final Crc CRC32 = new Crc(Algorithm.CRC32, 0xEDB88320L, CRC32::new);

    /** CRC-64/NVME: the reflected polynomial. */
    public static final Crc CRC64NVME = new Crc(Algorithm.CRC64NVME, 0x9A6C9329AC4BC9B5L, Crc64Nvme::new);

    private static final int POWERS = 67;

    private final Algorithm algorithm;
    private final Supplier<Checksum> checksum;
    private final long high;
    private final long polynomial;
    private final long[] squares = new long[POWERS];

    private Crc(Algorithm algorithm, long polynomial, Supplier<Checksum> checksum) {
        this.algorithm = algorithm;
        this.checksum = checksum;
        this.high = 1L << (algorithm.bytes() * Byte.SIZE - 1);
        this.polynomial = polynomial;
        squares[0] = high >>> 1;
        for (int i = 1; i < POWERS; i++) {
            squares[i] = times(squares[i - 1], squares[i - 1]);
        }
    }

    /**
     * That of an algorithm.
     *
     * @throws IllegalArgumentException when it is not {@linkplain Algorithm#combinable() combinable}
     */
    public static Crc of(Algorithm algorithm) {
        return switch (algorithm) {
            case CRC32 -> CRC32;
            case CRC32C -> C32C;
            case CRC64NVME -> CRC64NVME;
            case MD5, SHA1, SHA256, SHA512 ->
                throw new IllegalArgumentException(algorithm.label() + " does not follow from that of parts");
        };
    }

    Algorithm algorithm() {
        return algorithm;
    }

    /** The CRC of what is left in the buffer, whose position stays. */
    public long of(ByteBuffer bytes) {
        var sum = checksum.get();
        sum.update(bytes.duplicate());
        return sum.getValue();
    }

    /** The CRC of a first part followed by a second of {@code length} bytes. */
    public long combine(long first, long second, long length) {
        long shift = high;
        int power = 3;
        for (long left = length; left != 0; left >>>= 1, power++) {
            if ((left & 1) != 0) {
                shift = times(squares[power], shift);
            }
        }
        return times(shift, first) ^ second;
    }

    /** {@link #combine(long, long, long)} for values of 32 bits. */
    public int combine(int first, int second, long length) {
        return (int) combine(first & 0xFFFFFFFFL, second & 0xFFFFFFFFL, length);
    }

    private long times(long a, long b) {
        long product = 0;
        long factor = b;
        for (long bit = high; bit != 0; bit >>>= 1) {
            if ((a & bit) != 0) {
                product ^= factor;
            }
            factor = (factor & 1) != 0 ? (factor >>> 1) ^ polynomial : factor >>> 1;
        }
        return product;
    }
}
