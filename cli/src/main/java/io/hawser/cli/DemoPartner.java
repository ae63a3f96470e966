package io.hawser.cli;

import io.hawser.Location;
import io.hawser.server.PasswordHash;
import io.hawser.server.ServerConfig;
import io.hawser.server.SftpServer;
import io.hawser.server.User;
import io.hawser.testkit.FaultProxy;
import io.hawser.testkit.FaultScript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** An SFTP server inside the demo, behind a bad line, and what its client needs. */
final class DemoPartner implements AutoCloseable {
    private static final String USER = "partner";
    private static final String PASSWORD = "only for this demo";

    private final Path folder;
    private final SftpServer server;
    private final FaultProxy line;

    private DemoPartner(Path folder, SftpServer server, FaultProxy line) {
        this.folder = folder;
        this.server = server;
        this.line = line;
    }

    /** @param folder a new one, for its home and keys */
    static DemoPartner start(Path folder, FaultScript cuts) throws IOException {
        Files.createDirectories(folder.resolve("home"));
        var user = User.of(USER, folder.resolve("home")).withPassword(PasswordHash.of(PASSWORD));
        var server =
                SftpServer.start(ServerConfig.with(folder.resolve("host_key")).withUser(user));
        try {
            var line = FaultProxy.to(server.address().getPort(), cuts);
            Files.writeString(folder.resolve("password"), PASSWORD + "\n");
            Files.writeString(
                    folder.resolve("known_hosts"),
                    "[127.0.0.1]:" + line.port() + " " + server.hostKeys().getFirst() + "\n");
            return new DemoPartner(folder, server, line);
        } catch (IOException e) {
            server.close();
            throw e;
        }
    }

    /** A file of it, as its clients name it. */
    Location location(String name) {
        return Location.parse("sftp://" + USER + "@127.0.0.1:" + line.port() + "/" + name);
    }

    /** Where that file is on this machine. */
    Path file(String name) {
        return folder.resolve("home").resolve(name);
    }

    /** How its host is reached, and nothing of this machine's own configuration. */
    Map<String, String> options() {
        return Map.of(
                "ssh_config",
                "none",
                "password_file",
                folder.resolve("password").toString(),
                "ssh_option",
                "UserKnownHostsFile=" + folder.resolve("known_hosts")
                        + "\nGlobalKnownHostsFile=/dev/null\nPreferredAuthentications=password");
    }

    @Override
    public void close() throws IOException {
        try (server) {
            line.close();
        }
    }
}
