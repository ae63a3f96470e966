package io.hawser.engine;

import io.hawser.ByteRange;
import io.hawser.Digest;
import io.hawser.Location;
import io.hawser.Verified;
import io.hawser.store.Access;
import io.hawser.store.Fragment;
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
import java.util.function.Supplier;

/** Moves what is missing from the source into the upload, in as many parts at a time as both sides and the options allow, and verifies it. */
final class Mover {
    /** Up to here a file is moved by the thread that opened it: handing it on would cost more than it gains. */
    private static final long SMALL = 1 << 20;

    private final Run run;
    private final Source source;
    private final Upload upload;
    private final Location to;
    private final Coverage coverage;
    private final Verification verification;
    private final List<Fragment> held;
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
        this.held = coverage.fragments();
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
                moveParts(rest, run.options().parallel() == 1 ? ByteRange.OPEN : sizes().anywhere(bytes(rest)));
            case Placement.Parts limits
            when comesAsStream(rest) && bytes(rest) > sizes().within(limits) ->
                moveCut(rest, sizes().gathered(limits, run.budget().total()), limits.maxCount());
            case Placement.Parts limits -> moveParts(rest, sizes().within(limits));
        };
    }

    private PartSizes sizes() {
        var size = source.entry().size();
        return new PartSizes(
                to,
                run.options().partSize(),
                size.isPresent() ? size : run.options().expectedSize());
    }

    private boolean comesAsStream(List<ByteRange> rest) {
        return open(rest) || SourceReader.access(source) != Access.RANGES;
    }

    private static boolean open(List<ByteRange> rest) {
        return !rest.isEmpty() && rest.getLast().open();
    }

    private static long bytes(List<ByteRange> rest) {
        return open(rest) ? ByteRange.OPEN : length(rest);
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

    private long moveParts(List<ByteRange> rest, long cut) throws IOException {
        long todo = bytes(rest);
        int workers = comesAsStream(rest)
                ? 1
                : Math.clamp(Math.ceilDiv(todo, cut), 1, run.options().parallel());
        boolean small = workers == 1 && todo <= SMALL;
        var needed = verification.needed();
        boolean alongside = needed == null || small && coverage.bytes() == 0;
        if (!alongside && upload.readBack().isEmpty()) {
            return moveInOrder(rest, cut);
        }
        var queue = new PartQueue(rest, cut, access(todo));
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
        sumHeld();
        long end = end();
        verified = digest.isPresent()
                ? verification.check(end, coverage, digest)
                : verification.check(end, coverage, writer.digest());
        return end;
    }

    /** How the source is read as far as cutting goes: a target that takes no larger parts gets none, although a source that stopped serving ranges is read from its start for each. */
    private Supplier<Access> access(long todo) {
        return upload.placement() instanceof Placement.Parts limits && limits.maxSize() < todo
                ? () -> Access.RANGES
                : () -> SourceReader.access(source);
    }

    /** A stream for a target that takes only parts of a certain size. */
    private long moveCut(List<ByteRange> rest, long cut, int most) throws IOException {
        var needed = verification.needed();
        var writer = writer(needed == null ? null : StreamDigest.of(needed));
        if (needed == null) {
            cut(rest, cut, most, writer, run.options().parallel());
            sumHeld();
        } else {
            // A digest needs its bytes in order, so there is one writer, and what is there already is read for it once
            // more.
            long position = 0;
            for (var stretch : rest) {
                digestHeld(new ByteRange(position, stretch.start()), writer.digest(), run.token());
                cut(List.of(stretch), cut, most, writer, 1);
                position = stretch.open() ? end() : stretch.end();
            }
            digestHeld(new ByteRange(position, Math.max(position, end())), writer.digest(), run.token());
        }
        long end = end();
        verified = verification.check(end, coverage, writer.digest());
        return end;
    }

    private void cut(List<ByteRange> stretches, long cut, int most, PartWriter writer, int writers) throws IOException {
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
            var queue = new PartQueue(rest, cut, access(bytes(rest)));
            for (var part = queue.next(); part != null; part = queue.next()) {
                digestHeld(new ByteRange(position, part.start()), writer.digest(), token);
                var receipt = writer.write(part, token);
                note(receipt);
                position = receipt.range().end();
            }
            digestHeld(new ByteRange(position, Math.max(position, end())), writer.digest(), token);
        });
        long end = end();
        verified = verification.check(end, coverage, writer.digest());
        return end;
    }

    /** What an earlier run left has a CRC-32C and no other: the further checksum needs its bytes once more. */
    private void sumHeld() throws IOException {
        if (coverage.further().isEmpty()) {
            return;
        }
        var written = upload.readBack().map(w -> new WrittenBytes(w, run.token()));
        for (var fragment : held) {
            var range = fragment.range();
            var sum = new StreamDigest.Sum(coverage.further().get());
            if (written.isPresent()) {
                written.get().digest(range, sum);
            } else {
                digestHeld(range, sum, run.token());
            }
            coverage.addFurther(range, sum.value());
        }
    }

    /** Reads what an earlier run left from the source, for a digest, and makes sure that it is the same. */
    private void digestHeld(ByteRange range, StreamDigest digest, CancelToken token) throws IOException {
        if (!range.isEmpty()) {
            var seen = new Coverage();
            try (var life = run.lifeline(to, token)) {
                var landing = new Landing(seen, null, digest, life, token);
                new SourcePart(run, source, range, landing, false, null).copyTo(new Nowhere());
            } catch (SourceFailure e) {
                throw e.getCause();
            }
            // These bytes were counted when the copy began.
            run.moved(-seen.bytes());
            compareHeld(new Fragment(range, seen.crcFrom(range.start())));
        }
    }

    /** A digest of the source says nothing of bytes that were damaged on their way into the target. */
    private void compareHeld(Fragment atSource) throws DigestMismatch {
        // Between two stretches that are missing there is one that is held, neither more nor less.
        if (!held.contains(atSource)) {
            throw new DigestMismatch(source.entry().location(), atSource.range(), Digest.crc32c(atSource.crc32c()));
        }
    }

    private PartWriter writer(StreamDigest digest) {
        return new PartWriter(run, source, upload, to, coverage, verification, digest);
    }

    private static long length(List<ByteRange> ranges) {
        long length = 0;
        for (var range : ranges) {
            length += range.length();
        }
        return length;
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
