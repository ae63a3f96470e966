package io.hawser.server.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hawser.Ticker;
import io.hawser.server.PasswordHash;
import io.hawser.server.ServerConfig;
import io.hawser.server.User;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.server.auth.AsyncAuthException;
import org.apache.sshd.server.session.ServerSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which passwords are looked at. */
class LoginsTest {
    private static final String RIGHT = "correct horse";
    private static final int BANNED = 20;

    private final Offenders offenders = new Offenders(Ticker.system());
    /** Whose delays are none. */
    private final ScheduledThreadPoolExecutor workers = new ScheduledThreadPoolExecutor(1) {
        @Override
        public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
            return super.schedule(task, 0, unit);
        }
    };

    private Logins logins;
    private ServerSession session;
    private Connection connection;
    private boolean open = true;

    @BeforeEach
    void connect() {
        ServerConfig config = ServerConfig.with(Path.of("host_key"))
                .withUser(User.of("tester", Path.of("/")).withPassword(PasswordHash.of(RIGHT)));
        logins = new Logins(config, new Events(List.of()), offenders, workers);
        session = (ServerSession) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {ServerSession.class},
                (_, method, _) -> switch (method.getName()) {
                    case "isOpen" -> open;
                    case "getAttribute" -> connection;
                    case "close" -> throw new IllegalStateException("it cannot be closed");
                    default -> throw new UnsupportedOperationException(method.getName());
                });
        connection = new Connection(session, new InetSocketAddress("127.0.0.1", 22));
    }

    @AfterEach
    void stop() {
        workers.shutdownNow();
    }

    private boolean isLetIn() {
        var later = catchThrowableOfType(AsyncAuthException.class, () -> logins.authenticate("tester", RIGHT, session));
        var answer = new CompletableFuture<Boolean>();
        later.addListener(answer::complete);
        return answer.join();
    }

    @Test
    void aRightPasswordOfAnOpenConnection() {
        assertThat(isLetIn()).isTrue();
        open = false;
        assertThat(isLetIn()).isFalse();
    }

    @Test
    void noneFromAnAddressThatIsTurnedAway() {
        for (int i = 0; i < BANNED; i++) {
            offenders.failed(connection.address());
        }
        assertThat(isLetIn()).isFalse();
    }
}
