package io.hawser.ssh.transport;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.StoreException;
import io.hawser.store.Scope;
import io.hawser.testkit.LeakChecked;
import io.hawser.testkit.OpenSshServer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@LeakChecked
class LeakTest {
    @TempDir
    private Path folder;

    @Test
    void leavesNothingBehind() throws Exception {
        try (var server = OpenSshServer.serving(folder).start();
                var transport = Client.of(server.access()).transport()) {
            for (int i = 0; i < 3; i++) {
                try (var connection = transport.connect(Scope.unlimited())) {
                    var told = new Recorded();
                    var channel = connection.open(ConnectionTest.exec("cat"), told, Scope.unlimited());
                    channel.send(new byte[4 << 20], 0, 4 << 20);
                    channel.sendEof();
                    told.end();
                }
            }
            var denied = Client.of(server.access())
                    .without("identity")
                    .option("IdentityFile=none")
                    .transport();
            assertThatThrownBy(() -> denied.connect(Scope.unlimited())).isInstanceOf(StoreException.Denied.class);
            denied.close();
        }
    }
}
