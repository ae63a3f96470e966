package io.hawser.ssh.transport;

import io.hawser.StoreException;
import io.hawser.store.Scope;

/** Lets one in after the other until somebody found the way; from then on everybody at once. */
final class FirstCome {
    private boolean busy;
    private boolean found;

    /** Waits for a turn. */
    Turn enter(Scope scope, Object where) throws StoreException {
        try (var _ = scope.hold(this::wake)) {
            synchronized (this) {
                while (busy && !found && !scope.stopped()) {
                    wait();
                }
                if (scope.stopped()) {
                    throw new StoreException.Unavailable(where, "broken off");
                }
                busy = true;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException.Unavailable(where, "interrupted", e);
        }
        return this::leave;
    }

    /** The way is known. */
    synchronized void found() {
        found = true;
        notifyAll();
    }

    private synchronized void leave() {
        busy = false;
        notifyAll();
    }

    private synchronized void wake() {
        notifyAll();
    }

    /** A turn, until it is closed. */
    interface Turn extends AutoCloseable {
        @Override
        void close();
    }
}
