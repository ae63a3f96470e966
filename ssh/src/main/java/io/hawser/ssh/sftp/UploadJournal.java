package io.hawser.ssh.sftp;

import io.hawser.ByteRange;
import io.hawser.store.Fragment;
import io.hawser.store.PartialName;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * What the journal beside a partial file on the server says: of which source it is, under which name it lies, and which parts the server has confirmed. Nothing in it is
 * believed without reading the parts again.
 *
 * <pre>
 * "HAWSER-SFTP-1" | length of the identity, 4 bytes | identity | length of the name, 4 bytes | name | CRC-32C of all before, 4 bytes
 * then for each part: start, 8 bytes | end, 8 bytes | CRC-32C of the part, 4 bytes | CRC-32C of these 20, 4 bytes
 * </pre>
 *
 * Numbers are big-endian, texts as {@link Names} encodes them. A record that is torn or damaged ends the journal.
 *
 * @param identity of the source and its version
 * @param partial name of the partial file in the same folder
 * @param parts in the order they were written
 */
record UploadJournal(String identity, String partial, List<Fragment> parts) {
    /** Nobody's journal is longer; 64 MiB are parts for 20 TiB. */
    static final int LARGEST = 64 << 20;

    /** Bytes of one record. */
    static final int RECORD = 24;

    private static final byte[] MAGIC = "HAWSER-SFTP-1".getBytes(StandardCharsets.US_ASCII);
    private static final int LONGEST_TEXT = 1 << 16;

    /** The beginning of a journal without parts. */
    static byte[] header(String identity, String partial) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(MAGIC);
        for (var text : List.of(identity, partial)) {
            var bytes = Names.encode(text);
            out.writeBytes(ByteBuffer.allocate(4).putInt(bytes.length).array());
            out.writeBytes(bytes);
        }
        var crc = crc(out.toByteArray());
        out.writeBytes(ByteBuffer.allocate(4).putInt(crc).array());
        return out.toByteArray();
    }

    /** One record. */
    static byte[] record(Fragment part) {
        var record = ByteBuffer.allocate(RECORD)
                .putLong(part.range().start())
                .putLong(part.range().end())
                .putInt(part.crc32c());
        record.putInt(crc(Arrays.copyOf(record.array(), RECORD - 4)));
        return record.array();
    }

    /** Reads a journal; one that is none, or whose beginning is damaged, names no source and no part. */
    static UploadJournal decode(byte[] bytes) {
        var none = new UploadJournal("", "", List.of());
        var in = ByteBuffer.wrap(bytes);
        if (bytes.length < MAGIC.length || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            return none;
        }
        in.position(MAGIC.length);
        var identity = text(in);
        var partial = identity == null ? null : text(in);
        if (partial == null || in.remaining() < 4) {
            return none;
        }
        if (in.getInt(in.position()) != crc(Arrays.copyOf(bytes, in.position()))) {
            return none;
        }
        in.getInt();
        return new UploadJournal(identity, partial, parts(in));
    }

    private static String text(ByteBuffer in) {
        if (in.remaining() < 4) {
            return null;
        }
        int length = in.getInt();
        if (length < 0 || length > LONGEST_TEXT || length > in.remaining()) {
            return null;
        }
        var text = new byte[length];
        in.get(text);
        return Names.decode(text);
    }

    private static List<Fragment> parts(ByteBuffer in) {
        var parts = new ArrayList<Fragment>();
        var record = new byte[RECORD - 4];
        while (in.remaining() >= RECORD) {
            in.get(record);
            long start = ByteBuffer.wrap(record).getLong();
            long end = ByteBuffer.wrap(record).getLong(8);
            if (in.getInt() != crc(record) || start < 0 || end <= start) {
                return parts;
            }
            parts.add(new Fragment(
                    new ByteRange(start, end), ByteBuffer.wrap(record).getInt(16)));
        }
        return parts;
    }

    /** The name of the partial file, where there is one that may be touched: a journal is no reason to remove anything else. */
    Optional<String> ownPartial() {
        return Names.fault(partial).isEmpty() && PartialName.isOurs(partial) ? Optional.of(partial) : Optional.empty();
    }

    /** The position up to which all parts are claimed. */
    long contiguous() {
        long end = 0;
        var sorted = parts.stream().map(Fragment::range).sorted().toList();
        for (var range : sorted) {
            if (range.start() > end) {
                break;
            }
            end = Math.max(end, range.end());
        }
        return end;
    }

    private static int crc(byte[] bytes) {
        var crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
