package io.hawser.testkit;

import io.hawser.ByteRange;
import io.hawser.Entry;
import io.hawser.StoreException;
import io.hawser.store.Fragment;
import io.hawser.store.Part;
import io.hawser.store.Placement;
import io.hawser.store.Receipt;
import io.hawser.store.Scope;
import io.hawser.store.Sink;
import io.hawser.store.Source;
import io.hawser.store.Upload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.zip.CRC32C;

/** An upload driven as the engine drives it, one step at a time. */
final class DrivenUpload implements AutoCloseable {
    private final Upload upload;
    private final Source source;
    private final List<Fragment> held;
    private final List<Receipt> receipts = new ArrayList<>();

    private DrivenUpload(Upload upload, Source source, List<Fragment> held) {
        this.upload = upload;
        this.source = source;
        this.held = held;
    }

    static DrivenUpload begin(Upload upload, Source source) throws StoreException {
        try {
            return new DrivenUpload(upload, source, upload.begin(source, Scope.unlimited()));
        } catch (StoreException | RuntimeException | Error e) {
            upload.close();
            throw e;
        }
    }

    /** What an earlier run has left. */
    List<Fragment> held() {
        return held;
    }

    Upload upload() {
        return upload;
    }

    /** A size with several parts, the last of them a small one, by the rules of a placement. */
    static long sizeOfSeveralParts(Placement placement) {
        return 3 * partSize(placement) + 4321;
    }

    private static long partSize(Placement placement) {
        return placement instanceof Placement.Parts limits
                ? Math.clamp(Upload.BLOCK, limits.minSize(), limits.maxSize())
                : Upload.BLOCK;
    }

    /** The parts of a file of that size, in order: one for placements that take all at once. */
    List<ByteRange> parts(long size) {
        long step = upload.placement() instanceof Placement.Parts || upload.placement() instanceof Placement.Anywhere
                ? partSize(upload.placement())
                : Math.max(1, size);
        List<ByteRange> parts = new ArrayList<>();
        for (long start = 0; start < size || parts.isEmpty(); start += step) {
            parts.add(new ByteRange(start, Math.min(size, start + step)));
        }
        return parts;
    }

    /** Writes a part of the source and keeps its receipt. */
    void write(ByteRange range) throws IOException {
        write(new SourcedPart(source, range));
    }

    void write(Part part) throws IOException {
        Receipt receipt = upload.write(journaled(part), Scope.unlimited());
        if (upload.placement() instanceof Placement.Parts) {
            CollectingSink sink = CollectingSink.inOrder(receipt.range());
            source.read(receipt.range(), sink, Scope.unlimited());
            upload.stored(new Fragment(receipt.range(), crc(ByteBuffer.wrap(sink.bytes()))));
        }
        synchronized (receipts) {
            receipts.add(receipt);
        }
    }

    /** With {@link Placement.Anywhere} the upload is told of each piece as soon as it was written. */
    private Part journaled(Part part) {
        if (!(upload.placement() instanceof Placement.Anywhere)) {
            return part;
        }
        return new Part() {
            @Override
            public ByteRange range() {
                return part.range();
            }

            @Override
            public long copyTo(Sink sink) throws IOException {
                return part.copyTo(new Journaling(sink));
            }

            @Override
            public boolean replayable() {
                return part.replayable();
            }
        };
    }

    private final class Journaling implements Sink {
        private final Sink sink;

        private Journaling(Sink sink) {
            this.sink = sink;
        }

        @Override
        public boolean ordered() {
            return sink.ordered();
        }

        @Override
        public void write(long position, ByteBuffer bytes) throws IOException {
            ByteBuffer copy = bytes.duplicate();
            sink.write(position, bytes);
            for (long at = position; copy.hasRemaining(); ) {
                int count = (int) Math.min(copy.remaining(), Upload.BLOCK - at % Upload.BLOCK);
                upload.stored(new Fragment(ByteRange.of(at, count), crc(copy.slice(copy.position(), count))));
                copy.position(copy.position() + count);
                at += count;
            }
        }
    }

    private static int crc(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    Entry commit(long size) throws StoreException {
        List<Receipt> inOrder;
        synchronized (receipts) {
            inOrder = receipts.stream()
                    .sorted(Comparator.comparing(Receipt::range))
                    .toList();
        }
        return upload.commit(inOrder, size, Scope.unlimited());
    }

    @Override
    public void close() {
        upload.close();
    }
}
