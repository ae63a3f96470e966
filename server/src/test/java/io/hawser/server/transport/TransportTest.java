package io.hawser.server.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.server.ServerConfig;
import io.hawser.server.User;
import io.hawser.server.jail.Jail;
import io.hawser.testkit.Eventually;
import io.hawser.testkit.SshAccess;
import io.hawser.testkit.SshKey;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.sshd.core.CoreModuleProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The library below, and what happens at its seams. */
class TransportTest {
    @TempDir
    private Path folder;

    @Test
    void nobodyHasToReadWithinATime() throws IOException {
        Transport transport = Transport.start(ServerConfig.with(folder.resolve("key")), Jail::open);
        try (var _ =
                new Socket(transport.address().getAddress(), transport.address().getPort())) {
            Eventually.holds(() -> transport.connectionCount() == 1, () -> "not connected");
            var session = transport.connections().connections().getFirst().session();
            assertThat(CoreModuleProperties.NIO2_MIN_WRITE_TIMEOUT.getRequired(session))
                    .isZero();
            assertThat(CoreModuleProperties.NIO2_READ_TIMEOUT.getRequired(session))
                    .isZero();
        } finally {
            transport.stop(Duration.ZERO);
        }
    }

    @Test
    void aChannelThatIsClosedWhileItsHomeIsOpenedLeavesNothingOpen() throws IOException {
        SshKey client = SshKey.make(folder.resolve("client"));
        SshKey host = SshKey.make(folder.resolve("host"));
        var started = new AtomicReference<Transport>();
        var open = new AtomicInteger();
        Transport transport = Transport.start(
                ServerConfig.with(host.file())
                        .withUser(User.of("tester", folder).withKeys(List.of(client.publicLine()))),
                home -> {
                    started.get().connections().channels().forEach(channel -> channel.end("for a test"));
                    return counted(Jail.open(home), open);
                });
        started.set(transport);
        try {
            var access = SshAccess.create(
                    transport.address().getPort(),
                    "tester",
                    client.file(),
                    folder.resolve("known_hosts"),
                    List.of(host.publicLine()),
                    "");
            assertThat(access.sftp("ls").run().status()).isNotZero();
            Eventually.holds(
                    () -> transport.connectionCount() == 0
                            && transport.channels().isEmpty(),
                    () -> "still connected");
            assertThat(open).hasValue(0);
        } finally {
            transport.stop(Duration.ZERO);
        }
    }

    private static Jail counted(Jail jail, AtomicInteger open) {
        open.incrementAndGet();
        return (Jail) Proxy.newProxyInstance(
                TransportTest.class.getClassLoader(), new Class<?>[] {Jail.class}, (_, method, given) -> {
                    if (method.getName().equals("close")) {
                        open.decrementAndGet();
                    }
                    return method.invoke(jail, given);
                });
    }
}
