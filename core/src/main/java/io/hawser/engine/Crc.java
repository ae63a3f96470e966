package io.hawser.engine;

/**
 * Puts the CRC of a whole together from the CRCs of its parts, by arithmetic on polynomials over GF(2): the CRC of A followed by B is that of A
 * times x to the power of B's bits, plus that of B. Values are the final ones (reflected, with the usual inversions), which cancel out.
 */
public final class Crc {
    /** CRC-32C, RFC 3720: the reflected polynomial. */
    public static final Crc C32C = new Crc(32, 0x82F63B78L);

    /** CRC-32 as in zip: the reflected polynomial. */
    public static final Crc CRC32 = new Crc(32, 0xEDB88320L);

    private static final int POWERS = 67;

    private final long high;
    private final long polynomial;
    private final long[] squares = new long[POWERS];

    private Crc(int width, long polynomial) {
        this.high = 1L << (width - 1);
        this.polynomial = polynomial;
        squares[0] = high >>> 1;
        for (int i = 1; i < POWERS; i++) {
            squares[i] = times(squares[i - 1], squares[i - 1]);
        }
    }

    /** The CRC of a first part followed by a second of {@code length} bytes. */
    long combine(long first, long second, long length) {
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
