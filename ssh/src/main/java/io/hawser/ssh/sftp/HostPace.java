package io.hawser.ssh.sftp;

/**
 * How hard a host may be driven. When a server drops the connection or falls silent soon after more was asked of it than before, fewer requests and connections are used
 * from then on, for as long as the store lives. A connection that breaks after it ran well says nothing about the load.
 */
final class HostPace {
    /** Requests for bytes under way in one session at the beginning; it doubles while replies come. */
    static final int FIRST_REQUESTS = 16;

    private int requests;
    private int connections;

    HostPace(int requests, int connections) {
        this.requests = requests;
        this.connections = connections;
    }

    /** The most requests for bytes that may be under way in one session. */
    synchronized int requests() {
        return requests;
    }

    /** The most connections at a time. */
    synchronized int connections() {
        return connections;
    }

    /** A session with so many requests under way dropped or fell silent. */
    synchronized void overloaded(int underWay) {
        requests = Math.clamp(underWay / 2, 1, requests);
        connections = Math.max(1, connections / 2);
    }

    /** The server has no room for another connection beside {@code open} ones. */
    synchronized void full(int open) {
        connections = Math.max(1, Math.min(connections, open));
    }
}
