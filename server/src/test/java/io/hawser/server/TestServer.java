package io.hawser.server;

import io.hawser.server.jail.Jail;
import io.hawser.server.transport.JailOpener;
import io.hawser.testkit.SshAccess;
import io.hawser.testkit.SshKey;
import io.hawser.testkit.SshServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A server with one user, who logs in by a key; it leaves writing to the disk to the system, which is faster. */
final class TestServer implements SshServer {
    static final String USER = "tester";

    private final Path folder;
    private final SftpServer server;
    private final SshAccess access;
    private final Queue<ServerEvent> events;

    private TestServer(Path folder, SftpServer server, SshAccess access, Queue<ServerEvent> events) {
        this.folder = folder;
        this.server = server;
        this.access = access;
        this.events = events;
    }

    static TestServer serving(Path root) throws IOException {
        return serving(root, config -> config, user -> user);
    }

    static TestServer serving(Path root, UnaryOperator<ServerConfig> as) throws IOException {
        return serving(root, as, user -> user);
    }

    /** {@code who} changes the user, {@code as} everything else. */
    static TestServer serving(Path root, UnaryOperator<ServerConfig> as, UnaryOperator<User> who) throws IOException {
        return serving(root, as, who, Jail::open);
    }

    /** The same over jails of another kind. */
    static TestServer serving(Path root, UnaryOperator<ServerConfig> as, UnaryOperator<User> who, JailOpener jails)
            throws IOException {
        Path folder = Files.createTempDirectory("hawser-server-test");
        SshKey client = SshKey.make(folder.resolve("id_ed25519"));
        SshKey host = SshKey.make(folder.resolve("host_ed25519"));
        var events = new ConcurrentLinkedQueue<ServerEvent>();
        User user = who.apply(User.of(USER, root).withKeys(List.of(client.publicLine())));
        SftpServer server = SftpServer.start(
                as.apply(ServerConfig.with(host.file())
                        .withDurable(false)
                        .withUser(user)
                        .withListener(events::add)),
                jails);
        SshAccess access = SshAccess.create(
                server.address().getPort(),
                USER,
                client.file(),
                folder.resolve("known_hosts"),
                List.of(host.publicLine()),
                "");
        return new TestServer(folder, server, access, events);
    }

    @Override
    public SshAccess access() {
        return access;
    }

    SftpServer server() {
        return server;
    }

    /** What has happened so far. */
    List<ServerEvent> events() {
        return List.copyOf(events);
    }

    <E extends ServerEvent> List<E> events(Class<E> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    @Override
    public void close() throws IOException {
        server.close();
        if (Files.exists(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}
