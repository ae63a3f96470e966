package io.hawser.local;

import io.hawser.ByteRange;
import io.hawser.store.Fragment;
import io.hawser.store.Upload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
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
    private static final int LONGEST_IDENTITY = 1 << 16;

    private final FileChannel channel;
    private long end;

    /** What a journal says: the blocks of a source. */
    record Claims(String identity, List<Block> blocks) {
        /** The position up to which all blocks are claimed. */
        long contiguous() {
            var numbers = new BitSet();
            long tail = 0;
            for (var block : blocks) {
                numbers.set(block.number());
                if (block.length() < Upload.BLOCK) {
                    tail = block.range().end();
                }
            }
            long whole = (long) numbers.nextClearBit(0) * Upload.BLOCK;
            return tail > 0 && tail < whole ? tail : whole;
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
        var bytes = ByteBuffer.allocate((int) Math.min(channel.size(), Integer.MAX_VALUE - 8));
        while (bytes.hasRemaining() && channel.read(bytes, bytes.position()) > 0) {}
        bytes.flip();
        end = 0;
        var identity = identity(bytes);
        if (identity == null) {
            return new Claims("", List.of());
        }
        end = bytes.position();
        var blocks = new ArrayList<Block>();
        var latest = new HashMap<Integer, Integer>();
        while (bytes.remaining() >= RECORD) {
            int start = bytes.position();
            long number = bytes.getLong();
            int length = bytes.getInt();
            int crc = bytes.getInt();
            if (bytes.getInt() != crc(bytes.slice(start, RECORD - 4))
                    || number < 0
                    || number > Integer.MAX_VALUE
                    || length < 1
                    || length > Upload.BLOCK) {
                break;
            }
            var block = new Block((int) number, length, crc);
            var earlier = latest.putIfAbsent(block.number(), blocks.size());
            if (earlier == null) {
                blocks.add(block);
            } else {
                blocks.set(earlier, block);
            }
            end = bytes.position();
        }
        return new Claims(identity, blocks);
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
