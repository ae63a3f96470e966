package io.hawser.server.transport;

import io.hawser.server.ServerConfig;
import io.hawser.server.ServerEvent;
import io.hawser.server.User;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.server.auth.AsyncAuthException;
import org.apache.sshd.server.auth.password.PasswordAuthenticator;
import org.apache.sshd.server.auth.pubkey.PublickeyAuthenticator;
import org.apache.sshd.server.session.ServerSession;

/** Who is let in. A password costs a tenth of a second of work, so that is done elsewhere than on the transport's threads, a few at a time. */
final class Logins implements PublickeyAuthenticator, PasswordAuthenticator {
    private final ServerConfig config;
    private final Events events;
    private final Offenders offenders;
    private final ScheduledExecutorService workers;
    private final int seed = new SecureRandom().nextInt();

    Logins(ServerConfig config, Events events, Offenders offenders, ScheduledExecutorService workers) {
        this.config = config;
        this.events = events;
        this.offenders = offenders;
        this.workers = workers;
    }

    private Optional<User> user(String name) {
        return config.users().stream().filter(user -> user.name().equals(name)).findFirst();
    }

    @Override
    public boolean authenticate(String name, PublicKey key, ServerSession session) {
        session.getAttribute(Connection.KEY).trying("publickey", name);
        return user(name).filter(user -> AuthorizedKeys.contain(user, key)).isPresent();
    }

    @Override
    public boolean authenticate(String name, String password, ServerSession session) {
        Connection connection = session.getAttribute(Connection.KEY);
        connection.trying("password", name);
        var later = new AsyncAuthException();
        Duration delay = offenders.delay(connection.address());
        workers.schedule(() -> answer(later, name, password, connection), delay.toNanos(), TimeUnit.NANOSECONDS);
        throw later;
    }

    /** Whatever happens, there is an answer: the client waits for it. */
    private void answer(AsyncAuthException later, String name, String password, Connection connection) {
        boolean right = false;
        try {
            right = check(name, password, connection);
        } finally {
            later.setAuthed(right);
        }
    }

    private boolean check(String name, String password, Connection connection) {
        if (offenders.isBanned(connection.address())) {
            // It was turned away while this waited: others' turn.
            connection.session().close(true);
            return false;
        }
        if (!connection.session().isOpen()) {
            return false;
        }
        Optional<String> hash = user(name).flatMap(User::password);
        boolean matches = Bcrypt.matches(password, hash.orElseGet(() -> standIn(name)));
        boolean right = hash.isPresent() && matches;
        if (!right) {
            offenders.failed(connection.address());
            events.tell(new ServerEvent.LoginFailed(connection.peer(), Connection.shortened(name), "password"));
        }
        return right;
    }

    /** The hash that is computed for somebody without one, always the same for a name and as costly as a real one, so that the time does not tell who is known here. */
    private String standIn(String name) {
        List<String> hashes = config.users().stream()
                .flatMap(user -> user.password().stream())
                .toList();
        return hashes.isEmpty() ? Bcrypt.NOBODY : hashes.get(Math.floorMod(name.hashCode() ^ seed, hashes.size()));
    }

    @Override
    public boolean handleClientPasswordChangeRequest(
            ServerSession session, String name, String oldPassword, String newPassword) {
        return false;
    }
}
