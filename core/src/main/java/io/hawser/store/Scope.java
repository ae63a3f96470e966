package io.hawser.store;

/**
 * The engine's hold on an operation that a store is carrying out: how it is stopped when the copy is cancelled, its deadline passes or nothing
 * moves for too long. Whoever blocks in I/O registers how to break it off:
 *
 * {@snippet :
 * try (var _ = scope.hold(connection::abort)) {
 *     connection.read(buffer);
 * }
 * }
 *
 * <p>The broken-off operation fails with whatever its I/O throws, reported as {@link io.hawser.StoreException.Unavailable}; the engine knows
 * why it was broken off and says so.
 */
public interface Scope {
    /**
     * Has {@code abort} run, at most once and from another thread, when the operation must end; at once if that is so already. It must
     * return promptly, must not throw, and must touch only what belongs to this operation.
     */
    Hold hold(Runnable abort);

    /** From now on the other side works without a byte moving (a commit, a server-side copy): the longer limit for silence applies. */
    void expectSilence();

    /**
     * From now on it may take as long as whoever is on the other side likes: a person who reads our output, a command that writes our input. Only
     * a cancellation or a deadline ends it.
     */
    void expectPatience();

    /** {@code bytes} moved that no sink sees: read again to prove them, passed over to reach a range. They show that all is well. */
    void moved(long bytes);

    /** Whether the operation should end. */
    boolean stopped();

    /** A registration; closing it ends it. */
    interface Hold extends AutoCloseable {
        @Override
        void close();
    }

    /** A scope that nothing stops. */
    static Scope unlimited() {
        return Unlimited.INSTANCE;
    }
}
