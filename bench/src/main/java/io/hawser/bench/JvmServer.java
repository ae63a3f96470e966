package io.hawser.bench;

import io.hawser.testkit.ServerProcess;
import io.hawser.testkit.SshAccess;
import io.hawser.testkit.SshKey;
import io.hawser.testkit.SshServer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** An SFTP server in a JVM of its own, which serves a folder as {@code /} to who has a key. */
record JvmServer(String name, ServerProcess process, SshAccess access) implements SshServer {
    static final String MINA = "Apache MINA SSHD";

    private static final String USER = "tester";

    /** {@code hawser serve} as a user starts it. */
    static JvmServer hawser(Path launcher, Path root) throws IOException {
        var home = Files.createTempDirectory("hawser-bench-server");
        var client = SshKey.make(home.resolve("client"));
        var host = SshKey.make(home.resolve("host"));
        var config = Files.writeString(home.resolve("server.yaml"), """
                users:
                  - name: %s
                    home: %s
                    authorized_keys: [ "%s" ]
                """.formatted(USER, root, client.publicLine()));
        var command =
                List.of(launcher.toString(), "serve", "--port=0", "--config=" + config, "--host-key=" + host.file());
        return start("hawser serve", home, client, host, command);
    }

    /** Apache MINA SSHD as it comes. */
    static JvmServer mina(Path root) throws IOException {
        var home = Files.createTempDirectory("hawser-bench-server");
        // It reads an Ed25519 key only with a library that is not in the JDK.
        var client = SshKey.make(home.resolve("client"), "ecdsa", "");
        var host = SshKey.make(home.resolve("host"), "ecdsa", "");
        var authorized = Files.writeString(home.resolve("authorized"), client.publicLine() + "\n");
        var program = home.resolve("MinaServer.java");
        try (InputStream in = Objects.requireNonNull(JvmServer.class.getResourceAsStream("mina_server.java"))) {
            Files.copy(in, program);
        }
        var command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                program.toString(),
                root.toString(),
                host.file().toString(),
                authorized.toString());
        return start(MINA, home, client, host, command);
    }

    private static JvmServer start(String name, Path home, SshKey client, SshKey host, List<String> command)
            throws IOException {
        var process = ServerProcess.start(home, command, line -> line.startsWith("port "));
        var port = process.find(line -> line.startsWith("port "));
        if (port.isEmpty()) {
            var log = process.log();
            process.close();
            throw new IOException(name + " did not start: " + log);
        }
        var access = SshAccess.create(
                Integer.parseInt(port.get().substring("port ".length())),
                USER,
                client.file(),
                home.resolve("known_hosts"),
                List.of(host.publicLine()),
                "");
        return new JvmServer(name, process, access);
    }

    @Override
    public void close() throws IOException {
        process.close();
    }
}
