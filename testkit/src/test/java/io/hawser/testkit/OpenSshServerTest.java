package io.hawser.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenSshServerTest {
    private static final Content CONTENT = Content.random(1, 300_000);

    @TempDir
    Path folder;

    @Test
    void servesFilesAndCommandsAndLogsThem() throws IOException {
        Path source = Files.createDirectory(folder.resolve("served")).resolve("a file");
        CONTENT.writeTo(source);
        try (OpenSshServer server =
                OpenSshServer.serving(folder.resolve("served")).start()) {
            Path result = folder.resolve("result");
            Command.Finished got = server.access()
                    .sftp("get \"" + server.access().location("a file").path() + "\" " + result)
                    .run();
            assertThat(got.status()).as(got::toString).isZero();
            assertThat(CONTENT.mismatch(result)).isEmpty();
            Command.Finished ran =
                    server.access().ssh().and("echo out; echo err >&2; exit 3").run();
            assertThat(ran.status()).as(ran::toString).isEqualTo(3);
            assertThat(ran.outText()).isEqualTo("out\n");
            assertThat(ran.errText()).isEqualTo("err\n");
            assertThat(server.connections()).isEqualTo(2);
            assertThat(server.logins()).isEqualTo(2);
            assertThat(server.sftpSessions()).isEqualTo(1);
            assertThat(server.commands()).isEqualTo(1);
            assertThat(server.access().location("a file"))
                    .hasToString("sftp://" + server.access().authority() + source.toRealPath());
        }
    }

    /** Tests share a server and run at once. */
    @Test
    void authorizesKeysFromManyThreads() throws Exception {
        try (OpenSshServer server = OpenSshServer.serving(folder).start();
                ExecutorService threads = Executors.newFixedThreadPool(16)) {
            List<Callable<Void>> adding = new ArrayList<>();
            List<String> lines = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                String line = "ssh-ed25519 key" + i;
                Files.writeString(folder.resolve(i + ".pub"), line + " a comment\n");
                SshKey key = new SshKey(folder.resolve(Integer.toString(i)));
                lines.add(line);
                adding.add(() -> {
                    server.authorize(key);
                    return null;
                });
            }
            for (Future<Void> added : threads.invokeAll(adding)) {
                added.get();
            }
            Path home = server.access().knownHosts().getParent();
            assertThat(Files.readAllLines(home.resolve("authorized_keys"))).containsAll(lines);
        }
    }

    @Test
    void takesSettings() throws IOException {
        SshKey ecdsa = SshKey.make(folder.resolve("key"), "ecdsa", "");
        try (OpenSshServer server = OpenSshServer.serving(folder)
                        .with("AcceptEnv COLOUR")
                        .with("Ciphers aes256-ctr")
                        .withHostKeys("ecdsa", "rsa")
                        .withChattyProfile("Welcome, \"friend\"")
                        .start();
                FaultProxy proxy = FaultProxy.to(server.port(), FaultScript.none())) {
            SshAccess access = server.access().at(proxy.port());
            assertThat(access.hostKey()).startsWith("ecdsa-sha2-nistp256 ");
            assertThat(access.with(ecdsa.file()).ssh().and("true").run().status())
                    .isEqualTo(255);
            server.authorize(ecdsa);
            Command.Finished ran = access.with(ecdsa.file())
                    .ssh()
                    .and("-v", "-o", "SendEnv=COLOUR", "echo $COLOUR $HOME")
                    .with("COLOUR", "blue")
                    .run();
            assertThat(ran.outText())
                    .as(ran::toString)
                    .isEqualTo("blue " + server.access().knownHosts().getParent() + "\n");
            assertThat(ran.errText()).contains("cipher: aes256-ctr");
            Command.Finished chatted = access.sftp("ls").run();
            assertThat(chatted.status()).isNotZero();
            assertThat(chatted.errText()).contains("Received message too long");
        }
    }

    @Test
    void leavesNoProcessBehind() throws IOException {
        OpenSshServer server = OpenSshServer.serving(folder).start();
        Path started = folder.resolve("started");
        try (server;
                RunningCommand first = running(server, started);
                RunningCommand second = running(server, folder.resolve("second"))) {
            server.killSessions();
            assertThat(first.await().status()).isEqualTo(255);
            assertThat(second.await().status()).isEqualTo(255);
            Files.delete(started);
            try (RunningCommand third = running(server, started)) {
                server.close();
                assertThat(third.await().status()).isEqualTo(255);
            }
            assertThat(server.sessions()).isEmpty();
        }
    }

    private static RunningCommand running(OpenSshServer server, Path started) throws IOException {
        RunningCommand command = server.access()
                .ssh()
                .and("touch " + started + "; sleep 600 & sleep 600")
                .start();
        Eventually.holds(() -> Files.exists(started), () -> "the command starts: " + command.err());
        return command;
    }
}
