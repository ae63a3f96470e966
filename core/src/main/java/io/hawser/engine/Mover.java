package io.hawser.engine;

import io.hawser.ByteRange;
import io.hawser.Digest;
import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.Verified;
import io.hawser.store.Access;
import io.hawser.store.Placement;
import io.hawser.store.Receipt;
import io.hawser.store.Source;
import io.hawser.store.Upload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Moves what is missing from the source into the upload, in as many parts at a time as both sides and the options allow, and verifies it. */
final class Mover {
    /** Up to here a file is moved by the thread that opened it: handing it on would cost more than it gains. */
    private static final long SMALL = 1 << 20;

    private static final long MOST_PARTS = 100_000;

    private final Run run;
    private final Source source;
    private final Upload upload;
    private final Location to;
    private final Coverage coverage;
    private final Verification verification;
    private final List<Receipt> receipts = new ArrayList<>();
    private Verified verified;

    /** {@code coverage}: what is in the target already. */
    Mover(Run run, Source source, Upload upload, Location to, Coverage coverage, Verification verification) {
        this.run = run;
        this.source = source;
        this.upload = upload;
        this.to = to;
        this.coverage = coverage;
        this.verification = verification;
    }

    /** What was verified; after {@link #move}. */
    Verified verified() {
        return verified;
    }

    /** Proof of all parts, in order; after {@link #move}. */
    List<Receipt> receipts() {
        return receipts;
    }

    /**
     * Moves everything and verifies it.
     *
     * @return the size of the file in bytes
     * @throws DigestMismatch when the bytes are not the expected ones
     */
    long move() throws IOException {
        var size = source.entry().size();
        var rest =
                size.isPresent() ? coverage.missing(size.getAsLong()) : List.of(ByteRange.from(coverage.contiguous()));
        return switch (upload.placement()) {
            case Placement.Whole _, Placement.InOrder _ ->
                moveAsOne(size.isPresent() ? new ByteRange(0, size.getAsLong()) : rest.getFirst());
            case Placement.Anywhere _ ->
                moveParts(
                        rest,
                        run.options().parallel() == 1
                                ? ByteRange.OPEN
                                : run.options().partSize());
            case Placement.Parts limits -> moveParts(rest, partSize(limits));
        };
    }

    private long partSize(Placement.Parts limits) throws StoreException {
        long size = source.entry().size().orElse(run.options().expectedSize().orElse(0));
        long least = Math.max(limits.minSize(), Math.ceilDiv(size, (long) limits.maxCount()));
        if (least > limits.maxSize()) {
            throw new StoreException.Rejected(
                    to,
                    size + " bytes do not fit into " + limits.maxCount() + " parts of " + limits.maxSize() + " bytes");
        }
        return Math.clamp(run.options().partSize(), least, limits.maxSize());
    }

    /** All in one part that the target takes in order; the part itself reads ahead. */
    private long moveAsOne(ByteRange range) throws IOException {
        var needed = verification.needed();
        var writer = writer(needed == null ? null : StreamDigest.of(needed));
        // A pipe may block for as long as its reader likes, which only a platform thread should.
        boolean here = small(range) && !(upload.placement() instanceof Placement.InOrder);
        onWorkers(1, here, Optional.empty(), token -> note(writer.write(range, token)));
        long end = receipts.getFirst().range().end();
        verified = writer.verified() != null ? writer.verified() : verification.check(end, coverage, writer.digest());
        return end;
    }

    private long moveParts(List<ByteRange> rest, long partSize) throws IOException {
        boolean open = !rest.isEmpty() && rest.getLast().open();
        long todo = open
                ? ByteRange.OPEN
                : rest.stream().mapToLong(ByteRange::length).sum();
        long cut = open ? partSize : Math.max(partSize, todo / MOST_PARTS);
        int workers = open || SourceReader.access(source) != Access.RANGES
                ? 1
                : Math.clamp(Math.ceilDiv(todo, cut), 1, run.options().parallel());
        if (upload.placement() instanceof Placement.Parts
                && SourceReader.access(source) != Access.RANGES
                && todo > cut) {
            return moveCut(rest, cut);
        }
        boolean small = workers == 1 && todo <= SMALL;
        var needed = verification.needed();
        boolean alongside = needed == null || small && coverage.bytes() == 0;
        if (!alongside && upload.readBack().isEmpty()) {
            return moveInOrder(rest, cut);
        }
        var queue = new PartQueue(rest, cut, () -> SourceReader.access(source));
        var writer = writer(alongside && needed != null ? StreamDigest.of(needed) : null);
        var written = alongside ? Optional.<Upload.ReadBack>empty() : upload.readBack();
        Optional<Digest> digest;
        try (var lanes = run.lanes(workers)) {
            digest = onWorkers(lanes.count(), small && alongside, written, token -> {
                for (var part = queue.next(); part != null; part = queue.next()) {
                    token.check();
                    note(writer.write(part, token));
                }
            });
        }
        long end = end();
        verified = digest.isPresent()
                ? verification.check(end, coverage, digest)
                : verification.check(end, coverage, writer.digest());
        return end;
    }

    /** A stream for a target that takes only parts of a certain size. */
    private long moveCut(List<ByteRange> rest, long cut) throws IOException {
        var needed = verification.needed();
        var writer = writer(needed == null ? null : StreamDigest.of(needed));
        if (needed == null) {
            cut(rest, cut, writer, run.options().parallel());
        } else {
            // A digest needs its bytes in order, so there is one writer, and what is there already is read for it once
            // more.
            long position = 0;
            for (var stretch : rest) {
                digestHeld(new ByteRange(position, stretch.start()), writer, run.token());
                cut(List.of(stretch), cut, writer, 1);
                position = stretch.open() ? end() : stretch.end();
            }
            digestHeld(new ByteRange(position, Math.max(position, end())), writer, run.token());
        }
        long end = end();
        verified = verification.check(end, coverage, writer.digest());
        return end;
    }

    private void cut(List<ByteRange> stretches, long cut, PartWriter writer, int writers) throws IOException {
        int most = upload.placement() instanceof Placement.Parts limits ? limits.maxCount() : Integer.MAX_VALUE;
        try (var lanes = run.lanes(writers);
                var token = new CancelToken(run.token());
                var cutter = new StreamCutter(run, source, to, cut, most, token)) {
            var tasks = new Tasks(run.workers(), token);
            run.slot().workers(1 + lanes.count());
            tasks.fork(() -> cutter.gather(stretches));
            for (int i = 0; i < lanes.count(); i++) {
                tasks.fork(() -> {
                    for (var part = cutter.next(); part != null; part = cutter.next()) {
                        try (var gathered = part) {
                            note(writer.write(token, (landing, _) -> gathered.part(landing)));
                        }
                    }
                });
            }
            tasks.join();
        } catch (SourceFailure e) {
            throw e.getCause();
        } finally {
            run.slot().workers(1);
        }
    }

    /**
     * One part after the other, for a digest that needs the order and a target that cannot be read back. What an earlier run left there is read
     * from the source once more, only for the digest.
     */
    private long moveInOrder(List<ByteRange> rest, long cut) throws IOException {
        var digest = StreamDigest.of(verification.needed());
        var writer = writer(digest);
        onWorkers(1, false, Optional.empty(), token -> {
            long position = 0;
            var queue = new PartQueue(rest, cut, () -> SourceReader.access(source));
            for (var part = queue.next(); part != null; part = queue.next()) {
                digestHeld(new ByteRange(position, part.start()), writer, token);
                var receipt = writer.write(part, token);
                note(receipt);
                position = receipt.range().end();
            }
            digestHeld(new ByteRange(position, Math.max(position, end())), writer, token);
        });
        long end = end();
        verified = verification.check(end, coverage, writer.digest());
        return end;
    }

    private void digestHeld(ByteRange held, PartWriter writer, CancelToken token) throws IOException {
        if (!held.isEmpty()) {
            var seen = new Coverage();
            try (var life = run.lifeline(to, token)) {
                var landing = new Landing(seen, null, writer.digest(), life, token);
                new SourcePart(run, source, held, landing, null).copyTo(new Nowhere());
            } catch (SourceFailure e) {
                throw e.getCause();
            }
            // These bytes were counted when the copy began.
            run.moved(-seen.bytes());
        }
    }

    private PartWriter writer(StreamDigest digest) {
        return new PartWriter(run, source, upload, to, coverage, verification, digest);
    }

    private boolean small(ByteRange range) {
        return !range.open() && range.length() <= SMALL;
    }

    private void note(Receipt receipt) {
        synchronized (receipts) {
            receipts.add(receipt);
        }
    }

    /** The size of the file, now that everything was moved. */
    private long end() {
        synchronized (receipts) {
            receipts.sort(Comparator.comparing(Receipt::range));
            long written = receipts.isEmpty() ? 0 : receipts.getLast().range().end();
            return source.entry().size().orElse(Math.max(written, coverage.contiguous()));
        }
    }

    /** A worker's share of the work. */
    private interface Share {
        void work(CancelToken token) throws IOException;
    }

    /** Has {@code count} workers do {@code share}, and one more follow what they write with the needed digest, if it can be read back. */
    private Optional<Digest> onWorkers(int count, boolean here, Optional<Upload.ReadBack> written, Share share)
            throws IOException {
        if (here) {
            share.work(run.token());
            return Optional.empty();
        }
        try (var token = new CancelToken(run.token())) {
            var tasks = new Tasks(run.workers(), token);
            var follower = written.map(w -> new DigestFollower(coverage, w, verification.needed(), token));
            var atWork = new AtomicInteger(count);
            run.slot().workers(count);
            for (int i = 0; i < count; i++) {
                tasks.fork(() -> {
                    share.work(token);
                    if (atWork.decrementAndGet() == 0) {
                        coverage.seal();
                    }
                });
            }
            follower.ifPresent(f -> tasks.fork(f::follow));
            tasks.join();
            return follower.map(DigestFollower::result);
        } finally {
            run.slot().workers(1);
        }
    }
}
