package io.hawser.ssh.sftp;

import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.ssh.transport.Transport;
import io.hawser.store.Scope;
import io.hawser.store.TimeLimit;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * The sessions with one host. Small requests share the first; bulk transfers spread over several, each on a connection of its own, which are opened in the background while
 * the first is at work already. A session that sat idle is asked for a sign of life before it is used again.
 */
final class SessionPool implements AutoCloseable {
    /** How long making a further connection may take. */
    private static final Duration IN_ADVANCE = Duration.ofMinutes(1);

    private static final long TRUSTED_IDLE = Duration.ofSeconds(20).toNanos();

    /** A round trip shorter than this is one within a building, and no reason for many connections. */
    private static final long NEAR = Duration.ofMillis(3).toNanos();

    private final Location root;
    private final Transport transport;
    private final HostPace pace;
    private final Consumer<String> trace;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<SftpSession> sessions = new ArrayList<>();
    private boolean connecting;
    private Thread opener;
    private boolean closed;

    SessionPool(Location root, Transport transport, HostPace pace, Consumer<String> trace) {
        this.root = root;
        this.transport = transport;
        this.pace = pace;
        this.trace = trace;
    }

    /** A session in use. */
    static final class Lease implements AutoCloseable {
        private final SftpSession session;
        private boolean released;

        private Lease(SftpSession session) {
            this.session = session;
        }

        SftpSession session() {
            return session;
        }

        @Override
        public void close() {
            if (!released) {
                released = true;
                session.release();
            }
        }
    }

    /** A session for small requests. */
    Lease lease(Scope scope) throws StoreException {
        return lease(false, scope);
    }

    /** A session for many bytes: the one with the least to do; another is opened when all have something to do. */
    Lease leaseForBulk(Scope scope) throws StoreException {
        return lease(true, scope);
    }

    /** {@code session}, if it can still be used. */
    Optional<Lease> lease(SftpSession session) {
        lock.lock();
        try {
            if (!session.usable()) {
                return Optional.empty();
            }
            session.lease();
            return Optional.of(new Lease(session));
        } finally {
            lock.unlock();
        }
    }

    private Lease lease(boolean bulk, Scope scope) throws StoreException {
        while (true) {
            var there = existing(bulk, scope);
            if (there == null) {
                return connect(scope);
            }
            boolean alive = false;
            try {
                alive = there.session.idleNanos() < TRUSTED_IDLE || alive(there.session, scope);
            } finally {
                if (!alive) {
                    there.session.close();
                    there.close();
                }
            }
            if (alive) {
                return there;
            }
        }
    }

    /** A session that is there, waiting for one that is being connected; null when the caller is to connect. */
    private Lease existing(boolean bulk, Scope scope) throws StoreException {
        try (var _ = scope.hold(this::wake)) {
            lock.lock();
            try {
                while (true) {
                    if (closed) {
                        throw new StoreException.Unavailable(root, "the store is closed");
                    }
                    if (scope.stopped()) {
                        throw new StoreException.Unavailable(root, "broken off while connecting");
                    }
                    sessions.removeIf(session -> !session.usable());
                    var least = sessions.stream().min(Comparator.comparingInt(SftpSession::leases));
                    if (least.isPresent()) {
                        var session = bulk ? least.get() : sessions.getFirst();
                        if (bulk && session.leases() > 0) {
                            openAnother();
                        }
                        session.lease();
                        return new Lease(session);
                    }
                    // One that is opened in the background is not waited for: nobody watches how long that takes.
                    if (!connecting) {
                        connecting = true;
                        return null;
                    }
                    changed.await();
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                throw new StoreException.Unavailable(root, "interrupted while connecting");
            } finally {
                lock.unlock();
            }
        }
    }

    private Lease connect(Scope scope) throws StoreException {
        try {
            var session = open(scope);
            session.lease();
            add(session);
            return new Lease(session);
        } finally {
            lock.lock();
            try {
                connecting = false;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private SftpSession open(Scope scope) throws StoreException {
        var connection = transport.connect(scope);
        try {
            return SftpSession.open(connection, pace, scope);
        } catch (ProtocolException e) {
            throw new StoreException.Rejected(root, e.getMessage(), e);
        } catch (IOException e) {
            throw Failures.of(root, "start SFTP", e);
        }
    }

    private void add(SftpSession session) throws StoreException {
        lock.lock();
        try {
            if (!closed) {
                sessions.add(session);
                return;
            }
        } finally {
            lock.unlock();
        }
        session.close();
        throw new StoreException.Unavailable(root, "the store is closed");
    }

    private void openAnother() {
        if (connecting || opener != null || sessions.size() >= most()) {
            return;
        }
        opener = Thread.ofPlatform().daemon().name("hawser-sftp-connect").start(() -> {
            try (var limit = new TimeLimit(IN_ADVANCE)) {
                add(open(limit));
            } catch (StoreException e) {
                // What the others can do without is no failure of anybody's transfer.
                trace.accept("no further connection to " + root + ": " + e.reason());
                lock.lock();
                try {
                    // Where the others broke off too, it was not for want of room.
                    int open =
                            (int) sessions.stream().filter(SftpSession::usable).count();
                    if (open > 0) {
                        pace.full(open);
                    }
                } finally {
                    lock.unlock();
                }
            } finally {
                opened();
            }
        });
    }

    /** Over a short way two connections keep both ends busy; more would only cost their handshakes. */
    private int most() {
        boolean near = sessions.stream().anyMatch(session -> session.quickestReplyNanos() < NEAR);
        return near ? Math.min(2, pace.connections()) : pace.connections();
    }

    private void opened() {
        lock.lock();
        try {
            opener = null;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private boolean alive(SftpSession session, Scope scope) throws StoreException {
        try {
            session.request(new PacketBuilder(PacketType.REALPATH).putPath(".")).await(scope);
            return true;
        } catch (SessionLostException _) {
            return false;
        } catch (IOException e) {
            throw Failures.of(root, "use an idle connection", e);
        }
    }

    private void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Files will be moved: what that takes is made ready while the first connection is being made. */
    void expectBytes() {
        transport.expectBytes();
    }

    /** How hard the host may be driven. */
    HostPace pace() {
        return pace;
    }

    @Override
    public void close() {
        List<SftpSession> all;
        Thread last;
        lock.lock();
        try {
            closed = true;
            all = List.copyOf(sessions);
            sessions.clear();
            last = opener;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        all.forEach(SftpSession::close);
        transport.close();
        if (last != null) {
            try {
                last.join(TimeUnit.SECONDS.toMillis(5));
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
