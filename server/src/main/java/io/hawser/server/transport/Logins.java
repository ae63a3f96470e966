package io.hawser.server.transport;

import io.hawser.server.ServerConfig;
import io.hawser.server.ServerEvent;
import io.hawser.server.User;
import java.security.PublicKey;
import java.time.Duration;
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
        session.getAttribute(Connection.KEY).trying("publickey");
        return user(name).filter(user -> AuthorizedKeys.contain(user, key)).isPresent();
    }

    @Override
    public boolean authenticate(String name, String password, ServerSession session) {
        Connection connection = session.getAttribute(Connection.KEY);
        connection.trying("password");
        var later = new AsyncAuthException();
        Duration delay = offenders.delay(connection.address());
        workers.schedule(
                () -> later.setAuthed(check(name, password, connection)), delay.toNanos(), TimeUnit.NANOSECONDS);
        throw later;
    }

    private boolean check(String name, String password, Connection connection) {
        if (!connection.session().isOpen() || offenders.isBanned(connection.address())) {
            // Nobody hears the answer, or it is no; others wait for theirs.
            return false;
        }
        Optional<String> hash = user(name).flatMap(User::password);
        if (hash.isEmpty()) {
            Bcrypt.matchNobody(password);
        }
        boolean right = hash.isPresent() && Bcrypt.matches(password, hash.get());
        if (!right) {
            offenders.failed(connection.address());
            events.tell(new ServerEvent.LoginFailed(connection.peer(), name, "password"));
        }
        return right;
    }

    @Override
    public boolean handleClientPasswordChangeRequest(
            ServerSession session, String name, String oldPassword, String newPassword) {
        return false;
    }
}
