package io.hawser.ssh.sftp;

import io.hawser.store.Scope;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** A reply that somebody waits for. */
final class Answer extends Exchange {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition settled = lock.newCondition();
    private final Runnable suspect;
    private final LongConsumer took;
    private final long asked = System.nanoTime();
    private Consumer<Reply> late = _ -> {};
    private Reply reply;
    private IOException failure;
    private boolean abandoned;
    private boolean taken;

    /**
     * {@code suspect} is run when somebody stops waiting: the server may have fallen silent. {@code took} is told how long a reply took, in nanoseconds.
     */
    Answer(Runnable suspect, LongConsumer took) {
        this.suspect = suspect;
        this.took = took;
    }

    /** What to do with a reply that comes when nobody waits any more. */
    Answer orLate(Consumer<Reply> then) {
        late = then;
        return this;
    }

    @Override
    void replied(Reply came) {
        took.accept(System.nanoTime() - asked);
        boolean unwanted;
        lock.lock();
        try {
            unwanted = abandoned;
            reply = came;
            settled.signalAll();
        } finally {
            lock.unlock();
        }
        if (unwanted) {
            late.accept(came);
        }
    }

    @Override
    void failed(IOException why) {
        lock.lock();
        try {
            failure = why;
            settled.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for the reply.
     *
     * @throws SessionLostException when there will be none
     * @throws InterruptedIOException when the scope or an interrupt ended the wait
     */
    Reply await(Scope scope) throws IOException {
        try (var _ = scope.hold(this::abandon)) {
            lock.lock();
            try {
                while (reply == null && failure == null && !abandoned) {
                    settled.await();
                }
                if (reply != null) {
                    taken = true;
                    return reply;
                }
                if (failure != null) {
                    // The same exception serves everybody who waits; a stack of one's own tells who did.
                    throw new SessionLostException(failure.getMessage());
                }
                throw new InterruptedIOException("broken off while waiting for the server's reply");
            } finally {
                lock.unlock();
            }
        } catch (InterruptedException _) {
            abandon();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for the server's reply");
        }
    }

    /** Waits for at most that long, whatever happens to anybody's transfer; for tidying up. */
    Reply await(Duration limit) throws IOException {
        lock.lock();
        try {
            long left = limit.toNanos();
            while (reply == null && failure == null && left > 0) {
                left = settled.awaitNanos(left);
            }
            if (reply != null) {
                taken = true;
                return reply;
            }
            throw new SessionLostException(failure == null ? "no reply to a request" : failure.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for the server's reply");
        } finally {
            lock.unlock();
        }
    }

    /** Ends the wait, unless the reply is there already and will be taken. */
    private void abandon() {
        lock.lock();
        try {
            if (abandoned || reply != null || failure != null) {
                return;
            }
            abandoned = true;
            settled.signalAll();
        } finally {
            lock.unlock();
        }
        suspect.run();
    }

    /** Nobody will wait for this one: its reply is dealt with when it comes, or now. */
    void discard() {
        Reply untaken;
        lock.lock();
        try {
            abandoned = true;
            untaken = taken ? null : reply;
            taken = true;
        } finally {
            lock.unlock();
        }
        if (untaken != null) {
            late.accept(untaken);
        }
    }
}
