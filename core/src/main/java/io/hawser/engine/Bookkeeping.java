package io.hawser.engine;

import io.hawser.Entry;
import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.Verified;
import io.hawser.Verify;
import io.hawser.ledger.CopyKey;
import io.hawser.ledger.FileState;
import io.hawser.ledger.Ledger;
import io.hawser.ledger.LedgerRecord;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a ledger adds to one copy: nobody else does the same meanwhile; it is left out when an earlier run finished it and neither end has changed since; and it is noted when
 * it is done.
 */
final class Bookkeeping implements AutoCloseable {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(10);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);

    private final Ledger ledger;
    private final Ends ends;
    private final CopyKey key;
    private Ledger.Claim claim;

    private Bookkeeping(Ledger ledger, Ends ends) {
        this.ledger = ledger;
        this.ends = ends;
        this.key = CopyKey.of(ends.from().location(), ends.to());
    }

    /**
     * Claims the copy. While somebody else has it, the transfer waits without its place.
     *
     * @throws StoreException.Rejected when the copy is one of the ledger itself, or to it
     */
    static Bookkeeping begin(Ledger ledger, Ends ends) throws IOException {
        refuse(ledger, ends.from().location());
        refuse(ledger, ends.to());
        var books = new Bookkeeping(ledger, ends);
        boolean claimed = false;
        try {
            books.claim();
            claimed = true;
            return books;
        } finally {
            if (!claimed) {
                books.close();
            }
        }
    }

    /** Whether there are two ends that can be looked at another time. */
    static boolean concerns(Location from, Location to) {
        return !from.isStandardStream() && !to.isStandardStream();
    }

    /** To open it once more, and close that, would lose every claim that this process has. */
    private static void refuse(Ledger ledger, Location location) throws StoreException {
        if (ledger.is(location)) {
            throw new StoreException.Rejected(location, "is the ledger of this run; keep it elsewhere");
        }
    }

    private void claim() throws IOException {
        claim = ledger.claim(key).orElse(null);
        if (claim == null) {
            var run = ends.run();
            run.slot().sleeping(() -> awaitClaim(run), run.token());
        }
    }

    private void awaitClaim(Run run) throws IOException {
        for (var pause = FIRST_PAUSE; claim == null; pause = longer(pause)) {
            run.pause(pause);
            claim = ledger.claim(key).orElse(null);
        }
    }

    private static Duration longer(Duration pause) {
        var next = pause.multipliedBy(3).dividedBy(2);
        return next.compareTo(LONGEST_PAUSE) < 0 ? next : LONGEST_PAUSE;
    }

    /**
     * A copy that an earlier run finished.
     *
     * @param source as it is now; empty when it is gone
     */
    record Done(LedgerRecord record, Optional<Entry> source) {}

    /** The record of this copy, when source and target are still as they were then, and it is good enough for what is wanted now. */
    Optional<Done> done() throws IOException {
        var options = ends.run().options();
        var found = ledger.find(key)
                .filter(r -> r.satisfies(options.verify()))
                .filter(r -> !options.deleteSource() || r.verified().by() != Verified.By.NONE)
                .filter(r -> options.expectedSize().isEmpty()
                        || options.expectedSize().equals(r.source().size()));
        if (found.isEmpty()) {
            return Optional.empty();
        }
        try {
            return done(found.get(), options.deleteSource());
        } catch (StoreException e) {
            if (e.retryable()) {
                throw e;
            }
            // What must not be looked at may still be copied, and the copy tells what is wrong.
            return Optional.empty();
        }
    }

    private Optional<Done> done(LedgerRecord record, boolean removes) throws IOException {
        var source = source(record, removes);
        boolean asItWas = source.isPresent()
                ? record.source().unchanged(source.get())
                        && (!removes || source.get().version().isPresent())
                : removes;
        if (!asItWas) {
            return Optional.empty();
        }
        var target = ends.target();
        return target.isPresent() && record.target().unchanged(target.get())
                ? Optional.of(new Done(record, source))
                : Optional.empty();
    }

    private Optional<Entry> source(LedgerRecord record, boolean removes) throws IOException {
        // A listing tells enough, unless the very version is needed, or what it tells looks like a change.
        if (!removes && record.source().unchanged(ends.from())) {
            return Optional.of(ends.from());
        }
        try {
            return Optional.of(ends.source());
        } catch (StoreException.NotFound _) {
            return Optional.empty();
        }
    }

    /** Notes the copy as done, unless nobody could tell one day whether it still is. */
    void note(Entry opened, Entry published, Verified verified) throws StoreException {
        var source = FileState.of(opened);
        var target = FileState.of(published);
        if (source.telling() && target.telling()) {
            boolean asked = !(ends.run().options().verify() instanceof Verify.None);
            ledger.append(new LedgerRecord(key, Instant.now(), source, target, verified, asked));
        }
    }

    @Override
    public void close() {
        if (claim != null) {
            claim.close();
        }
    }
}
