package io.hawser.ssh;

import io.hawser.testkit.OpenSshServer;
import io.hawser.testkit.SshAccess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** An {@link Ssh} that knows one server of the test kit and nothing of this machine. */
record RemoteHost(SshAccess access, Ssh ssh) implements AutoCloseable {
    static RemoteHost of(SshAccess access) {
        var options = SshOptions.defaults()
                .withEnvironment(Map.of("HOME", "/nonexistent", "USER", "nobody", "PATH", System.getenv("PATH")))
                .withHostOptions(access.options());
        return new RemoteHost(access, Ssh.open(options));
    }

    /** A server that takes variables from clients. */
    static OpenSshServer start(Path folder) throws IOException {
        return OpenSshServer.serving(folder)
                .with("AcceptEnv HAWSER_TEST_* SHLVL")
                .start();
    }

    /** A command whose shell takes itself for an inner one: bash would read what the user of this machine has in {@code ~/.bashrc}. */
    RemoteCommand command(String command) {
        return ssh.command(access.host(), command).withEnvironment("SHLVL", "1");
    }

    @Override
    public void close() {
        ssh.close();
    }
}
