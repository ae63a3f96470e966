package io.hawser.ssh.sftp;

import io.hawser.StoreException;
import io.hawser.ssh.transport.ChannelListener;
import io.hawser.ssh.transport.ChannelRequest;
import io.hawser.ssh.transport.Connection;
import io.hawser.store.Scope;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One conversation with an SFTP server over a channel: many requests under way at a time, from many threads, replies in any order.
 *
 * <p>Threads: the transport's reader thread delivers replies to their {@link Exchange} and never waits; {@link RequestWriter} sends; callers wait for what they asked.
 * Bulk requests (READ, WRITE) need a {@linkplain #tryBegin() permit}, of which there are as many as the host bears; they begin with a few and double with every round
 * of replies. Other requests are few and need none.
 */
final class SftpSession implements AutoCloseable {
    private static final int PROTOCOL = 3;
    /** More than the bulk of a session can have under way, so that the window never holds the server back on a long link. */
    private static final int WINDOW = 32 << 20;

    /** So long without a reply and the server may have fallen silent. */
    private static final long SILENT = Duration.ofMillis(500).toNanos();

    private final Connection connection;
    private final HostPace pace;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<Integer, Exchange> pending = new HashMap<>();
    private final PacketStream stream;
    private RequestWriter writer;
    private int nextId;
    private Extensions extensions;
    private Answer limits;
    private TransferSizes sizes;
    private IOException failure;
    private boolean suspect;
    private int window;
    private int underWay;
    private int mostUnderWay;
    private long sinceMost;
    private int leases;
    private long lastReply = System.nanoTime();
    private long quickestReply = Long.MAX_VALUE;

    private SftpSession(Connection connection, HostPace pace) {
        this.connection = connection;
        this.pace = pace;
        this.window = Math.min(HostPace.FIRST_REQUESTS, pace.requests());
        this.stream = new PacketStream(new PacketStream.Receiver() {
            @Override
            public void version(long version, Reply reply) throws IOException {
                begun(version, reply);
            }

            @Override
            public Exchange answered(int id, int type) throws ProtocolException {
                return take(id, type);
            }
        });
    }

    /**
     * Starts a session over {@code connection}, which belongs to it from now on.
     *
     * @throws StoreException as {@link Connection#open}
     * @throws IOException when the server does not speak SFTP version 3
     */
    static SftpSession open(Connection connection, HostPace pace, Scope scope) throws IOException {
        var session = new SftpSession(connection, pace);
        try {
            session.start(scope);
            return session;
        } catch (IOException | RuntimeException | Error e) {
            session.close();
            throw e;
        }
    }

    private void start(Scope scope) throws IOException {
        var channel = connection.open(new ChannelRequest.Subsystem("sftp", WINDOW), new Incoming(), scope);
        writer = new RequestWriter(channel, this::lost);
        writer.send(new PacketBuilder(PacketType.INIT).init(PROTOCOL));
        try (var _ = scope.hold(() -> lost(new SessionLostException("broken off")))) {
            lock.lock();
            try {
                while (extensions == null && failure == null) {
                    changed.await();
                }
                if (failure != null) {
                    throw failure;
                }
            } finally {
                lock.unlock();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new SessionLostException("interrupted");
        }
        if (extensions.has(Extensions.LIMITS)) {
            // Not waited for: its reply comes before that of the first file that is opened.
            limits = request(new PacketBuilder(PacketType.EXTENDED).putName(Extensions.LIMITS));
        } else {
            sizes = TransferSizes.safe();
        }
    }

    /** What comes in; on the reader thread. */
    private final class Incoming implements ChannelListener {
        @Override
        public void data(byte[] bytes, int offset, int length) {
            if (over()) {
                return;
            }
            try {
                stream.accept(bytes, offset, length);
            } catch (IOException e) {
                lost(e);
            }
        }

        @Override
        public void closed(Closing how) {
            lost(new SessionLostException(how.lost().orElse("the server ended the SFTP session")));
            // Only now is it certain that nothing more is written where its bytes were going.
            var cutOff = stream.underWay();
            if (cutOff != null) {
                cutOff.failed(failure);
            }
        }
    }

    private boolean over() {
        lock.lock();
        try {
            return failure != null;
        } finally {
            lock.unlock();
        }
    }

    private void begun(long version, Reply reply) throws IOException {
        if (version != PROTOCOL) {
            throw new ProtocolException("it speaks version " + version + ", Hawser version 3");
        }
        lock.lock();
        try {
            extensions = Extensions.decode(reply);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private Exchange take(int id, int type) throws ProtocolException {
        lock.lock();
        try {
            var exchange = pending.remove(id);
            if (exchange == null) {
                throw new ProtocolException("a reply of type " + type + " to request " + Integer.toUnsignedString(id)
                        + ", which is not under way");
            }
            lastReply = System.nanoTime();
            return exchange;
        } finally {
            lock.unlock();
        }
    }

    /** Sends a request, perhaps on this thread; its reply, or that there will be none, goes to {@code exchange}. */
    void send(PacketBuilder request, Exchange exchange) {
        var packet = request.build(0);
        if (register(packet, exchange)) {
            writer.send(packet);
        }
    }

    /** As {@link #send}, without ever blocking: for the reader thread, and whoever holds a lock that it takes. */
    void queue(PacketBuilder request, Exchange exchange) {
        queue(request.build(0), null, exchange);
    }

    /** As {@link #queue}, with a packet that goes on with {@code payload}, which must not change until the reply came. */
    void queue(byte[] packet, Payload payload, Exchange exchange) {
        if (register(packet, exchange)) {
            writer.queue(packet, payload);
        }
    }

    /** Gives a packet its id; false when the session is over, which {@code exchange} has been told then. */
    private boolean register(byte[] packet, Exchange exchange) {
        IOException over;
        lock.lock();
        try {
            over = failure;
            if (over == null) {
                int id = nextId++;
                packet[PacketBuilder.ID] = (byte) (id >>> 24);
                packet[PacketBuilder.ID + 1] = (byte) (id >>> 16);
                packet[PacketBuilder.ID + 2] = (byte) (id >>> 8);
                packet[PacketBuilder.ID + 3] = (byte) id;
                pending.put(id, exchange);
            }
        } finally {
            lock.unlock();
        }
        if (over != null) {
            exchange.failed(over);
        }
        return over == null;
    }

    /** Bytes at the end of a packet. */
    record Payload(byte[] bytes, int length) {}

    /** The shortest time that any reply took: about the time of a round trip. */
    long quickestReplyNanos() {
        lock.lock();
        try {
            return quickestReply;
        } finally {
            lock.unlock();
        }
    }

    private void took(long nanos) {
        lock.lock();
        try {
            quickestReply = Math.min(quickestReply, nanos);
        } finally {
            lock.unlock();
        }
    }

    /** Sends a request whose reply can be waited for. */
    Answer request(PacketBuilder packet) {
        var answer = new Answer(this::suspect, this::took);
        send(packet, answer);
        return answer;
    }

    /** As {@link #request}, for a request that opens a handle: one that comes when nobody waits any more is closed again. */
    Answer requestHandle(PacketBuilder packet) {
        var answer = new Answer(this::suspect, this::took).orLate(this::closeLate);
        send(packet, answer);
        return answer;
    }

    private void closeLate(Reply reply) {
        if (reply.type() == PacketType.HANDLE) {
            try {
                queue(new PacketBuilder(PacketType.CLOSE).putString(reply.handle()), new Unheeded());
            } catch (IOException e) {
                lost(e);
            }
        }
    }

    /** What is at {@code path} itself, links not followed; null where there is nothing. */
    Attributes existing(String path, Scope scope) throws IOException {
        try {
            return request(new PacketBuilder(PacketType.LSTAT).putPath(path))
                    .await(scope)
                    .attributes();
        } catch (StatusException e) {
            if (e.code() == Status.NO_SUCH_FILE) {
                return null;
            }
            throw e;
        }
    }

    /** Closes a handle whose status does not matter. */
    void closeHandle(byte[] handle) {
        send(new PacketBuilder(PacketType.CLOSE).putString(handle), new Unheeded());
    }

    /** The most bytes of one READ and one WRITE. */
    TransferSizes sizes(Scope scope) throws IOException {
        lock.lock();
        try {
            if (sizes != null) {
                return sizes;
            }
        } finally {
            lock.unlock();
        }
        var reply = limits.await(scope);
        lock.lock();
        try {
            if (sizes == null) {
                sizes = reply.type() == PacketType.EXTENDED_REPLY ? TransferSizes.decode(reply) : TransferSizes.safe();
            }
            return sizes;
        } finally {
            lock.unlock();
        }
    }

    Extensions extensions() {
        return extensions;
    }

    /** Whether the server is known to answer requests one after the other, in the order they were sent. */
    boolean answersInOrder() {
        return connection.serverVersion().contains("OpenSSH");
    }

    /** A permit for one bulk request, if there is one. */
    boolean tryBegin() {
        lock.lock();
        try {
            if (underWay >= Math.min(window, pace.requests()) || failure != null) {
                return false;
            }
            underWay++;
            if (underWay > mostUnderWay) {
                mostUnderWay = underWay;
                sinceMost = 0;
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Gives a permit back; {@code answered}: the server did what was asked. */
    void ended(boolean answered) {
        lock.lock();
        try {
            underWay--;
            if (answered) {
                sinceMost++;
                window = Math.min(window + 1, pace.requests());
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until a permit may be had, or the session or the scope is over. */
    void awaitPermit(Scope scope) throws IOException {
        try (var _ = scope.hold(this::wake)) {
            lock.lock();
            try {
                while (underWay >= Math.min(window, pace.requests()) && failure == null && !scope.stopped()) {
                    changed.await();
                }
                if (failure != null) {
                    throw new SessionLostException(failure.getMessage());
                }
            } finally {
                lock.unlock();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new SessionLostException("interrupted");
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

    /** The session is used by one operation more. */
    void lease() {
        lock.lock();
        try {
            leases++;
        } finally {
            lock.unlock();
        }
    }

    /** The session is used by one operation less; a suspect one that nobody uses is closed. */
    void release() {
        boolean end;
        lock.lock();
        try {
            leases--;
            end = leases == 0 && suspect;
        } finally {
            lock.unlock();
        }
        if (end) {
            close();
        }
    }

    /** Operations that use it. */
    int leases() {
        lock.lock();
        try {
            return leases;
        } finally {
            lock.unlock();
        }
    }

    /** Somebody stopped waiting for a reply: perhaps the server lost it, so nothing new is begun here. */
    void suspect() {
        boolean end;
        int overload;
        lock.lock();
        try {
            // Who stops waiting while replies come was called off himself.
            boolean silent = System.nanoTime() - lastReply > SILENT;
            overload = suspect || failure != null || !silent ? 0 : overload();
            suspect = true;
            end = leases == 0;
        } finally {
            lock.unlock();
        }
        if (overload > 0) {
            pace.overloaded(overload);
        }
        if (end) {
            close();
        }
    }

    /** How many bulk requests were too many, if their number may be what brought the session down; otherwise 0. */
    private int overload() {
        return underWay > 1 && sinceMost < 4L * mostUnderWay ? mostUnderWay : 0;
    }

    /** Whether something new may be begun here. */
    boolean usable() {
        lock.lock();
        try {
            return failure == null && !suspect && connection.isOpen();
        } finally {
            lock.unlock();
        }
    }

    /** How long ago the server last answered anything, in nanoseconds. */
    long idleNanos() {
        lock.lock();
        try {
            return pending.isEmpty() ? System.nanoTime() - lastReply : 0;
        } finally {
            lock.unlock();
        }
    }

    private void lost(IOException why) {
        Map<Integer, Exchange> unanswered;
        int overload;
        lock.lock();
        try {
            if (failure != null) {
                return;
            }
            overload = suspect ? 0 : overload();
            failure = why;
            unanswered = Map.copyOf(pending);
            pending.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (overload > 0 && why instanceof SessionLostException) {
            pace.overloaded(overload);
        }
        unanswered.values().forEach(exchange -> exchange.failed(why));
        if (writer != null) {
            writer.close();
        }
        connection.close();
    }

    /** Ends it at once. Idempotent. */
    @Override
    public void close() {
        lock.lock();
        try {
            suspect = true;
        } finally {
            lock.unlock();
        }
        lost(new SessionLostException("closed"));
    }

    /** A request whose reply changes nothing. */
    private static final class Unheeded extends Exchange {
        @Override
        void replied(Reply reply) {}

        @Override
        void failed(IOException why) {}
    }
}
