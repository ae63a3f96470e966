package io.hawser.ssh.transport;

import io.hawser.testkit.Eventually;
import io.hawser.testkit.Requirement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** OpenSSH's ssh-agent on a socket of its own. */
record TestAgent(Path socket, Process process) implements AutoCloseable {
    static TestAgent start(Path folder) throws IOException {
        var socket = Files.createTempDirectory(folder, "a").resolve("s");
        var process = new ProcessBuilder(Requirement.tool("ssh-agent").toString(), "-D", "-a", socket.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        Eventually.holds(() -> Files.exists(socket), () -> "ssh-agent " + process.info());
        return new TestAgent(socket, process);
    }

    void add(Path key) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(Requirement.tool("ssh-add").toString(), "-q", key.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("SSH_AUTH_SOCK", socket.toString());
        if (builder.start().waitFor() != 0) {
            throw new IOException("ssh-add " + key);
        }
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
