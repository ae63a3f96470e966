package io.hawser.ssh.transport;

import java.io.IOException;
import java.io.OutputStream;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * What comes in on one channel, on its way to the listener. The library writes data into {@link #output} and {@link #errors}, closes the first at the end
 * of the data and the second when the channel is over, always on the reader thread unless the channel is closed from this side. Keeps the
 * listener's promises: one call at a time, {@code closed} last and once.
 */
final class Inflow {
    private final ChannelListener listener;
    private final Supplier<ChannelListener.Closing> how;
    private final BooleanSupplier closing;
    private final Runnable giveUp;
    private boolean open;
    private boolean inside;
    private ChannelListener.Closing over;
    private boolean told;
    private boolean ended;
    private IOException failure;

    /**
     * @param how the channel ended; asked once, when it is over
     * @param closing whether the streams are being closed because the whole channel is, not because the other side sends no more
     * @param giveUp has the channel closed by another thread, after the listener threw
     */
    Inflow(ChannelListener listener, Supplier<ChannelListener.Closing> how, BooleanSupplier closing, Runnable giveUp) {
        this.listener = listener;
        this.how = how;
        this.closing = closing;
        this.giveUp = giveUp;
    }

    final OutputStream output = new Stream() {
        @Override
        void deliver(byte[] bytes, int offset, int length) throws IOException {
            listener.data(bytes, offset, length);
        }

        @Override
        public void close() {
            eof();
        }
    };

    final OutputStream errors = new Stream() {
        @Override
        void deliver(byte[] bytes, int offset, int length) throws IOException {
            listener.errorData(bytes, offset, length);
        }

        @Override
        public void close() {
            over();
        }
    };

    /** The server agreed to the request: from now on the listener may be told that the channel is over. */
    void opened() {
        synchronized (this) {
            open = true;
        }
        tell();
    }

    /** The channel was not opened: the listener is told nothing any more. */
    synchronized void abandon() {
        told = true;
        over = over == null ? how.get() : over;
    }

    /** What the listener threw, if anything. */
    synchronized IOException failure() {
        return failure;
    }

    private void eof() {
        if (closing.getAsBoolean() || !enter()) {
            return;
        }
        try {
            if (!ended) {
                ended = true;
                listener.eof();
            }
        } finally {
            leave();
        }
    }

    /** The channel is over. Idempotent. */
    void over() {
        synchronized (this) {
            if (over == null) {
                over = how.get();
            }
        }
        tell();
    }

    private synchronized boolean enter() {
        if (over != null) {
            return false;
        }
        inside = true;
        return true;
    }

    private void leave() {
        synchronized (this) {
            inside = false;
        }
        tell();
    }

    private void tell() {
        synchronized (this) {
            if (over == null || !open || inside || told) {
                return;
            }
            told = true;
        }
        listener.closed(over);
    }

    private abstract class Stream extends OutputStream {
        abstract void deliver(byte[] bytes, int offset, int length) throws IOException;

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            if (!enter()) {
                return;
            }
            try {
                if (failure() == null) {
                    deliver(bytes, offset, length);
                }
            } catch (IOException | RuntimeException | Error e) {
                // Thrown on, it would end the whole connection, or be swallowed.
                synchronized (Inflow.this) {
                    failure = e instanceof IOException io ? io : new IOException(Shown.words(e), e);
                }
                giveUp.run();
            } finally {
                leave();
            }
        }
    }
}
