package io.hawser.engine;

import io.hawser.Algorithm;
import io.hawser.ByteRange;
import io.hawser.CopyOptions;
import io.hawser.Digest;
import io.hawser.Entry;
import io.hawser.IfExists;
import io.hawser.Location;
import io.hawser.Outcome;
import io.hawser.StoreException;
import io.hawser.Summary;
import io.hawser.TransferEvent;
import io.hawser.Verified;
import io.hawser.Verify;
import io.hawser.store.Capabilities.Capability;
import io.hawser.store.OpenOptions;
import io.hawser.store.Sink;
import io.hawser.store.Store;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
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

    /** Carries the copy out; fetches everything again when what came was not what was promised. */
    Outcome copy() throws IOException {
        var reason = reasonToSkip();
        if (reason.isPresent()) {
            return new Outcome.Skipped(summary(0, 0, Verified.unverified()), reason.get());
        }
        var given = given();
        Set<String> wrong = new HashSet<>();
        boolean serverMay = true;
        for (int fetches = 1; ; ) {
            var attempt = new Attempt(run, sources, from, targets, to, given, fetches > 1, serverMay);
            try {
                attempt.copy();
                deleteSource(attempt);
                return new Outcome.Copied(summary(attempt.size(), attempt.resumed(), attempt.verified()));
            } catch (StoreException.Unsupported e) {
                // What the server will not copy by itself can still go through here.
                if (!attempt.byServer()) {
                    throw e;
                }
                serverMay = false;
                again(e, fetches);
            } catch (DigestMismatch e) {
                // The same wrong digest twice is no damage on the line: the source is not what was promised.
                boolean hopeless = !wrong.add(e.actual().value())
                        || fetches >= options.retry().attempts();
                if (hopeless || !attempt.repeatable()) {
                    throw fetches == 1 ? e.told() : e.told().withNote("fetched " + fetches + " times");
                }
                again(e.told(), fetches++);
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
                : run.retrying(from.location(), run.token(), this::look);
        for (var digest : here.digests()) {
            var other = there.comparable(digest);
            if (other.isPresent()) {
                return other.get().equals(digest);
            }
        }
        return here.size().isPresent()
                && here.size().equals(there.size())
                && (comparesBytes(there) ? sameBytes(there) : sameTime(here, there));
    }

    /**
     * An object store keeps a time of its own, which may be the source's by chance, and the checksum of what it has: a local file is read sooner than sent.
     */
    private boolean comparesBytes(Entry there) {
        return from.location().isLocal() && there.strongestDigest().isPresent();
    }

    private static boolean sameTime(Entry here, Entry there) {
        return here.modified().isPresent()
                && here.modified()
                        .map(t -> t.truncatedTo(ChronoUnit.SECONDS))
                        .equals(there.modified().map(t -> t.truncatedTo(ChronoUnit.SECONDS)));
    }

    private boolean sameBytes(Entry there) throws IOException {
        var kept = there.strongestDigest().orElseThrow();
        return run.retrying(from.location(), run.token(), life -> digest(kept, life))
                .equals(kept);
    }

    private Digest digest(Digest like, Lifeline life) throws IOException {
        var digest = StreamDigest.of(like);
        var sink = new Sink() {
            @Override
            public boolean ordered() {
                return true;
            }

            @Override
            public void write(long position, ByteBuffer bytes) {
                life.moved(bytes.remaining());
                digest.update(bytes);
            }
        };
        try (var source = sources.open(from.location(), OpenOptions.whole(), life)) {
            source.read(ByteRange.from(0), sink, life);
        }
        return digest.finish();
    }

    private Entry look(Lifeline life) throws StoreException {
        if (options.sourceAttributes().isEmpty()) {
            return sources.stat(from.location(), life);
        }
        // They may mean another version than the one that a look would find.
        var looking = OpenOptions.look().withAttributes(options.sourceAttributes());
        try (var source = sources.open(from.location(), looking, life)) {
            return source.entry();
        }
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
