package io.hawser.ssh.sftp;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.ssh.Prompt;
import io.hawser.ssh.transport.Destination;
import io.hawser.ssh.transport.SshSettings;
import io.hawser.ssh.transport.Transport;
import io.hawser.store.Scope;
import io.hawser.testkit.LeakChecked;
import io.hawser.testkit.ssh.ScriptedSftpServer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@LeakChecked
class SessionPoolTest {
    @TempDir
    private Path served;

    @TempDir
    private Path home;

    @Test
    void whoIsCalledOffWhileRepliesComeSaysNothingAboutTheLoad() throws Exception {
        try (var server = ScriptedSftpServer.serving(served).start()) {
            var root = server.access().location("").root();
            var context = TestSsh.context(server, home);
            var settings = new SshSettings(
                    context.environment(),
                    context.options(),
                    context.connectTimeout(),
                    Prompt.none(),
                    context.trace(),
                    context.version());
            var pace = new HostPace(64, 4);
            try (var pool = new SessionPool(root, new Transport(Destination.of(root), settings), pace, _ -> {});
                    var lease = pool.leaseForBulk(Scope.unlimited())) {
                var session = lease.session();
                for (int i = 0; i < 4; i++) {
                    assertThat(session.tryBegin()).isTrue();
                }
                session.request(new PacketBuilder(PacketType.REALPATH).putPath("."))
                        .await(Scope.unlimited());
                session.suspect();
                assertThat(pace.requests()).isEqualTo(64);
                assertThat(pace.connections()).isEqualTo(4);
            }
        }
    }
}
