package io.hawser.server.transport;

import java.io.IOException;
import java.time.Instant;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.future.DefaultKeyExchangeFuture;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.session.helpers.KeyExchangeMessageHandler;
import org.apache.sshd.common.session.helpers.PendingWriteFuture;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.server.ServerFactoryManager;
import org.apache.sshd.server.session.ServerSessionImpl;
import org.apache.sshd.server.session.SessionFactory;

/**
 * Makes connections that differ from the library's in four things.
 *
 * <ul>
 *   <li>They begin a new key exchange only while they handle a message. The library would also begin one wherever something is sent; on another thread that can cross with one that
 *       the client has begun, which ends the connection. Messages come all the time while data moves, whichever way.
 *   <li>Who does not read the answers to what he asks is not read from either, so that not more and more of them wait. While keys are exchanged, when he has to be read from, too many end the
 *       connection.
 *   <li>Attempts to log in, of any kind, and the time for them are those of the connection; what belongs after the login ends it before.
 *   <li>A service is begun once: beginning it anew would forget how often somebody has tried to log in and since when, or which channels are open.
 * </ul>
 */
final class Sessions extends SessionFactory {
    /** Answers that wait for one connection; who reads has never so many. */
    private static final int MOST_WAITING = 1_024;

    /** Requests to log in, of any kind: a client first asks what there is, and then offers its keys one by one. */
    private static final int LOGIN_ATTEMPTS = 10;

    private static final String TOO_MANY = "too many attempts to log in, at most " + LOGIN_ATTEMPTS;

    /** From this type on messages belong to what comes after the login; before it they end the connection, RFC 4252 section 6. */
    private static final int FIRST_AFTER_LOGIN = 80;

    Sessions(ServerFactoryManager server) {
        super(server);
    }

    @Override
    protected ServerSessionImpl doCreateSession(IoSession connection) throws Exception {
        return new Bounded(getServer(), connection);
    }

    /** Whether the client's window bounds how many of these there are. */
    private static boolean isBounded(int message) {
        return message == SshConstants.SSH_MSG_CHANNEL_DATA
                || message == SshConstants.SSH_MSG_CHANNEL_EXTENDED_DATA
                || message == SshConstants.SSH_MSG_CHANNEL_WINDOW_ADJUST;
    }

    private static final class Bounded extends ServerSessionImpl {
        private static final String USER_AUTHENTICATION = "ssh-userauth";

        private final Object pace = new Object();
        private int waiting;
        private boolean held;
        private volatile Thread handling;
        private int attempts;

        Bounded(ServerFactoryManager server, IoSession connection) throws Exception {
            super(server, connection);
        }

        @Override
        protected void handleMessage(Buffer message) throws Exception {
            int type = message.array()[message.rpos()] & 0xff;
            if (!isAuthenticated()) {
                if (type >= FIRST_AFTER_LOGIN) {
                    disconnect(SshConstants.SSH2_DISCONNECT_PROTOCOL_ERROR, "not logged in");
                    return;
                }
                if (type == SshConstants.SSH_MSG_USERAUTH_REQUEST && ++attempts > LOGIN_ATTEMPTS) {
                    disconnect(SshConstants.SSH2_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE, TOO_MANY);
                    return;
                }
            }
            handling = Thread.currentThread();
            try {
                super.handleMessage(message);
            } finally {
                handling = null;
            }
        }

        /** The time to log in is that of the whole connection, not counted anew when its client asks for the service. */
        @Override
        public Instant resetAuthTimeout() {
            return getAuthTimeoutStart();
        }

        @Override
        protected boolean isRekeyRequired() {
            return Thread.currentThread() == handling && super.isRekeyRequired();
        }

        @Override
        protected IoWriteFuture doWritePacket(Buffer packet) throws IOException {
            boolean counts = !isBounded(packet.rawByte(packet.rpos()) & 0xff);
            IoWriteFuture written = super.doWritePacket(packet);
            if (counts && !written.isDone()) {
                waits(1);
                written.addListener(_ -> waits(-1));
            }
            return written;
        }

        private void waits(int more) {
            synchronized (pace) {
                waiting += more;
                if (!held && waiting >= MOST_WAITING) {
                    held = true;
                    getIoSession().suspendRead();
                } else if (held && waiting <= MOST_WAITING / 2) {
                    held = false;
                    getIoSession().resumeRead();
                }
            }
        }

        @Override
        protected KeyExchangeMessageHandler initializeKeyExchangeMessageHandler() {
            return new KeyExchangeMessageHandler(this, log) {
                private int answers;

                @Override
                public DefaultKeyExchangeFuture initNewKeyExchange() {
                    return updateState(() -> {
                        answers = 0;
                        return super.initNewKeyExchange();
                    });
                }

                @Override
                protected PendingWriteFuture enqueuePendingPacket(int message, Buffer packet) {
                    if (!isBounded(message) && isOneTooMany()) {
                        throw new IllegalStateException("too many requests within a key exchange");
                    }
                    return super.enqueuePendingPacket(message, packet);
                }

                private synchronized boolean isOneTooMany() {
                    answers++;
                    return answers > MOST_WAITING;
                }
            };
        }

        @Override
        protected boolean handleServiceRequest(String service, Buffer request) throws Exception {
            if (currentService.getService() == null) {
                return super.handleServiceRequest(service, request);
            }
            if (isAuthenticated() || !service.equals(USER_AUTHENTICATION)) {
                disconnect(SshConstants.SSH2_DISCONNECT_SERVICE_NOT_AVAILABLE, "Bad service request");
                return false;
            }
            // Some clients ask for it before each attempt.
            Buffer accept = createBuffer(SshConstants.SSH_MSG_SERVICE_ACCEPT, service.length() + Integer.BYTES);
            accept.putString(service);
            writePacket(accept);
            return true;
        }
    }
}
