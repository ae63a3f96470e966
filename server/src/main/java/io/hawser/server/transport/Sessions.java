package io.hawser.server.transport;

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

    private static final class OneThreaded extends ServerSessionImpl {
        private volatile Thread handling;

        OneThreaded(ServerFactoryManager server, IoSession connection) throws Exception {
            super(server, connection);
        }

        @Override
        protected void handleMessage(Buffer message) throws Exception {
            handling = Thread.currentThread();
            try {
                super.handleMessage(message);
            } finally {
                handling = null;
            }
        }

        @Override
        protected boolean isRekeyRequired() {
            return Thread.currentThread() == handling && super.isRekeyRequired();
        }
    }
}
