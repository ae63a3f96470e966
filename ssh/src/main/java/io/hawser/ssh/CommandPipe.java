package io.hawser.ssh;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Leads the output of one command into the input of another, on whatever hosts they run, through a bounded buffer:
 *
 * {@snippet :
 * var pipe = CommandPipe.create();
 * var dump = ssh.command("ssh://db", "pg_dump shop").withStdout(Output.pipe(pipe)).start();
 * var load = ssh.command("ssh://test", "psql shop").withStdin(Input.pipe(pipe)).start();
 * dump.result();
 * load.result();
 * }
 *
 * <p>A writer that is ended before its output is complete does not look like one that is done: the reader fails with
 * {@link CommandException.Reason#INPUT}. A writer whose reader has ended fails with {@link CommandException.Reason#BROKEN_PIPE}.
 *
 * <p>One pipe serves one run of each command.
 */
public final class CommandPipe {
    private static final int USUAL_CAPACITY = 1 << 20;
    private static final int LARGEST_CAPACITY = 1 << 30;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final byte[] ring;
    private final AtomicBoolean hasWriter = new AtomicBoolean();
    private final AtomicBoolean hasReader = new AtomicBoolean();
    private int first;
    private int filled;
    private boolean complete;
    private boolean broken;
    private boolean abandoned;
    private boolean readerGone;

    private CommandPipe(int capacity) {
        this.ring = new byte[capacity];
    }

    /** With room for 1 MiB. */
    public static CommandPipe create() {
        return create(USUAL_CAPACITY);
    }

    /**
     * With room for that many bytes.
     *
     * @param capacity from 1 byte to 1 GiB
     */
    public static CommandPipe create(int capacity) {
        if (capacity < 1 || capacity > LARGEST_CAPACITY) {
            throw new IllegalArgumentException("a pipe has room for 1 byte to 1 GiB, not for " + capacity + " bytes");
        }
        return new CommandPipe(capacity);
    }

    Drain writer() {
        if (hasWriter.getAndSet(true)) {
            throw new IllegalStateException("a command writes into this pipe already");
        }
        return new Writer();
    }

    Feed reader() {
        if (hasReader.getAndSet(true)) {
            throw new IllegalStateException("a command reads from this pipe already");
        }
        return new Reader();
    }

    private final class Writer implements Drain {
        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            lock.lock();
            try {
                for (int done = 0; done < length; ) {
                    awaitRoom();
                    int start = (first + filled) % ring.length;
                    int count = Math.min(length - done, Math.min(ring.length - filled, ring.length - start));
                    System.arraycopy(bytes, offset + done, ring, start, count);
                    filled += count;
                    done += count;
                    changed.signalAll();
                }
            } finally {
                lock.unlock();
            }
        }

        private void awaitRoom() throws IOException {
            while (filled == ring.length && !readerGone && !abandoned) {
                changed.awaitUninterruptibly();
            }
            if (readerGone) {
                throw new ReaderGone();
            }
            if (abandoned) {
                throw new IOException("broken off while its reader took nothing");
            }
        }

        @Override
        public void end(Ending ending) {
            lock.lock();
            try {
                complete = ending != Ending.BROKEN;
                broken = !complete;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void abandon() {
            lock.lock();
            try {
                abandoned = true;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private final class Reader implements Feed {
        @Override
        public int read(byte[] buffer) throws IOException {
            lock.lock();
            try {
                while (filled == 0 && !complete && !broken && !readerGone) {
                    changed.awaitUninterruptibly();
                }
                if (readerGone || filled == 0) {
                    if (broken) {
                        throw new IOException("the command that writes it did not end as it should");
                    }
                    return -1;
                }
                int count = Math.min(buffer.length, Math.min(filled, ring.length - first));
                System.arraycopy(ring, first, buffer, 0, count);
                first = (first + count) % ring.length;
                filled -= count;
                changed.signalAll();
                return count;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            lock.lock();
            try {
                readerGone = true;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /** The command that read from the pipe has ended. */
    static final class ReaderGone extends IOException {
        private static final long serialVersionUID = 1L;

        ReaderGone() {
            super("the command that read it has ended");
        }
    }
}
