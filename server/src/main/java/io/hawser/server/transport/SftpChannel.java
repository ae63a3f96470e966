package io.hawser.server.transport;

import io.hawser.server.ChannelStatus;
import io.hawser.server.ServerEvent;
import io.hawser.server.User;
import io.hawser.server.jail.FilePath;
import io.hawser.server.jail.Jail;
import io.hawser.server.sftp.Account;
import io.hawser.server.sftp.Output;
import io.hawser.server.sftp.Packet;
import io.hawser.server.sftp.SftpHost;
import io.hawser.server.sftp.SftpSession;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.sshd.client.future.DefaultOpenFuture;
import org.apache.sshd.client.future.OpenFuture;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.RequestHandler;
import org.apache.sshd.common.channel.exception.SshChannelOpenException;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.threads.ThreadUtils;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.channel.AbstractServerChannel;

/**
 * A session channel, RFC 4254 section 6, that carries SFTP and nothing else. The session above sends into a queue; what the client's window and the network
 * take leaves it. It is in the books from its opening until it is closed on both sides and everything it had open is closed too.
 */
final class SftpChannel extends AbstractServerChannel implements Output, SftpHost {
    /** Bytes given to the network and not taken by it: enough to keep it busy. */
    private static final int MOST_IN_FLIGHT = 512 << 10;

    private static final int LARGEST_PACKET = 32 << 10;
    private static final int SMALLEST_PACKET = 256;

    private static final String SFTP_ONLY = "This server offers SFTP only (scp needs version 9 or newer, and no -O).\n";

    private final Transport transport;
    private final ArrayDeque<SshPacket> queue = new ArrayDeque<>();
    private final AtomicInteger queued = new AtomicInteger();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong received = new AtomicLong();
    private final AtomicInteger ends = new AtomicInteger(2);
    private final long opened;
    private volatile long moved;
    private volatile boolean starving;
    private volatile boolean gone;
    private volatile String reason = "";
    private volatile SftpSession sftp;
    private boolean finishing;
    private boolean refused;
    private boolean wantsAnswer;
    private Connection connection;
    private User user;
    private Jail jail;
    private long number;
    private long ownWindow;
    private int packetSize;

    SftpChannel(Transport transport) {
        super("", List.of(), null);
        this.transport = transport;
        this.opened = transport.clock().nanos();
        this.moved = opened;
    }

    /** Its number in the books, and what its client may send ahead. */
    void entered(long id, long bytes) {
        number = id;
        ownWindow = bytes;
        CoreModuleProperties.WINDOW_SIZE.set(this, bytes);
    }

    long window() {
        return ownWindow;
    }

    long number() {
        return number;
    }

    Connection connection() {
        return connection;
    }

    @Override
    public OpenFuture open(long recipient, long window, long packet, Buffer buffer) {
        connection = getSession().getAttribute(Connection.KEY);
        // Before it is in the books, where other threads see it.
        user = connection.user().orElse(null);
        packetSize = (int) Math.min(packet, LARGEST_PACKET);
        Optional<String> refusal = user == null
                ? Optional.of("not logged in")
                : packet < SMALLEST_PACKET
                        ? Optional.of("packets of " + packet + " bytes are too small")
                        : transport.connections().add(this, connection);
        if (refusal.isPresent()) {
            transport.events().tell(new ServerEvent.Refused(connection.peer(), refusal.get()));
            var failed = new DefaultOpenFuture(this, futureLock);
            failed.setException(new SshChannelOpenException(
                    getChannelId(), SshConstants.SSH_OPEN_RESOURCE_SHORTAGE, refusal.get()));
            // Or the library would keep it as long as the connection.
            close(true);
            return failed;
        }
        addCloseFutureListener(_ -> half());
        transport.events().tell(new ServerEvent.ChannelOpened(connection.peer(), user.name(), number));
        return super.open(recipient, window, packetSize, buffer);
    }

    @Override
    protected RequestHandler.Result handleInternalRequest(String request, boolean wantReply, Buffer buffer)
            throws IOException {
        return switch (request) {
            case "subsystem" -> start(buffer.getString(), wantReply);
            case "shell", "exec" -> {
                refused = sftp == null;
                yield refused ? RequestHandler.Result.ReplySuccess : RequestHandler.Result.ReplyFailure;
            }
            default -> RequestHandler.Result.ReplyFailure;
        };
    }

    private RequestHandler.Result start(String subsystem, boolean wantReply) {
        if (!subsystem.equals("sftp") || sftp != null || refused) {
            return RequestHandler.Result.ReplyFailure;
        }
        wantsAnswer = wantReply;
        var account = new Account(
                user.name(),
                user.home(),
                user.permissions(),
                transport.config().uploads(),
                transport.config().durable(),
                transport.uploads(),
                getSession().getClientVersion(),
                transport.config().limits().handles());
        var session = new SftpSession(account, this, this, this::record, transport.workers());
        synchronized (this) {
            if (gone) {
                return RequestHandler.Result.ReplyFailure;
            }
            sftp = session;
        }
        session.wake();
        return RequestHandler.Result.Replied;
    }

    /** Answers the request for the session: whether there is one turns out here, where files may be waited for. */
    @Override
    public Jail open() throws IOException {
        try {
            jail = transport.jails().open(user.home());
        } catch (IOException | RuntimeException e) {
            reason = "no home folder: " + e.getMessage();
            super.sendResponse(null, "subsystem", RequestHandler.Result.ReplyFailure, wantsAnswer);
            throw e;
        }
        super.sendResponse(null, "subsystem", RequestHandler.Result.ReplySuccess, wantsAnswer);
        return jail;
    }

    /** Says, where a command or a shell was asked for, that there is none; after the reply, so that the client shows it. */
    @Override
    protected IoWriteFuture sendResponse(Buffer buffer, String request, RequestHandler.Result result, boolean wantReply)
            throws IOException {
        IoWriteFuture done = super.sendResponse(buffer, request, result, wantReply);
        if (refused && !finishing) {
            finishing = true;
            reason = "asked for " + request;
            byte[] text = SFTP_ONLY.getBytes(StandardCharsets.US_ASCII);
            if (getRemoteWindow().getSize() >= text.length) {
                getRemoteWindow().consume(text.length);
                Buffer message = getSession()
                        .createBuffer(SshConstants.SSH_MSG_CHANNEL_EXTENDED_DATA, text.length + 3 * Integer.BYTES);
                message.putUInt(getRecipient());
                message.putUInt(SshConstants.SSH_EXTENDED_DATA_STDERR);
                message.putBytes(text);
                writePacket(message);
            }
            sendEof();
            sendExitStatus(1);
            close(false);
        }
        return done;
    }

    private void record(String operation, FilePath path, FilePath target, long bytes, String error) {
        transport
                .events()
                .tell(new ServerEvent.FileOperation(
                        connection.peer(),
                        user.name(),
                        number,
                        operation,
                        path.toString(),
                        Optional.ofNullable(target).map(FilePath::toString),
                        bytes,
                        Optional.ofNullable(error)));
    }

    @Override
    protected void doWriteData(byte[] data, int offset, long length) throws IOException {
        received.addAndGet(length);
        moved = transport.clock().nanos();
        SftpSession session = sftp;
        if (session == null) {
            getLocalWindow().release(length);
        } else {
            session.received(data, offset, (int) length);
        }
    }

    @Override
    protected void doWriteExtendedData(byte[] data, int offset, long length) throws IOException {
        getLocalWindow().release(length);
    }

    @Override
    public void handleEof() throws IOException {
        super.handleEof();
        SftpSession session = sftp;
        if (session == null) {
            close(false);
        } else {
            session.endOfInput();
        }
    }

    @Override
    public void handleWindowAdjust(Buffer buffer) throws IOException {
        super.handleWindowAdjust(buffer);
        SftpSession session = sftp;
        if (session != null) {
            session.wake();
        }
    }

    @Override
    public Packet packet() {
        return new SshPacket(this, packetSize);
    }

    @Override
    public void send(Packet packet) {
        if (!gone) {
            SshPacket fitted = ((SshPacket) packet).fitted(this);
            queue.add(fitted);
            queued.addAndGet(fitted.size());
        }
    }

    @Override
    public boolean ready() throws IOException {
        while (!queue.isEmpty()) {
            if (inFlight.get() >= MOST_IN_FLIGHT) {
                starving = true;
                // What came back in between has not seen that.
                if (inFlight.get() >= MOST_IN_FLIGHT) {
                    return false;
                }
                starving = false;
            }
            long window = getRemoteWindow().getSize();
            if (window <= 0) {
                return false;
            }
            SshPacket first = queue.peek();
            write(first.size() <= window ? queue.poll() : first.split(this, (int) window));
        }
        if (finishing) {
            finishing = false;
            sendEof();
            sendExitStatus(0);
            close(false);
        }
        return true;
    }

    private void write(SshPacket packet) throws IOException {
        int size = packet.size();
        int cost = packet.cost();
        getRemoteWindow().consume(size);
        inFlight.addAndGet(cost);
        queued.addAndGet(-size);
        // Otherwise this thread would wait while keys are exchanged; it need not, for what waits is bounded here.
        ThreadUtils.runAsInternal(packet.message(), message -> getSession().writePacket(message))
                .addListener(done -> written(size, cost, done));
    }

    private void written(int size, int cost, IoWriteFuture done) {
        inFlight.addAndGet(-cost);
        if (done.isWritten()) {
            sent.addAndGet(size);
            moved = transport.clock().nanos();
        }
        if (starving) {
            starving = false;
            sftp.wake();
        }
    }

    @Override
    public boolean drained() {
        return queued.get() == 0 && inFlight.get() == 0;
    }

    @Override
    public void consumed(int bytes) throws IOException {
        getLocalWindow().release(bytes);
    }

    @Override
    public void finish(String why) {
        if (reason.isEmpty()) {
            reason = why;
        }
        finishing = true;
        sftp.wake();
    }

    /** Ends it from outside, at once. */
    void end(String why) {
        if (reason.isEmpty()) {
            reason = why;
        }
        close(false);
    }

    /** Nothing more is opened; with nothing under way, it is closed. */
    void drain() {
        SftpSession session = sftp;
        if (session != null) {
            session.refuseFiles();
        }
        if (session == null || !session.isBusy()) {
            end("the server stopped");
        }
    }

    @Override
    protected void preClose() {
        boolean first;
        synchronized (this) {
            first = !gone;
            gone = true;
        }
        if (first && sftp == null) {
            over();
        } else if (first) {
            sftp.lose();
        }
        super.preClose();
    }

    @Override
    public void over() {
        if (jail != null) {
            jail.close();
        }
        half();
    }

    /** The channel is closed, or the session is over: when both are, it leaves the books. */
    private void half() {
        if (ends.decrementAndGet() == 0) {
            transport
                    .connections()
                    .remove(
                            this,
                            new ServerEvent.ChannelClosed(
                                    connection.peer(),
                                    user.name(),
                                    number,
                                    received.get(),
                                    sent.get(),
                                    Duration.ofNanos(transport.clock().nanos() - opened),
                                    reason.isEmpty() ? "the connection was lost" : reason));
        }
    }

    @Override
    public void handleClose() throws IOException {
        if (reason.isEmpty()) {
            reason = "the client closed it";
        }
        super.handleClose();
    }

    /** For how long no byte has moved, in nanoseconds. */
    long idle() {
        return transport.clock().nanos() - moved;
    }

    ChannelStatus status() {
        SftpSession session = sftp;
        return new ChannelStatus(
                number,
                user.name(),
                connection.peer(),
                received.get(),
                sent.get(),
                session == null ? 0 : session.openHandles(),
                Duration.ofNanos(transport.clock().nanos() - opened),
                Duration.ofNanos(idle()));
    }
}
