package io.hawser.ssh.sftp;

import io.hawser.store.StoreContext;
import io.hawser.testkit.SshServer;
import java.nio.file.Path;
import java.util.Map;

/** What stores in tests work with, and nothing of the machine they run on. */
final class TestSsh {
    private TestSsh() {}

    /** {@code home}: an empty folder of the test's own. */
    static StoreContext context(SshServer server, Path home) {
        var plain = StoreContext.defaults();
        return new StoreContext(
                Map.of("HOME", home.toString(), "PATH", System.getenv("PATH")),
                server.access().options(),
                plain.headers(),
                plain.budget(),
                plain.connectTimeout(),
                plain.trace(),
                plain.version());
    }
}
