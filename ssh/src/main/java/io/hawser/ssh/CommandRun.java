package io.hawser.ssh;

import io.hawser.StoreException;
import io.hawser.ssh.CommandException.Reason;
import io.hawser.ssh.Conclusion.Ended;
import io.hawser.ssh.Conclusion.Failure;
import io.hawser.ssh.Drain.Ending;
import io.hawser.ssh.transport.Channel;
import io.hawser.ssh.transport.ChannelListener;
import io.hawser.ssh.transport.Connection;
import io.hawser.store.Scope;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One run of a command. A thread of its own connects, waits for the end and hands in the result; output is handed over by the connection's reader
 * thread, so that a slow taker keeps the server waiting, and input is sent by a third.
 *
 * <p>The connection serves this command alone. The reader thread is never interrupted: it may be writing to the process's own standard output, whose
 * channel an interrupt would close.
 */
final class CommandRun implements ChannelListener {
    /** How long the other side may take to confirm that a channel is closed, so that what was sent before it arrives. */
    private static final long CONFIRMATION_MILLIS = 500;

    /** How long a drain that blocks may keep a run that was broken off. */
    private static final long PATIENCE_MILLIS = 2000;

    private final RemoteCommand command;
    private final Connector connector;
    private final Consumer<CommandRun> onEnd;
    private final CommandScope scope = new CommandScope();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Drain stdout;
    private final Drain stderr;
    private final Optional<Feed> feed;
    private final Optional<InputPump> pump;
    private final long started = System.nanoTime();

    private Channel channel;
    private Closing closing;
    private Failure failure;
    private boolean eof;
    private boolean draining;
    private boolean over;
    private Conclusion conclusion;

    /** Makes the connection for one run. */
    @FunctionalInterface
    interface Connector {
        Connection connect(Scope scope) throws StoreException;
    }

    /**
     * Opens what the command reads from and writes to; nothing is connected yet.
     *
     * @param onEnd called once, when everything is released
     */
    CommandRun(RemoteCommand command, Connector connector, Consumer<CommandRun> onEnd) throws IOException {
        this.command = command;
        this.connector = connector;
        this.onEnd = onEnd;
        this.feed = command.stdin().open();
        this.pump = feed.map(source -> new InputPump(source, this::inputFailed));
        Drain out = null;
        Drain err = null;
        try {
            out = command.stdout().open(OutputKind.STDOUT);
            err = command.stderr().joinsStdout()
                    ? Drain.joined(out)
                    : command.stderr().open(OutputKind.STDERR);
        } finally {
            if (err == null) {
                release(feed, out);
            }
        }
        this.stdout = out;
        this.stderr = err;
    }

    private static void release(Optional<Feed> feed, Drain out) throws IOException {
        if (feed.isPresent()) {
            feed.get().close();
        }
        if (out != null) {
            out.end(Ending.BROKEN);
        }
    }

    /** Releases everything in place of a start. */
    void discard() throws IOException {
        release(feed, stdout);
        stderr.end(Ending.BROKEN);
    }

    void start() {
        Thread.ofPlatform().daemon().name("hawser-exec").start(this::run);
        command.deadline()
                .ifPresent(deadline -> Thread.ofPlatform()
                        .daemon()
                        .name("hawser-exec-deadline")
                        .start(() -> expire(deadline)));
    }

    private void run() {
        try {
            attend();
        } catch (InterruptedException e) {
            // Nobody has a hold of this thread.
            throw new AssertionError(e);
        } finally {
            ended.countDown();
            onEnd.accept(this);
            synchronized (this) {
                notifyAll();
            }
        }
    }

    private void attend() throws InterruptedException {
        StoreException refused = null;
        Connection connection = null;
        try {
            connection = connector.connect(scope);
            open(connection);
            if (!awaitClosing()) {
                breakOff(connection);
            }
        } catch (StoreException e) {
            refused = e;
        } catch (RuntimeException e) {
            refused = new StoreException.Unavailable(command.host(), "failed: " + e, e);
        }
        if (connection != null) {
            connection.close();
        }
        if (pump.isPresent()) {
            pump.get().stop();
        }
        Ended all;
        boolean stuck;
        synchronized (this) {
            over = true;
            all = new Ended(refused, failure, closing, eof);
            stuck = draining;
        }
        conclusion = Conclusion.of(command, stdout, stderr, stuck, started, all);
    }

    private void open(Connection connection) throws StoreException {
        var opened = connection.open(command.request(), this, scope);
        synchronized (this) {
            channel = opened;
            notifyAll();
        }
        if (pump.isPresent()) {
            pump.get().start(opened);
        } else {
            try {
                opened.sendEof();
            } catch (IOException _) {
                // It is over already, which its closing tells.
            }
        }
    }

    /** Whether the command ended before anything broke it off. */
    private synchronized boolean awaitClosing() throws InterruptedException {
        while (closing == null && failure == null) {
            wait();
        }
        return closing != null;
    }

    /** Closes the channel, then the connection. Both sides get a moment: the server to take what was sent before, the drains to take what they were given. */
    private void breakOff(Connection connection) throws InterruptedException {
        stdout.abandon();
        stderr.abandon();
        var closer = Thread.ofPlatform().daemon().name("hawser-exec-close").start(channel::close);
        closer.join(CONFIRMATION_MILLIS);
        await(CONFIRMATION_MILLIS, true);
        connection.close();
        await(PATIENCE_MILLIS, false);
    }

    private synchronized void await(long millis, boolean forClosing) throws InterruptedException {
        long until = System.nanoTime() + millis * 1_000_000;
        while (forClosing ? closing == null : draining) {
            long left = (until - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return;
            }
            wait(left);
        }
    }

    // --- what the transport tells, on its reader thread

    @Override
    public void data(byte[] bytes, int offset, int length) {
        hand(stdout, OutputKind.STDOUT, bytes, offset, length);
    }

    @Override
    public void errorData(byte[] bytes, int offset, int length) {
        hand(stderr, OutputKind.STDERR, bytes, offset, length);
    }

    private void hand(Drain drain, OutputKind kind, byte[] bytes, int offset, int length) {
        synchronized (this) {
            if (failure != null || over) {
                return;
            }
            draining = true;
        }
        try {
            drain.write(bytes, offset, length);
        } catch (IOException | RuntimeException | Error e) {
            // Memory that ran out, say: what is missing now must not look complete, whatever status comes.
            fail(Failure.ofOutput(drain, kind, e));
        } finally {
            leave();
        }
    }

    private synchronized void leave() {
        draining = false;
        if (failure != null) {
            notifyAll();
        }
    }

    @Override
    public synchronized void eof() {
        eof = true;
    }

    @Override
    public synchronized void closed(Closing how) {
        closing = how;
        notifyAll();
    }

    // --- what breaks it off

    private void inputFailed(Throwable cause) {
        fail(new Failure(Reason.INPUT, "standard input: " + Failures.reason(cause), cause));
    }

    private void expire(Duration deadline) {
        try {
            if (!ended.await(TimeUnit.NANOSECONDS.convert(deadline), TimeUnit.NANOSECONDS)) {
                fail(new Failure(Reason.DEADLINE, "the deadline of " + Failures.seconds(deadline) + " passed", null));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    // --- for the caller

    CommandResult result() throws IOException, InterruptedException {
        ended.await();
        if (conclusion.thrown() != null) {
            throw conclusion.thrown();
        }
        return conclusion.result();
    }

    /** Waits for the end, whatever comes in between. */
    void awaitEnd() {
        boolean interrupted = false;
        while (!hasEnded()) {
            try {
                ended.await();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    boolean hasEnded() {
        return ended.getCount() == 0;
    }

    void signal(String name) throws IOException, InterruptedException {
        Channel to;
        synchronized (this) {
            while (channel == null && !hasEnded() && failure == null) {
                wait();
            }
            to = closing == null && failure == null ? channel : null;
        }
        if (to == null) {
            throw new IOException(command.host() + ": the command has ended");
        }
        to.signal(name);
    }

    void cancel() {
        fail(new Failure(Reason.CANCELLED, "cancelled", null));
    }

    private void fail(Failure first) {
        synchronized (this) {
            if (failure != null || closing != null || over) {
                return;
            }
            failure = first;
            notifyAll();
        }
        scope.stop();
    }
}
