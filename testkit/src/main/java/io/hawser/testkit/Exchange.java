package io.hawser.testkit;

import java.util.concurrent.atomic.AtomicLong;

/** A request that a server got, and what became of it; filled in while it is answered. */
public final class Exchange {
    private final Request request;
    private final AtomicLong sent = new AtomicLong();
    private volatile int status;
    private volatile boolean ended;

    Exchange(Request request) {
        this.request = request;
    }

    /** The request; its content was for the handler. */
    public Request request() {
        return request;
    }

    /** The status of the answer; 0 before there is one, and where it had no status line. */
    public int status() {
        return status;
    }

    /** The bytes of the answer's content that were given to the connection so far. */
    public long sent() {
        return sent.get();
    }

    /** Whether nothing more will be sent, for whatever reason. */
    public boolean ended() {
        return ended;
    }

    AtomicLong counter() {
        return sent;
    }

    void answered(int with) {
        status = with;
    }

    void end() {
        ended = true;
    }

    @Override
    public String toString() {
        return request + " -> " + status + ", " + sent + " bytes" + (ended ? "" : " so far");
    }
}
