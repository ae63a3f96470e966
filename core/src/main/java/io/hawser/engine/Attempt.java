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
import io.hawser.store.Access;
import io.hawser.store.OpenOptions;
import io.hawser.store.Placement;
import io.hawser.store.Source;
import io.hawser.store.Store;
import io.hawser.store.Upload;
import io.hawser.store.UploadOptions;
import java.io.IOException;
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

    private Entry opened;
    private long resumed;
    private long size;
    private Verified verified;
    private boolean repeatable;

    /** {@code given}: a digest known beforehand; {@code fresh}: make no use of what an earlier run left. */
    Attempt(
            Run run,
            Store sources,
            Entry from,
            Store targets,
            Location to,
            Optional<Expectation> given,
            boolean fresh) {
        this.run = run;
        this.options = run.options();
        this.sources = sources;
        this.from = from;
        this.targets = targets;
        this.to = to;
        this.given = given;
        this.fresh = fresh;
    }

    /** What the source said of itself; after {@link #copy}. */
    Entry opened() {
        return opened;
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

    /**
     * Copies, verifies and publishes.
     *
     * @throws DigestMismatch when the bytes are not the promised ones; nothing was published
     */
    void copy() throws IOException {
        var upload = run.retrying(to, run.token(), life -> targets.upload(to, uploadOptions(), life));
        var coverage = new Coverage();
        try {
            try (var source = run.retrying(
                    from.location(), run.token(), life -> sources.open(from.location(), openOptions(upload), life))) {
                transfer(source, upload, coverage);
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
                options.attributes());
    }

    private OpenOptions openOptions(Upload upload) {
        long claimed = fresh ? 0 : upload.claimed();
        boolean single = options.parallel() == 1;
        var first =
                single ? ByteRange.from(claimed) : new ByteRange(claimed, PartQueue.cut(claimed, options.partSize()));
        var known = from.size().isPresent() || from.version().isPresent() ? Optional.of(from) : Optional.<Entry>empty();
        return new OpenOptions(first, known, single);
    }

    private void transfer(Source source, Upload upload, Coverage coverage) throws IOException {
        opened = source.entry();
        repeatable = source.access() != Access.ONCE && !(upload.placement() instanceof Placement.InOrder);
        var verification = new Verification(from.location(), expectation(), options.expectedSize());
        if (opened.size().isPresent()) {
            verification.checkSize(opened.size().getAsLong());
        }
        for (var held : run.retrying(to, run.token(), life -> upload.begin(source, life))) {
            coverage.add(held);
        }
        resumed = coverage.bytes();
        run.resumed(resumed);
        run.emit(new TransferEvent.Started(opened, resumed));

        var mover = new Mover(run, source, upload, to, coverage, verification);
        size = mover.move();
        verified = mover.verified();
        run.emit(new TransferEvent.Finishing());
        if (!(upload.placement() instanceof Placement.Whole)) {
            run.confirm(source);
        }
        run.retrying(to, run.token(), life -> {
            life.expectSilence();
            return upload.commit(mover.receipts(), size, life);
        });
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
            case StoreException _, DigestMismatch _ -> false;
            default -> true;
        };
    }
}
