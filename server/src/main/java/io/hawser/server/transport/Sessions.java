package io.hawser.server.transport;

import java.time.Instant;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.server.ServerFactoryManager;
import org.apache.sshd.server.session.ServerSessionImpl;
import org.apache.sshd.server.session.SessionFactory;

/**
 * Makes connections that begin a new key exchange only while they handle a message. The library would also begin one wherever something is sent; on another thread that can cross
 * with one that the client has begun, which ends the connection. Messages come all the time while data moves, whichever way.
 */
final class Sessions extends SessionFactory {
    Sessions(ServerFactoryManager server) {
        super(server);
    }

    @Override
    protected ServerSessionImpl doCreateSession(IoSession connection) throws Exception {
        return new OneThreaded(getServer(), connection);
    }

    /** Requests to log in, of any kind: a client first asks what there is, and then offers its keys one by one. */
    private static final int LOGIN_ATTEMPTS = 10;

    private static final String TOO_MANY = "too many attempts to log in, at most " + LOGIN_ATTEMPTS;

    /** From this type on messages belong to what comes after the login; before it they end the connection, RFC 4252 section 6. */
    private static final int FIRST_AFTER_LOGIN = 80;

    private static final class OneThreaded extends ServerSessionImpl {
        private volatile Thread handling;
        private int attempts;

        OneThreaded(ServerFactoryManager server, IoSession connection) throws Exception {
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

        /** The library counts attempts and time anew with each request for the service, of which a client may send as many as it likes. */
        @Override
        public Instant resetAuthTimeout() {
            return getAuthTimeoutStart();
        }

        @Override
        protected boolean isRekeyRequired() {
            return Thread.currentThread() == handling && super.isRekeyRequired();
        }
    }
}
