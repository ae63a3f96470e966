package io.hawser.ssh.transport;

import com.jcraft.jsch.ChannelDirectTCPIP;
import com.jcraft.jsch.ChannelExec;
import com.jcraft.jsch.ChannelSubsystem;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.Session;
import io.hawser.StoreException;
import io.hawser.store.Scope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** A session of the library over a wire. */
final class SshConnection implements Connection {
    /** The largest the library takes; its own record of a packet is a little larger. */
    private static final int PACKET = 258_048;

    private final Session session;
    private final Wire wire;
    private final SessionLog log;
    private final HostConfig where;
    private final Duration patience;
    private final Set<SshChannel> channels = ConcurrentHashMap.newKeySet();
    private final Map<Thread, com.jcraft.jsch.Channel> opening = new ConcurrentHashMap<>();

    /** {@code patience}: how long the server may take to answer a request for a channel. */
    SshConnection(Session session, Wire wire, SessionLog log, HostConfig where, Duration patience) {
        this.session = session;
        this.wire = wire;
        this.log = log;
        this.where = where;
        this.patience = patience;
        wire.beforeWaiting(this::nudge);
    }

    /**
     * What came in has been taken, perhaps the answer that an opening channel waits for: the library looks every 10 ms, and an interrupt has it look at
     * once. Before the channel is confirmed, it would take one for the end.
     */
    private void nudge() {
        opening.forEach((thread, channel) -> {
            if (channel.isConnected()) {
                thread.interrupt();
            }
        });
    }

    @Override
    public Channel open(ChannelRequest request, ChannelListener listener, Scope scope) throws StoreException {
        try {
            var made = prepare(request);
            return start(made, request.window(), listener, scope, e -> refused(request, made, e));
        } catch (JSchException e) {
            throw unavailable(e);
        }
    }

    private Channel start(
            com.jcraft.jsch.Channel made,
            int window,
            ChannelListener listener,
            Scope scope,
            Function<JSchException, StoreException> refusal)
            throws StoreException {
        var inflow = new Inflow(
                listener, () -> closing(made), made::isClosed, () -> Thread.startVirtualThread(made::disconnect));
        SshChannel channel;
        try {
            made.setOutputStream(inflow.output);
            made.setExtOutputStream(inflow.errors);
            made.setLocalWindowSizeMax(window);
            made.setLocalPacketSize(Math.min(PACKET, window));
            channel = new SshChannel(this, made, inflow);
        } catch (JSchException | IOException e) {
            throw unavailable(e);
        }
        channels.add(channel);
        try {
            connect(made, scope);
        } catch (JSchException e) {
            channels.remove(channel);
            inflow.abandon();
            throw isOpen() ? refusal.apply(e) : unavailable(e);
        }
        inflow.opened();
        if (!isOpen()) {
            inflow.over();
        }
        return channel;
    }

    /** On a thread of its own, for the library neither heeds an interrupt nor ends early otherwise. */
    private void connect(com.jcraft.jsch.Channel made, Scope scope) throws JSchException {
        var answer = new CompletableFuture<Void>();
        Thread.ofVirtual().name("hawser-ssh-open " + where).start(() -> {
            opening.put(Thread.currentThread(), made);
            try {
                made.connect(Math.clamp(patience.toMillis(), 1, Integer.MAX_VALUE));
                if (!answer.complete(null)) {
                    made.disconnect();
                }
            } catch (JSchException | RuntimeException e) {
                answer.completeExceptionally(e);
            } finally {
                opening.remove(Thread.currentThread());
            }
        });
        try (var _ = scope.hold(() -> answer.completeExceptionally(new JSchException("broken off")))) {
            answer.join();
            if (!made.isConnected() && !made.isClosed()) {
                throw new JSchException("the channel was closed at once");
            }
        } catch (CompletionException e) {
            throw e.getCause() instanceof JSchException library
                    ? library
                    : new JSchException(Shown.words(e.getCause()), e);
        }
    }

    /** A connection that the server makes to another host, RFC 4254 section 7.2; the request's window is the listener's. */
    Channel tunnel(String host, int port, int window, ChannelListener listener, Scope scope) throws StoreException {
        try {
            var made = opened("direct-tcpip", ChannelDirectTCPIP.class);
            made.setHost(host);
            made.setPort(port);
            return start(
                    made,
                    window,
                    listener,
                    scope,
                    e -> new StoreException.Unavailable(
                            where,
                            "no connection from here to " + Shown.text(host) + " port " + port + ": "
                                    + openFailure(made),
                            e));
        } catch (JSchException e) {
            throw unavailable(e);
        }
    }

    private com.jcraft.jsch.Channel prepare(ChannelRequest request) throws JSchException {
        return switch (request) {
            case ChannelRequest.Subsystem subsystem -> {
                var channel = opened("subsystem", ChannelSubsystem.class);
                channel.setSubsystem(subsystem.name());
                yield channel;
            }
            case ChannelRequest.Exec exec -> {
                var channel = opened("exec", ChannelExec.class);
                channel.setCommand(exec.command().getBytes(StandardCharsets.UTF_8));
                exec.environment().forEach(channel::setEnv);
                exec.terminal().ifPresent(terminal -> {
                    channel.setPty(true);
                    channel.setPtyType(terminal.type(), terminal.columns(), terminal.rows(), 0, 0);
                });
                yield channel;
            }
        };
    }

    private <C extends com.jcraft.jsch.Channel> C opened(String type, Class<C> kind) throws JSchException {
        var channel = session.openChannel(type);
        if (channel == null) {
            throw new JSchException("session is down");
        }
        return kind.cast(channel);
    }

    private StoreException refused(ChannelRequest request, com.jcraft.jsch.Channel channel, JSchException failure) {
        var message = String.valueOf(failure.getMessage());
        if (message.contains("failed to send channel request")) {
            return new StoreException.Rejected(
                    where,
                    switch (request) {
                        case ChannelRequest.Subsystem subsystem ->
                            "the server has no subsystem " + Shown.text(subsystem.name());
                        case ChannelRequest.Exec _ -> "the server runs no commands for this user";
                    },
                    failure);
        }
        return new StoreException.Unavailable(
                where,
                "the server opens no channel: " + (message.equals("broken off") ? message : openFailure(channel)),
                failure);
    }

    /** The library leaves the reason code of RFC 4254 section 5.1 where the exit status goes, and drops the server's words. */
    private static String openFailure(com.jcraft.jsch.Channel channel) {
        return switch (channel.getExitStatus()) {
            case 1 -> "administratively prohibited";
            case 2 -> "connect failed";
            case 3 -> "unknown type of channel";
            case 4 -> "resource shortage";
            default -> "no answer";
        };
    }

    private StoreException unavailable(Exception failure) {
        return new StoreException.Unavailable(
                where, "the connection was lost: " + lost().orElse(Shown.words(failure)), failure);
    }

    private ChannelListener.Closing closing(com.jcraft.jsch.Channel channel) {
        return new ChannelListener.Closing(
                channel.getExitStatus() == -1 ? OptionalInt.empty() : OptionalInt.of(channel.getExitStatus()),
                Optional.ofNullable(channel.getExitSignal()).map(Shown::text),
                log.end().isPresent() ? lost() : Optional.empty());
    }

    @Override
    public boolean isOpen() {
        return session.isConnected() && wire.reason().isEmpty() && log.end().isEmpty();
    }

    @Override
    public Optional<String> lost() {
        return log.disconnected() ? log.end() : wire.reason().or(log::end);
    }

    @Override
    public String serverVersion() {
        return Shown.text(session.getServerVersion());
    }

    /** Only the wire is closed here: the library's own way interrupts its reader thread in the middle of whatever the listener does. */
    @Override
    public void close() {
        wire.close("closed by this side");
    }

    /** The thread on which the library reads. */
    Thread reader(Runnable library) {
        return Thread.ofPlatform().daemon().unstarted(() -> {
            Thread.currentThread().setName("hawser-ssh-read " + where);
            try {
                library.run();
            } catch (Error e) {
                log.died(e);
            } finally {
                ended();
            }
        });
    }

    /** Begins to watch that the other side is alive. */
    void watch() {
        new Keepalive(wire, where.aliveInterval(), where.aliveCount(), this::ask).start();
    }

    private void ask() {
        try {
            session.sendKeepAliveMsg();
        } catch (Exception e) {
            log.log(com.jcraft.jsch.Logger.INFO, "keep-alive: " + Shown.words(e));
        }
    }

    /** The reader thread has ended, in whatever way: nothing comes any more. */
    private void ended() {
        wire.close(WireProxy.BROKE_OFF);
        channels.forEach(SshChannel::lost);
    }

    void forget(SshChannel channel) {
        channels.remove(channel);
    }

    Wire wire() {
        return wire;
    }
}
