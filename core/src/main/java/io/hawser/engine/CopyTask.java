package io.hawser.engine;

import io.hawser.Algorithm;
import io.hawser.CopyOptions;
import io.hawser.Entry;
import io.hawser.IfExists;
import io.hawser.Location;
import io.hawser.Outcome;
import io.hawser.StoreException;
import io.hawser.Summary;
import io.hawser.TransferEvent;
import io.hawser.Verified;
import io.hawser.Verify;
import io.hawser.store.Store;
import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
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
    private final long started;

    /**
     * A copy of {@code from}, to a file or into a folder.
     *
     * @throws StoreException.Rejected when one of them has no store, or there is no name to give the copy
     */
    CopyTask(Engine engine, Run run, Entry from, Location to) throws StoreException {
        this.engine = engine;
        this.run = run;
        this.options = run.options();
        this.from = from;
        this.to = named(from.location(), to);
        this.sources = engine.store(from.location());
        this.targets = engine.store(to);
        this.started = engine.ticker().nanos();
    }

    private static Location named(Location from, Location to) throws StoreException {
        if (!to.namesFolder()) {
            return to;
        }
        if (from.name().isEmpty() || from.isStandardStream()) {
            throw new StoreException.Rejected(
                    to, "is a folder, and the source has no name to keep: give the target a name");
        }
        return to.resolve(from.name());
    }

    /** Carries the copy out; fetches everything again when what came was not what was promised. */
    Outcome copy() throws IOException {
        var reason = reasonToSkip();
        if (reason.isPresent()) {
            return new Outcome.Skipped(summary(0, 0, Verified.unverified()), reason.get());
        }
        var given = given();
        Set<String> wrong = new HashSet<>();
        for (int fetches = 1; ; fetches++) {
            var attempt = new Attempt(run, sources, from, targets, to, given, fetches > 1);
            try {
                attempt.copy();
                deleteSource(attempt);
                return new Outcome.Copied(summary(attempt.size(), attempt.resumed(), attempt.verified()));
            } catch (DigestMismatch e) {
                // The same wrong digest twice is no damage on the line: the source is not what was promised.
                boolean hopeless = !wrong.add(e.actual().hex())
                        || fetches >= options.retry().attempts();
                if (hopeless || !attempt.repeatable()) {
                    throw fetches == 1 ? e.told() : e.told().withNote("fetched " + fetches + " times");
                }
                run.moved(-run.bytes());
                run.retried();
                run.emit(new TransferEvent.Retrying(
                        e.told(), fetches, options.retry().attempts(), Duration.ZERO));
            }
        }
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

    private Optional<String> reasonToSkip() throws IOException {
        if (options.ifExists() == IfExists.OVERWRITE || to.isStandardStream()) {
            return Optional.empty();
        }
        var there = existing();
        if (there.isEmpty()) {
            return Optional.empty();
        }
        return switch (options.ifExists()) {
            case SKIP -> Optional.of("the target exists");
            case FAIL -> throw new StoreException.Conflict(to, "exists already");
            case CHANGED -> same(there.get()) ? Optional.of("the target is the same") : Optional.empty();
            case OVERWRITE -> Optional.empty();
        };
    }

    private Optional<Entry> existing() throws IOException {
        try {
            return Optional.of(run.retrying(to, run.token(), life -> targets.stat(to, life)));
        } catch (StoreException.NotFound _) {
            return Optional.empty();
        }
    }

    private boolean same(Entry there) throws IOException {
        var here = from.size().isPresent() && from.modified().isPresent()
                ? from
                : run.retrying(from.location(), run.token(), life -> sources.stat(from.location(), life));
        for (var digest : here.digests()) {
            var other = there.digest(digest.algorithm());
            if (other.isPresent()) {
                return other.get().equals(digest);
            }
        }
        return here.size().isPresent()
                && here.size().equals(there.size())
                && here.modified().isPresent()
                && here.modified()
                        .map(t -> t.truncatedTo(ChronoUnit.SECONDS))
                        .equals(there.modified().map(t -> t.truncatedTo(ChronoUnit.SECONDS)));
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

    private void deleteSource(Attempt attempt) throws IOException {
        if (options.deleteSource()) {
            try {
                run.retrying(from.location(), run.token(), life -> {
                    sources.delete(attempt.opened(), life);
                    return null;
                });
            } catch (StoreException e) {
                throw e.withNote("the copy is in place, its source could not be deleted");
            }
        }
    }
}
