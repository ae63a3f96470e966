package io.hawser.engine;

import io.hawser.CopyOptions;
import io.hawser.Entry;
import io.hawser.Location;
import io.hawser.Outcome;
import io.hawser.Progress;
import io.hawser.StoreException;
import io.hawser.Summary;
import io.hawser.Transfer;
import io.hawser.TransferEvent;
import io.hawser.TransferListener;
import io.hawser.Verified;
import io.hawser.store.Scope;
import io.hawser.store.Store;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A transfer and the thread that carries it out. */
final class TransferTask implements Transfer, Places.Work {
    private final Engine engine;
    private final long id;
    private final Optional<Store> source;
    private final Entry from;
    private final Location to;
    private final CopyOptions options;
    private final TransferListener listener;
    private final Object context;
    private final CancelToken token;
    private final Slot slot;
    private final Run run;
    private final CountDownLatch ended = new CountDownLatch(1);

    private volatile Progress.State state = Progress.State.QUEUED;
    private volatile long started;
    private volatile long resumed;
    private volatile OptionalLong total = OptionalLong.empty();
    private volatile Outcome outcome;
    private volatile Thread telling;
    private Scope.Hold waiting = () -> {};

    TransferTask(
            Engine engine,
            long id,
            Optional<Store> source,
            Entry from,
            Location to,
            CopyOptions options,
            TransferListener listener,
            Object context) {
        this.engine = engine;
        this.id = id;
        this.source = source;
        this.from = from;
        this.to = to;
        this.options = options;
        this.listener = listener;
        this.context = context;
        this.token = new CancelToken(engine.all());
        this.slot = new Slot(engine.places(), engine.route(from.location(), to));
        this.run = new Run(engine, options, token, slot, this::heard);
        this.total = from.size();
    }

    /** Tells that it is queued, and starts when there is a place. */
    void queue() {
        var failed = attempt(() -> {
            run.emit(new TransferEvent.Queued());
            return null;
        });
        if (failed != null) {
            end(failed);
            return;
        }
        Places.Turn turn;
        synchronized (this) {
            turn = slot.request(this);
            if (turn != null) {
                waiting = token.onCancel(() -> withdraw(turn));
            }
        }
        if (turn == null) {
            start();
        }
    }

    /** Called off while it waits: any number of them may, so this takes no platform thread. */
    private void withdraw(Places.Turn turn) {
        if (slot.withdraw(turn)) {
            Thread.ofVirtual().name("hawser-withdrawn-" + id).start(() -> end(carriedOut()));
        }
    }

    /**
     * Starts on a platform thread, never on a virtual one: its socket reads would need a poller, a thread in native code that the JVM waits 0.3 s for when it
     * exits. The thread goes on with whoever gets the place after this one.
     */
    @Override
    public void start() {
        try {
            engine.workers().execute(() -> {
                Places.Work next = this;
                while (next instanceof TransferTask task) {
                    next = task.carryOut();
                }
            });
        } catch (RuntimeException | Error e) {
            slot.taken();
            end(failed(e));
        }
    }

    /** Carries it out and ends it; returns what is next to do with its place. */
    private Places.Work carryOut() {
        synchronized (this) {
            waiting.close();
        }
        slot.taken();
        var how = carriedOut();
        var next = slot.pass();
        boolean ended = false;
        try {
            end(how);
            ended = true;
        } finally {
            if (!ended && next != null) {
                next.start();
            }
        }
        return next;
    }

    private Outcome carriedOut() {
        return attempt(() -> {
            token.check();
            state = Progress.State.RUNNING;
            return new CopyTask(engine, run, source, from, to).copy();
        });
    }

    /** A step of the work; returns how the transfer ended, if it did. */
    private interface Step {
        Outcome take() throws IOException;
    }

    private Outcome attempt(Step step) {
        started = engine.ticker().nanos();
        try {
            return step.take();
        } catch (Stopped _) {
            return new Outcome.Cancelled(summary());
        } catch (StoreException e) {
            return new Outcome.Failed(summary(), e);
        } catch (Throwable e) {
            return failed(e);
        }
    }

    /** Whatever it is, the transfer must end and say so: a future that never completes hides every fault. */
    private Outcome failed(Throwable e) {
        return new Outcome.Failed(
                summary(), new StoreException.Local(from.location(), "an error inside Hawser: " + e, e));
    }

    private void end(Outcome how) {
        slot.close();
        token.close();
        // What woke the waits of this thread is no business of the listener.
        Thread.interrupted();
        finish(how);
    }

    private void finish(Outcome end) {
        outcome = end;
        state = Progress.State.DONE;
        telling = Thread.currentThread();
        try {
            listener.on(this, new TransferEvent.Finished(end));
        } catch (RuntimeException e) {
            System.getLogger("io.hawser")
                    .log(System.Logger.Level.WARNING, "a listener failed at the end of a transfer", e);
        } finally {
            ended.countDown();
            telling = null;
            engine.ended(this);
        }
    }

    private Summary summary() {
        return new Summary(
                from.location(),
                to,
                run.bytes(),
                1 + run.retries(),
                resumed,
                Duration.ofNanos(engine.ticker().nanos() - started),
                Verified.unverified(),
                run.resumable());
    }

    /** Keeps the progress up to date, then tells the listener. */
    private void heard(TransferEvent event) {
        switch (event) {
            case TransferEvent.Started begun -> {
                resumed = begun.resumedBytes();
                if (begun.source().size().isPresent()) {
                    total = begun.source().size();
                }
            }
            case TransferEvent.Finishing _ -> state = Progress.State.FINISHING;
            case TransferEvent.Queued _, TransferEvent.Moved _, TransferEvent.Retrying _, TransferEvent.Finished _ -> {}
        }
        listener.on(this, event);
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public Location source() {
        return from.location();
    }

    @Override
    public Location target() {
        return to;
    }

    @Override
    public Object context() {
        return context;
    }

    @Override
    public boolean done() {
        return ended.getCount() == 0 || isTelling();
    }

    /** Whether the listener asks while it is told of the end: it must not wait for itself. */
    private boolean isTelling() {
        return telling == Thread.currentThread();
    }

    @Override
    public Outcome await() throws InterruptedException {
        if (!isTelling()) {
            ended.await();
        }
        return outcome;
    }

    @Override
    public boolean await(Duration limit) throws InterruptedException {
        return isTelling() || ended.await(limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public Outcome result() throws StoreException, InterruptedException {
        Outcome end;
        try {
            end = await();
        } catch (InterruptedException e) {
            cancel();
            throw e;
        }
        return switch (end) {
            case Outcome.Copied copied -> copied;
            case Outcome.Skipped skipped -> skipped;
            case Outcome.Failed failed -> throw failed.cause();
            case Outcome.Cancelled _ -> throw new CancellationException(from.location() + ": cancelled");
        };
    }

    @Override
    public void cancel() {
        token.cancel(null);
    }

    @Override
    public Progress progress() {
        return new Progress(state, run.bytes(), total, resumed, run.partsUnderWay(), run.retries());
    }
}
