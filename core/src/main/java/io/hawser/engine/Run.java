package io.hawser.engine;

import io.hawser.CopyOptions;
import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.TransferEvent;
import io.hawser.store.ByteBudget;
import io.hawser.store.Source;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** What all the pieces that work on one transfer share. */
final class Run {
    private final Engine engine;
    private final CopyOptions options;
    private final CancelToken token;
    private final Slot slot;
    private final Consumer<TransferEvent> events;
    private final AtomicLong moved = new AtomicLong();
    private final AtomicLong arrived = new AtomicLong();
    private final AtomicInteger retries = new AtomicInteger();
    private final AtomicInteger parts = new AtomicInteger();
    private volatile boolean resumable;

    Run(Engine engine, CopyOptions options, CancelToken token, Slot slot, Consumer<TransferEvent> events) {
        this.engine = engine;
        this.options = options;
        this.token = token;
        this.slot = slot;
        this.events = events;
    }

    CopyOptions options() {
        return options;
    }

    CancelToken token() {
        return token;
    }

    Slot slot() {
        return slot;
    }

    ByteBudget budget() {
        return engine.budget();
    }

    Executor workers() {
        return engine.workers();
    }

    /** As many lanes as can be had at the moment, at least one and at most {@code wanted}. */
    Lanes.Taken lanes(int wanted) {
        return engine.lanes().take(wanted, slot);
    }

    /** A watched scope for one operation on {@code location}, called off with {@code parent}. */
    Lifeline lifeline(Location location, CancelToken parent) {
        return engine.lifeline(location, parent, options);
    }

    /** Tells the listener; what it throws fails the transfer. */
    void emit(TransferEvent event) throws StoreException {
        try {
            events.accept(event);
        } catch (RuntimeException e) {
            throw new StoreException.Local("", "a listener failed: " + e, e);
        }
    }

    /** Holds the transfer to the rate limit; called before bytes go to the target. */
    void limit(long bytes, CancelToken parent) throws IOException {
        engine.limiter().take(bytes, parent);
    }

    /** Counts bytes that a source brought, whatever becomes of them: what tells a retry that there was progress. */
    void arrived(long bytes) {
        arrived.addAndGet(bytes);
    }

    /** Counts bytes that are in the target, or, when negative, no longer count. */
    void moved(long bytes) throws StoreException {
        if (bytes != 0) {
            moved.addAndGet(bytes);
            emit(new TransferEvent.Moved(bytes));
        }
    }

    /** Bytes in the target. */
    long bytes() {
        return moved.get();
    }

    /** Counts bytes that an earlier run had left. */
    void resumed(long bytes) {
        moved.addAndGet(bytes);
    }

    /** Carries out an operation on {@code location}, watched, and again when that may help. */
    <T> T retrying(Location location, CancelToken parent, Engine.Watched<T> operation) throws IOException {
        var tries = tries(parent);
        while (true) {
            IOException failure;
            try (var life = lifeline(location, parent)) {
                try {
                    parent.check();
                    return operation.call(life);
                } catch (IOException e) {
                    failure = life.explain(e);
                }
            }
            tries.failed(failure);
        }
    }

    /** Whether what is done is noted in a ledger. */
    boolean keepsLedger() {
        return engine.ledger().isPresent();
    }

    /** Sleeps, but no longer than until the transfer is called off. */
    void pause(Duration duration) throws IOException {
        token.sleep(engine.ticker(), duration);
    }

    /** Makes sure that the source still is what was opened; before the copy becomes visible. */
    void confirm(Source source) throws IOException {
        retrying(source.entry().location(), token, life -> {
            source.confirm(life);
            return null;
        });
    }

    /** Starts a count of tries to get bytes from the source. */
    Tries tries(CancelToken parent) {
        return tries(parent, arrived::get);
    }

    /** Starts a count of tries whose progress is something else. */
    Tries tries(CancelToken parent, LongSupplier progress) {
        return new Tries(this, engine.ticker(), parent, progress);
    }

    /** Notes whether a later run can go on from what this one leaves. */
    void resumable(boolean can) {
        resumable = can;
    }

    boolean resumable() {
        return resumable;
    }

    void retried() {
        retries.incrementAndGet();
    }

    int retries() {
        return retries.get();
    }

    void partStarted() {
        parts.incrementAndGet();
    }

    void partEnded() {
        parts.decrementAndGet();
    }

    int partsUnderWay() {
        return parts.get();
    }
}
