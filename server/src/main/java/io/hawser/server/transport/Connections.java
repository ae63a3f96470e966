package io.hawser.server.transport;

import io.hawser.server.ChannelStatus;
import io.hawser.server.Limits;
import io.hawser.server.ServerConfig;
import io.hawser.server.ServerEvent;
import io.hawser.server.User;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;

/** All connections and channels, from their beginning to their end; who counts asks here. */
final class Connections implements SessionListener {
    private static final String UNAUTHENTICATED = "too many connections that have not logged in, at most ";

    private final ServerConfig config;
    private final Events events;
    private final Offenders offenders;
    private final Executor elsewhere;
    /** The oldest first. */
    private final Map<Session, Connection> open = new LinkedHashMap<>();

    private final Map<Long, SftpChannel> channels = new LinkedHashMap<>();
    private final Windows windows = Windows.ofThisJvm();
    private long lastChannel;
    /** Of what has ended, and is being told of. */
    private int telling;

    private boolean stopping;

    /** @param elsewhere runs what must not run on the transport's threads */
    Connections(ServerConfig config, Events events, Offenders offenders, Executor elsewhere) {
        this.elsewhere = elsewhere;
        this.config = config;
        this.events = events;
        this.offenders = offenders;
    }

    private Optional<String> refusal(InetSocketAddress address) {
        Limits limits = config.limits();
        if (stopping) {
            return Optional.of("the server is stopping");
        }
        if (offenders.isBanned(address.getAddress())) {
            return Optional.of("too many failed logins from this address");
        }
        if (open.size() >= limits.connections()) {
            return Optional.of("too many connections, at most " + limits.connections());
        }
        return Optional.empty();
    }

    private List<Connection> unauthenticated() {
        return open.values().stream().filter(each -> each.user().isEmpty()).toList();
    }

    /**
     * Who has to go so that one from that address may come, as there are as many as may be that have not logged in: the oldest of the address that has most of them, if that is
     * not this address itself. So no address keeps all the others out.
     */
    private Optional<Connection> displaced(List<Connection> unauthenticated, InetAddress newcomer) {
        Map<InetAddress, Integer> counts = new HashMap<>();
        unauthenticated.forEach(each -> counts.merge(each.address(), 1, Integer::sum));
        InetAddress heaviest =
                Collections.max(counts.entrySet(), Map.Entry.comparingByValue()).getKey();
        if (counts.get(heaviest) <= counts.getOrDefault(newcomer, 0) + 1) {
            return Optional.empty();
        }
        return unauthenticated.stream()
                .filter(each -> each.address().equals(heaviest))
                .findFirst();
    }

    @Override
    public void sessionEstablished(Session session) {
        var address = (InetSocketAddress) session.getIoSession().getRemoteAddress();
        var connection = new Connection(session, address);
        Optional<String> refusal;
        Optional<Connection> displaced = Optional.empty();
        synchronized (this) {
            refusal = refusal(address);
            List<Connection> unauthenticated = unauthenticated();
            int most = config.limits().unauthenticated();
            if (refusal.isEmpty() && unauthenticated.size() >= most) {
                displaced = displaced(unauthenticated, address.getAddress());
                if (displaced.isEmpty()) {
                    refusal = Optional.of(UNAUTHENTICATED + most);
                }
            }
            displaced.ifPresent(each -> each.because(UNAUTHENTICATED + most));
            if (refusal.isEmpty()) {
                session.setAttribute(Connection.KEY, connection);
                open.put(session, connection);
            }
        }
        displaced.ifPresent(each -> each.session().close(true));
        events.tell(
                refusal.isPresent()
                        ? new ServerEvent.Refused(connection.peer(), refusal.get())
                        : new ServerEvent.Connected(connection.peer()));
    }

    /** Turns away before anything is said or computed. (An exception in a listener for accepted sockets would leave the socket open.) */
    @Override
    public void sessionCreated(Session session) {
        if (session.getAttribute(Connection.KEY) == null) {
            session.close(true);
        }
    }

    @Override
    public void sessionEvent(Session session, Event event) {
        if (event != Event.Authenticated) {
            return;
        }
        Connection connection = session.getAttribute(Connection.KEY);
        User user = config.users().stream()
                .filter(each -> each.name().equals(session.getUsername()))
                .findFirst()
                .orElseThrow();
        boolean tooMany;
        synchronized (this) {
            long others = open.values().stream()
                    .filter(each -> each.user().equals(Optional.of(user)))
                    .count();
            tooMany = others >= user.connections();
            connection.loggedIn(user, config.clock().nanos());
        }
        events.tell(new ServerEvent.LoggedIn(connection.peer(), user.name(), connection.method()));
        if (tooMany) {
            // Not here: the message of success is encrypted already, and not yet sent.
            elsewhere.execute(() -> end(
                    connection,
                    SshConstants.SSH2_DISCONNECT_TOO_MANY_CONNECTIONS,
                    "too many connections of this user, at most " + user.connections()));
        }
    }

    /** Ends a connection with a message to its client. */
    void end(Connection connection, int code, String reason) {
        connection.because(reason);
        try {
            connection.session().disconnect(code, reason);
        } catch (IOException _) {
            connection.session().close(true);
        }
    }

    @Override
    public void sessionDisconnect(Session session, int reason, String text, String language, boolean initiator) {
        Connection connection = session.getAttribute(Connection.KEY);
        if (connection != null) {
            connection.because(
                    !initiator && reason == SshConstants.SSH2_DISCONNECT_BY_APPLICATION ? "the client was done" : text);
        }
    }

    @Override
    public void sessionException(Session session, Throwable failure) {
        Connection connection = session.getAttribute(Connection.KEY);
        if (connection != null) {
            connection.because("failed: " + failure.getMessage());
        }
    }

    @Override
    public void sessionClosed(Session session) {
        Connection connection;
        boolean over;
        synchronized (this) {
            connection = open.remove(session);
            if (connection == null) {
                return;
            }
            connection.leave();
            over = connection.isOver();
            telling++;
        }
        if (connection.user().isEmpty()) {
            // Clients offer one key after the other: only when the last was refused too, it is a failure. Each wrong
            // password was one already.
            connection.triedKeys().ifPresent(name -> {
                offenders.failed(connection.address());
                events.tell(new ServerEvent.LoginFailed(connection.peer(), name, "publickey"));
            });
        }
        told(connection, over);
    }

    /** Tells that a connection is over when its last channel is, too: nothing of it is told after that. */
    private void told(Connection connection, boolean over) {
        if (over) {
            events.tell(new ServerEvent.Disconnected(
                    connection.peer(), connection.user().map(User::name), connection.reason()));
        }
        synchronized (this) {
            telling--;
            notifyAll();
        }
    }

    /** Takes a channel into the books; empty when it may be, and otherwise why not. */
    synchronized Optional<String> add(SftpChannel channel, Connection connection) {
        if (stopping) {
            return Optional.of("the server is stopping");
        }
        if (connection.channels() >= config.limits().channels()) {
            return Optional.of("too many channels, at most " + config.limits().channels());
        }
        connection.addChannels(1, config.clock().nanos());
        lastChannel++;
        channel.entered(lastChannel, windows.take(connection.channels()));
        channels.put(lastChannel, channel);
        return Optional.empty();
    }

    /** Takes a channel out of the books, once, and tells so. */
    void remove(SftpChannel channel, ServerEvent.ChannelClosed closed) {
        Connection connection = channel.connection();
        synchronized (this) {
            channels.remove(channel.number());
            windows.give(channel.window());
            telling++;
        }
        events.tell(closed);
        boolean over;
        synchronized (this) {
            connection.addChannels(-1, config.clock().nanos());
            over = connection.isOver();
        }
        told(connection, over);
    }

    synchronized List<SftpChannel> channels() {
        return List.copyOf(channels.values());
    }

    synchronized List<Connection> connections() {
        return List.copyOf(open.values());
    }

    /** Those of users that have had no channel for longer than that. */
    synchronized List<Connection> unused(long nanos) {
        long now = config.clock().nanos();
        return open.values().stream()
                .filter(each -> each.user().isPresent() && each.channels() == 0 && now - each.unused() > nanos)
                .toList();
    }

    /** Those without a channel. */
    synchronized List<Connection> idle() {
        return open.values().stream().filter(each -> each.channels() == 0).toList();
    }

    /** The live view. */
    List<ChannelStatus> status() {
        var all = new ArrayList<ChannelStatus>();
        channels().forEach(channel -> all.add(channel.status()));
        return all;
    }

    /** Nothing new is let in from here on. */
    synchronized void stopping() {
        stopping = true;
    }

    /** Waits until all channels and connections are gone, and that is told; whether they are. */
    synchronized boolean awaitEmpty(long nanos) throws InterruptedException {
        long end = System.nanoTime() + nanos;
        while (!channels.isEmpty() || !open.isEmpty() || telling > 0) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            wait(Math.max(1, left / 1_000_000));
        }
        return true;
    }
}
