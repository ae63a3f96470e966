package io.hawser.engine;

import io.hawser.Algorithm;
import io.hawser.CopyOptions;
import io.hawser.Entry;
import io.hawser.Location;
import io.hawser.Outcome;
import io.hawser.StoreException;
import io.hawser.Summary;
import io.hawser.TransferEvent;
import io.hawser.Verified;
import io.hawser.Verify;
import io.hawser.store.Capabilities.Capability;
import io.hawser.store.Store;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Copies one file from beginning to end: decides whether there is anything to do and what the bytes must be, makes attempts until they are that, and
 * tidies the source away if so asked.
 */
final class CopyTask {
    private final Run run;
    private final CopyOptions options;
    private final Entry from;
    private final Location to;
    private final Store sources;
    private final Store targets;
    private final Engine engine;
    private final Ends ends;
    private final SourceRemoval removal;
    private final long started;

    /**
     * A copy of {@code from}, to a file or into a folder.
     *
     * @param source of a copy whose source no location names
     * @throws StoreException.Rejected when one of them has no store, or there is no name to give the copy
     */
    CopyTask(Engine engine, Run run, Optional<Store> source, Entry from, Location to) throws StoreException {
        this.engine = engine;
        this.run = run;
        this.options = run.options();
        this.from = from;
        this.sources = source.isPresent() ? source.get() : engine.store(from.location());
        this.targets = engine.store(to);
        this.to = key(from.location()) ? to : named(from.location(), to);
        this.ends = new Ends(run, sources, from, targets, this.to);
        this.removal = new SourceRemoval(ends);
        this.started = engine.ticker().nanos();
    }

    /** Whether the slash at the end is a part of the source's key, as it is of the target's then. */
    private boolean key(Location from) {
        return from.namesFolder()
                && sources.capabilities().can(Capability.KEYS)
                && targets.capabilities().can(Capability.KEYS);
    }

    private static Location named(Location from, Location to) throws StoreException {
        if (!to.namesFolder()) {
            return to;
        }
        if (List.of("", ".", "..").contains(from.name()) || from.isStandardStream()) {
            throw new StoreException.Rejected(
                    to, "is a folder, and the source has no name to keep: give the target a name");
        }
        return to.resolve(from.name());
    }

    /** Carries the copy out, unless there is nothing to do. */
    Outcome copy() throws IOException {
        if (options.deleteSource()) {
            removal.refuseUnverified();
        }
        var ledger = engine.ledger();
        if (ledger.isEmpty() || !Bookkeeping.concerns(from.location(), to)) {
            return copy(Optional.empty());
        }
        try (var books = Bookkeeping.begin(ledger.get(), ends)) {
            var done = books.done();
            return done.isPresent() ? skipped(done.get()) : copy(Optional.of(books));
        }
    }

    private Outcome skipped(Bookkeeping.Done done) throws IOException {
        if (!options.deleteSource()) {
            return skipped("an earlier run copied it, and nothing has changed since");
        }
        if (done.source().isEmpty()) {
            return skipped("an earlier run copied it and deleted the source");
        }
        removal.delete(done.source().get());
        return skipped("an earlier run copied it; its source is deleted now");
    }

    private Outcome skipped(String reason) {
        return new Outcome.Skipped(summary(0, 0, Verified.unverified()), reason);
    }

    /** Fetches everything again when what came was not what was promised. */
    private Outcome copy(Optional<Bookkeeping> books) throws IOException {
        var reason = new ExistingTarget(ends).reasonToSkip();
        if (reason.isPresent()) {
            return skipped(reason.get());
        }
        var given = given();
        Set<String> wrong = new HashSet<>();
        boolean serverMay = true;
        for (int fetches = 1; ; ) {
            var attempt = new Attempt(run, sources, from, targets, to, given, fetches > 1, serverMay);
            try {
                attempt.copy();
            } catch (StoreException.Unsupported e) {
                // What the server will not copy by itself can still go through here.
                if (!attempt.byServer()) {
                    throw e;
                }
                serverMay = false;
                again(e, fetches);
                continue;
            } catch (DigestMismatch e) {
                // The same wrong digest twice is no damage on the line: the source is not what was promised.
                boolean hopeless = !wrong.add(e.actual().value())
                        || fetches >= options.retry().attempts();
                if (hopeless || !attempt.repeatable()) {
                    throw fetches == 1 ? e.told() : e.told().withNote("fetched " + fetches + " times");
                }
                again(e.told(), fetches++);
                continue;
            }
            var verified = finish(attempt, books);
            return new Outcome.Copied(summary(attempt.size(), attempt.resumed(), verified));
        }
    }

    /** What is to be done once the copy is in place: notes it, and deletes the source, which a kill in between leaves to the next run. */
    private Verified finish(Attempt attempt, Optional<Bookkeeping> books) throws IOException {
        var verified = options.deleteSource()
                ? removal.prove(attempt.opened(), attempt.published(), attempt.verified())
                : attempt.verified();
        if (books.isPresent()) {
            note(attempt, books.get(), verified);
        }
        if (options.deleteSource()) {
            removal.delete(attempt.opened());
        }
        return verified;
    }

    private void note(Attempt attempt, Bookkeeping books, Verified verified) throws StoreException {
        try {
            books.note(attempt.opened(), attempt.published(), verified);
        } catch (StoreException e) {
            // The copy is good; the ledger keeps the failure, and whoever opened it tells of it.
            if (options.deleteSource()) {
                throw e.withNote("the copy of " + from.location() + " is in place; its source is kept");
            }
        }
    }

    private void again(StoreException cause, int fetches) throws StoreException {
        run.moved(-run.bytes());
        run.retried();
        run.emit(new TransferEvent.Retrying(cause, fetches, options.retry().attempts(), Duration.ZERO));
    }

    private Summary summary(long bytes, long resumed, Verified verified) {
        return new Summary(
                from.location(),
                to,
                bytes,
                1 + run.retries(),
                resumed,
                Duration.ofNanos(engine.ticker().nanos() - started),
                verified,
                false);
    }

    /** The digest that somebody other than the source's store gives. */
    private Optional<Expectation> given() throws IOException {
        return switch (options.verify()) {
            case Verify.Auto _, Verify.None _ -> Optional.empty();
            case Verify.Given given -> Optional.of(new Expectation(given.digest(), Verified.By.GIVEN));
            case Verify.Sidecar sidecar -> Optional.of(digestFile(sidecar.algorithm(), beside(sidecar)));
            case Verify.DigestFile file -> Optional.of(digestFile(file.algorithm(), file.location()));
        };
    }

    private Location beside(Verify.Sidecar sidecar) {
        var path = from.location().path();
        int query = from.location().scheme().startsWith("http") ? path.indexOf('?') : -1;
        var suffix = "." + sidecar.algorithm().label();
        return from.location()
                .withPath(query < 0 ? path + suffix : path.substring(0, query) + suffix + path.substring(query));
    }

    private Expectation digestFile(Algorithm algorithm, Location file) throws IOException {
        try {
            var store = engine.store(file);
            var text = run.retrying(file, run.token(), life -> SmallFile.read(store, file, life));
            return Expectation.fromFile(algorithm, text, from.location().name(), file);
        } catch (StoreException.NotFound e) {
            throw new StoreException.NotFound(file, "there is no such digest file: " + e.reason(), e);
        }
    }
}
