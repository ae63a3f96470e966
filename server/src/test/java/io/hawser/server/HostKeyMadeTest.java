package io.hawser.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Command;
import io.hawser.testkit.Eventually;
import io.hawser.testkit.RunningCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host key that is missing is made once, and is whole, whoever starts at the same time. */
class HostKeyMadeTest {
    @TempDir
    private Path folder;

    /** Starts a server in a process of its own, when somebody makes a file, and tells its key. */
    static final class Start {
        private Start() {}

        /** @param arguments the host key, and the file to wait for */
        public static void main(String[] arguments) throws IOException {
            ServerConfig config = ServerConfig.with(Path.of(arguments[0]));
            System.out.println("ready");
            while (!Files.exists(Path.of(arguments[1]))) {
                Thread.onSpinWait();
            }
            try (SftpServer server = SftpServer.start(config)) {
                System.out.println(server.hostKeys().getFirst());
            }
        }
    }

    private void isOneWholeKey(Path file) throws IOException {
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(Command.of("ssh-keygen", "-y", "-f", file.toString()).run().outText())
                .startsWith("ssh-ed25519 ");
        try (Stream<Path> all = Files.list(file.getParent())) {
            assertThat(all).containsExactly(file);
        }
    }

    @Test
    void twoProcessesThatStartTogetherHaveOneKey() throws IOException {
        Path keys = Files.createDirectory(folder.resolve("keys"));
        Path go = folder.resolve("go");
        String file = keys.resolve("host_key").toString();
        try (RunningCommand one =
                        Command.java(Start.class.getName(), file, go.toString()).start();
                RunningCommand other =
                        Command.java(Start.class.getName(), file, go.toString()).start()) {
            for (RunningCommand each : List.of(one, other)) {
                Eventually.holds(() -> each.out().contains("ready"), each::err);
            }
            Files.createFile(go);
            String told = one.await().outText();
            assertThat(told).contains("ssh-ed25519");
            assertThat(other.await().outText()).isEqualTo(told);
        }
        isOneWholeKey(keys.resolve("host_key"));
    }

    @Test
    void soDoManyThatStartTogether() throws Exception {
        for (int round = 0; round < 10; round++) {
            Path keys = Files.createDirectory(folder.resolve("round" + round));
            Path file = keys.resolve("host_key");
            int servers = 6;
            var start = new CyclicBarrier(servers);
            Callable<HostKey> starting = () -> {
                start.await();
                try (SftpServer server = SftpServer.start(ServerConfig.with(file))) {
                    return server.hostKeys().getFirst();
                }
            };
            List<Future<HostKey>> all = new ArrayList<>();
            try (ExecutorService threads = Executors.newFixedThreadPool(servers)) {
                for (int i = 0; i < servers; i++) {
                    all.add(threads.submit(starting));
                }
            }
            for (Future<HostKey> one : all) {
                assertThat(one.get()).isEqualTo(all.getFirst().get());
            }
            isOneWholeKey(file);
        }
    }
}
