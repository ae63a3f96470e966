package io.hawser.server;

import io.hawser.testkit.Command;
import io.hawser.testkit.ServerProcess;
import io.hawser.testkit.SshAccess;
import io.hawser.testkit.SshKey;
import io.hawser.testkit.SshServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A server in a process of its own, so that its memory can be told from that of its clients. */
final class SeparateServer implements SshServer {
    private static final String PORT = "port ";

    private final ServerProcess process;
    private final SshAccess access;

    private SeparateServer(ServerProcess process, SshAccess access) {
        this.process = process;
        this.access = access;
    }

    /** Its main program: serves a folder, with a host key, to who has a key. */
    static final class Main {
        private Main() {}

        public static void main(String[] arguments) throws Exception {
            var user = User.of(TestServer.USER, Path.of(arguments[0]))
                    .withKeyFiles(List.of(Path.of(arguments[2])))
                    .withConnections(1_000);
            var config = ServerConfig.with(Path.of(arguments[1])).withUser(user);
            try (SftpServer server = SftpServer.start(config)) {
                System.out.println(PORT + server.address().getPort());
                Thread.currentThread().join();
            }
        }
    }

    static SeparateServer serving(Path root, String... jvmOptions) throws IOException {
        Path home = Files.createTempDirectory("hawser-server-test");
        // Of Ed25519 a client in this process knows only when there is a server in it too.
        SshKey client = SshKey.make(home.resolve("id"), "ecdsa", "");
        SshKey host = SshKey.make(home.resolve("host"), "ecdsa", "");
        List<String> java = Command.java(Main.class.getName())
                .and(root.toString(), host.file().toString(), client.file() + ".pub")
                .words();
        var command = new ArrayList<>(java);
        command.addAll(1, List.of(jvmOptions));
        command.add(1, "--enable-native-access=ALL-UNNAMED");
        ServerProcess process = ServerProcess.start(home, command, line -> line.startsWith(PORT));
        String port = process.log().stream()
                .filter(line -> line.startsWith(PORT))
                .findFirst()
                .orElseThrow(() -> new IOException("The server did not start: " + process.log()))
                .substring(PORT.length());
        return new SeparateServer(
                process,
                SshAccess.create(
                        Integer.parseInt(port),
                        TestServer.USER,
                        client.file(),
                        home.resolve("known_hosts"),
                        List.of(host.publicLine()),
                        ""));
    }

    @Override
    public SshAccess access() {
        return access;
    }

    /** What it has said, such as that its memory is used up. */
    List<String> log() {
        return process.log();
    }

    /** Bytes of its objects that are in use. */
    long heap() throws IOException {
        Command.Finished done = Command.of(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(process.pid()),
                        "GC.class_histogram")
                .run();
        String total = done.outText()
                .lines()
                .filter(line -> line.startsWith("Total "))
                .findFirst()
                .orElseThrow(() -> new IOException(done.toString()));
        return Long.parseLong(total.split(" +")[2]);
    }

    /** The most memory that the process ever had, in bytes. */
    long peak() throws IOException {
        return process.peakResidentBytes();
    }

    @Override
    public void close() throws IOException {
        process.close();
    }
}
