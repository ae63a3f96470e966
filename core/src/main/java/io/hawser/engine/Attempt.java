package io.hawser.engine;

import io.hawser.ByteRange;
import io.hawser.CopyOptions;
import io.hawser.Entry;
import io.hawser.IfExists;
import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.TransferEvent;
import io.hawser.Verified;
import io.hawser.Verify;
import io.hawser.ledger.FileState;
import io.hawser.store.Access;
import io.hawser.store.Capabilities.Capability;
import io.hawser.store.OpenOptions;
import io.hawser.store.Placement;
import io.hawser.store.Receipt;
import io.hawser.store.ServerCopy;
import io.hawser.store.Source;
import io.hawser.store.Store;
import io.hawser.store.Upload;
import io.hawser.store.UploadOptions;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** One attempt to copy a file: hold the target, open the source, move what is missing, verify, publish. */
final class Attempt {
    private final Run run;
    private final CopyOptions options;
    private final Store sources;
    private final Entry from;
    private final Store targets;
    private final Location to;
    private final Optional<Expectation> given;
    private final boolean fresh;
    private final boolean serverMay;

    private Entry opened;
    private Entry published;
    private boolean byServer;
    private long resumed;
    private long size;
    private Verified verified;
    private boolean repeatable;

    /**
     * {@code given}: a digest known beforehand; {@code fresh}: make no use of what an earlier run left; {@code serverMay}: let the target's store copy by itself
     * if it can.
     */
    Attempt(
            Run run,
            Store sources,
            Entry from,
            Store targets,
            Location to,
            Optional<Expectation> given,
            boolean fresh,
            boolean serverMay) {
        this.run = run;
        this.options = run.options();
        this.sources = sources;
        this.from = from;
        this.targets = targets;
        this.to = to;
        this.given = given;
        this.fresh = fresh;
        // A digest that is given is one of the bytes, so they must come by here.
        this.serverMay = serverMay && given.isEmpty() && targets.capabilities().can(Capability.SERVER_COPY);
    }

    /** What the source said of itself; after {@link #copy}. */
    Entry opened() {
        return opened;
    }

    /** What is in place now; after {@link #copy}. */
    Entry published() {
        return published;
    }

    long resumed() {
        return resumed;
    }

    long size() {
        return size;
    }

    Verified verified() {
        return verified;
    }

    /** Whether the bytes can be fetched and written once more. */
    boolean repeatable() {
        return repeatable;
    }

    /** Whether the target's store was to copy by itself. */
    boolean byServer() {
        return byServer;
    }

    /**
     * Copies, verifies and publishes.
     *
     * @throws DigestMismatch when the bytes are not the promised ones; nothing was published
     */
    void copy() throws IOException {
        var upload = run.retrying(to, run.token(), life -> targets.upload(to, uploadOptions(), life));
        try {
            try (var source = run.retrying(
                    from.location(), run.token(), life -> sources.open(from.location(), openOptions(upload), life))) {
                transfer(source, upload);
            }
        } catch (IOException | RuntimeException | Error e) {
            // What woke the waits of this thread must not break off the tidying up.
            Thread.interrupted();
            tidy(upload, e);
            throw e;
        } finally {
            upload.close();
        }
    }

    private UploadOptions uploadOptions() {
        return new UploadOptions(
                options.resume() && !fresh,
                options.ifExists() == IfExists.FAIL,
                options.durable(),
                options.keepTimes(),
                options.partSize(),
                options.expectedSize(),
                options.attributes());
    }

    private OpenOptions openOptions(Upload upload) {
        var known = from.size().isPresent() || from.version().isPresent() ? Optional.of(from) : Optional.<Entry>empty();
        if (serverMay && from.location().scheme().equals(to.scheme())) {
            // Most likely no byte is to come here at all.
            return new OpenOptions(new ByteRange(0, 0), known, false, options.sourceAttributes());
        }
        long claimed = fresh ? 0 : upload.claimed();
        boolean single = options.parallel() == 1;
        var first =
                single ? ByteRange.from(claimed) : new ByteRange(claimed, PartQueue.cut(claimed, options.partSize()));
        return new OpenOptions(first, known, single, options.sourceAttributes());
    }

    private void transfer(Source source, Upload upload) throws IOException {
        opened = source.entry();
        repeatable = source.access() != Access.ONCE && !(upload.placement() instanceof Placement.InOrder);
        var verification = new Verification(from.location(), expectation(), options.expectedSize());
        if (opened.size().isPresent()) {
            verification.checkSize(opened.size().getAsLong());
            // Nothing would tell that two pieces of a source without a version belong together.
            boolean pinned = opened.version().isPresent();
            var server = serverMay && pinned ? upload.serverCopy(source) : Optional.<ServerCopy>empty();
            if (server.isPresent() && run.retrying(to, run.token(), server.get()::possible)) {
                byServer = true;
                transfer(source, upload, new ServerMover(run, opened, to, server.get()));
                return;
            }
        }
        var coverage = new Coverage(verification.further());
        for (var held : run.retrying(to, run.token(), life -> upload.begin(source, life))) {
            coverage.add(held);
        }
        started(coverage.bytes());

        var mover = new Mover(run, source, upload, to, coverage, verification);
        size = mover.move();
        verified = mover.verified();
        run.emit(new TransferEvent.Finishing());
        if (!(upload.placement() instanceof Placement.Whole)) {
            run.confirm(source);
        }
        commit(upload, mover.receipts());
    }

    private void transfer(Source source, Upload upload, ServerMover mover) throws IOException {
        var held = mover.begin();
        started(held.stream().mapToLong(ByteRange::length).sum());
        mover.move(held);
        size = opened.size().orElseThrow();
        run.emit(new TransferEvent.Finishing());
        run.confirm(source);
        verified = mover.verify(commit(upload, mover.receipts()));
    }

    private void started(long bytes) throws StoreException {
        resumed = bytes;
        run.resumed(bytes);
        run.emit(new TransferEvent.Started(opened, bytes));
    }

    private Entry commit(Upload upload, List<Receipt> receipts) throws IOException {
        var there = run.retrying(to, run.token(), life -> {
            life.expectSilence();
            return upload.commit(receipts, size, life);
        });
        published = telling(there);
        return there;
    }

    /** What a ledger needs to know of the target one day. Asked while the target is still held, so that it is what was published here. */
    private Entry telling(Entry there) {
        if (!run.keepsLedger() || FileState.of(there).telling() || to.isStandardStream()) {
            return there;
        }
        try {
            return run.retrying(to, run.token(), life -> targets.stat(to, life));
        } catch (IOException _) {
            // The copy is in place, whatever is known of it.
            return there;
        }
    }

    private Optional<Expectation> expectation() {
        if (given.isPresent() || options.verify() instanceof Verify.None) {
            return given;
        }
        return opened.strongestDigest().map(digest -> new Expectation(digest, Verified.By.SOURCE));
    }

    private void tidy(Upload upload, Throwable failure) {
        boolean keep = options.resume() && continuable(failure);
        run.resumable(keep && upload.resumable());
        if (!keep) {
            try {
                upload.abort();
            } catch (StoreException e) {
                failure.addSuppressed(e);
            }
        }
    }

    private boolean continuable(Throwable failure) {
        return switch (failure) {
            case StoreException.Unavailable _, StoreException.Throttled _, StoreException.Local _ -> true;
            // A credential that expires in mid-copy can be renewed; one that never opened the source has nothing to go
            // on from.
            case StoreException.Denied _ -> opened != null;
            // The bytes that go through here now may go on from what an earlier run brought.
            case StoreException.Unsupported _ -> byServer;
            case StoreException _, DigestMismatch _ -> false;
            default -> true;
        };
    }
}
