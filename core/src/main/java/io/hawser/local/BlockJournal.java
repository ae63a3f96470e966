package io.hawser.local;

import io.hawser.ByteRange;
import io.hawser.store.Fragment;
import io.hawser.store.Upload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * Remembers which blocks of a partial file are done, and of which source. Nothing in it is believed without reading the blocks again, so it needs no
 * force to disk and survives a kill at any moment.
 *
 * <pre>
 * "HAWSER-1" | length of the identity, 4 bytes | identity, UTF-8 | CRC-32C of all before, 4 bytes
 * then for each finished block: number, 8 bytes | length, 4 bytes | CRC-32C of the block, 4 bytes | CRC-32C of these 16, 4 bytes
 * </pre>
 *
 * Numbers are big-endian. A record that is torn or damaged ends the journal; what follows it is overwritten.
 */
final class BlockJournal {
    private static final byte[] MAGIC = "HAWSER-1".getBytes(StandardCharsets.US_ASCII);
    private static final int RECORD = 20;
    private static final int RECORDS_AT_A_TIME = 4096;
    private static final int LONGEST_IDENTITY = 1 << 16;
    private static final int LARGEST_HEADER = LONGEST_IDENTITY + 32;
    /** 16 TiB; a file that is larger is journaled up to there. */
    private static final int HIGHEST_NUMBER = 1 << 24;

    private final FileChannel channel;
    private long end;

    /** What a journal says: the blocks of a source, in a few bytes each, since a file may have a million of them. */
    static final class Claims {
        private final String identity;
        private final BitSet numbers = new BitSet();
        private final Map<Integer, Integer> shortOnes = new HashMap<>();
        private int[] crcs = new int[16];

        private Claims(String identity) {
            this.identity = identity;
        }

        static Claims none() {
            return new Claims("");
        }

        String identity() {
            return identity;
        }

        boolean isEmpty() {
            return numbers.isEmpty();
        }

        /** The number of the first claimed block from {@code number} on, or -1. */
        int next(int number) {
            return numbers.nextSetBit(number);
        }

        Block block(int number) {
            return new Block(number, shortOnes.getOrDefault(number, Upload.BLOCK), crcs[number]);
        }

        /** The position up to which all blocks are claimed. */
        long contiguous() {
            int whole = numbers.nextClearBit(0);
            return whole == 0 ? 0 : block(whole - 1).range().end();
        }

        private void add(Block block) {
            if (block.number() >= crcs.length) {
                crcs = Arrays.copyOf(crcs, Math.max(block.number() + 1, crcs.length + (crcs.length >> 1)));
            }
            numbers.set(block.number());
            crcs[block.number()] = block.crc32c();
            if (block.length() < Upload.BLOCK) {
                shortOnes.put(block.number(), block.length());
            } else {
                shortOnes.remove(block.number());
            }
        }
    }

    /** One finished block. */
    record Block(int number, int length, int crc32c) {
        ByteRange range() {
            return ByteRange.of((long) number * Upload.BLOCK, length);
        }

        Fragment fragment() {
            return new Fragment(range(), crc32c);
        }
    }

    BlockJournal(FileChannel channel) {
        this.channel = channel;
    }

    /** What an earlier run wrote; a later record of a block replaces an earlier one. An unreadable journal claims nothing. */
    Claims read() throws IOException {
        end = 0;
        var buffer = ByteBuffer.allocate(LARGEST_HEADER);
        fill(buffer, 0);
        var identity = identity(buffer);
        if (identity == null) {
            return Claims.none();
        }
        end = buffer.position();
        var claims = new Claims(identity);
        var records = ByteBuffer.allocate(RECORD * RECORDS_AT_A_TIME);
        while (true) {
            fill(records.clear(), end);
            if (records.remaining() < RECORD) {
                return claims;
            }
            while (records.remaining() >= RECORD) {
                var block = record(records);
                if (block == null) {
                    return claims;
                }
                claims.add(block);
                end += RECORD;
            }
        }
    }

    /** Fills the buffer from {@code position} on as far as the file goes, and makes it ready to be read. */
    private void fill(ByteBuffer buffer, long position) throws IOException {
        while (buffer.hasRemaining() && channel.read(buffer, position + buffer.position()) > 0) {}
        buffer.flip();
    }

    /** The next record, or null when it is none. */
    private static Block record(ByteBuffer bytes) {
        int start = bytes.position();
        long number = bytes.getLong();
        int length = bytes.getInt();
        int crc = bytes.getInt();
        boolean good = bytes.getInt() == crc(bytes.slice(start, RECORD - 4))
                && number >= 0
                && number < HIGHEST_NUMBER
                && length > 0
                && length <= Upload.BLOCK;
        return good ? new Block((int) number, length, crc) : null;
    }

    private static String identity(ByteBuffer bytes) {
        if (bytes.remaining() < MAGIC.length + 4) {
            return null;
        }
        var magic = new byte[MAGIC.length];
        bytes.get(magic);
        int length = bytes.getInt();
        if (!Arrays.equals(magic, MAGIC) || length < 0 || length > LONGEST_IDENTITY || bytes.remaining() < length + 4) {
            return null;
        }
        var text = new byte[length];
        bytes.get(text);
        int computed = crc(bytes.slice(0, bytes.position()));
        return bytes.getInt() == computed ? new String(text, StandardCharsets.UTF_8) : null;
    }

    /** Starts over, for that source. */
    synchronized void start(String identity) throws IOException {
        var text = identity.getBytes(StandardCharsets.UTF_8);
        if (text.length > LONGEST_IDENTITY) {
            throw new IOException("a location of " + text.length + " bytes does not fit into a journal");
        }
        var header = ByteBuffer.allocate(MAGIC.length + 8 + text.length);
        header.put(MAGIC).putInt(text.length).put(text);
        header.putInt(crc(header.duplicate().flip()));
        channel.truncate(0);
        end = 0;
        append(header.flip());
    }

    /** Goes on behind the last good record. */
    synchronized void resume() throws IOException {
        channel.truncate(end);
    }

    /** Notes a block whose bytes were written. */
    synchronized void add(Block block) throws IOException {
        if (block.number() >= HIGHEST_NUMBER) {
            return;
        }
        var record = ByteBuffer.allocate(RECORD);
        record.putLong(block.number()).putInt(block.length()).putInt(block.crc32c());
        record.putInt(crc(record.duplicate().flip()));
        append(record.flip());
    }

    private void append(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            end += channel.write(bytes, end);
        }
    }

    private static int crc(ByteBuffer bytes) {
        var crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
