package io.hawser.testkit.ssh;

import io.hawser.testkit.SshAccess;
import io.hawser.testkit.SshKey;
import io.hawser.testkit.SshServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.sshd.common.file.virtualfs.VirtualFileSystemFactory;
import org.apache.sshd.common.keyprovider.FileKeyPairProvider;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.auth.password.RejectAllPasswordAuthenticator;
import org.apache.sshd.server.config.keys.AuthorizedKeysAuthenticator;
import org.apache.sshd.server.subsystem.SubsystemFactory;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;

/** An Apache MINA SSHD server in this JVM. */
public final class MinaServer implements SshServer {
    /** Who logs in. */
    public static final String USER = "tester";

    private final Path home;
    private final org.apache.sshd.server.SshServer server;
    private final SshAccess access;
    private final AtomicInteger connections;

    private MinaServer(
            Path home, org.apache.sshd.server.SshServer server, SshAccess access, AtomicInteger connections) {
        this.home = home;
        this.server = server;
        this.access = access;
        this.connections = connections;
    }

    /**
     * What the server does.
     *
     * @param root the folder it serves by SFTP, which clients see as {@code /}
     * @param sftp what serves the {@code sftp} subsystem
     * @param commands what happens for a command line
     * @param password what the user can log in by, beside the key of {@link SshAccess}
     * @param rekeyBytes after how many bytes it exchanges keys again
     */
    public record Settings(
            Path root,
            SubsystemFactory sftp,
            Function<String, List<CommandStep>> commands,
            Optional<String> password,
            long rekeyBytes) {
        /** These settings with remote commands that do as they are told. */
        public Settings withCommands(Function<String, List<CommandStep>> script) {
            return new Settings(root, sftp, script, password, rekeyBytes);
        }

        /** These settings with one behaviour for all remote commands. */
        public Settings withCommand(CommandStep... steps) {
            return withCommands(_ -> List.of(steps));
        }

        /** These settings with a login by password. */
        public Settings withPassword(String word) {
            return new Settings(root, sftp, commands, Optional.of(word), rekeyBytes);
        }

        /** These settings with a key exchange after so many bytes. */
        public Settings withRekey(long bytes) {
            return new Settings(root, sftp, commands, password, bytes);
        }

        Settings withSftp(SubsystemFactory other) {
            return new Settings(root, other, commands, password, rekeyBytes);
        }

        /** Starts the server. */
        public MinaServer start() throws IOException {
            return MinaServer.start(this);
        }
    }

    /** Settings that serve a folder by MINA's own SFTP, and run no commands. */
    public static Settings serving(Path root) {
        return new Settings(
                root,
                new SftpSubsystemFactory(),
                _ -> List.of(new CommandStep.Status(127)),
                Optional.empty(),
                CoreModuleProperties.REKEY_BYTES_LIMIT.getRequiredDefault());
    }

    private static MinaServer start(Settings settings) throws IOException {
        Path home = Files.createTempDirectory("hawser-testkit-mina");
        // MINA reads an Ed25519 key only with a library that is not in the JDK.
        SshKey client = SshKey.make(home.resolve("id_ecdsa"), "ecdsa", "");
        SshKey host = SshKey.make(home.resolve("host_ecdsa"), "ecdsa", "");
        Path authorized = Files.writeString(home.resolve("authorized_keys"), client.publicLine() + "\n");
        AtomicInteger connections = new AtomicInteger();
        var server = org.apache.sshd.server.SshServer.setUpDefaultServer();
        server.setHost(SshAccess.HOST);
        server.setKeyPairProvider(new FileKeyPairProvider(host.file()));
        server.setPublickeyAuthenticator(new AuthorizedKeysAuthenticator(authorized));
        server.setPasswordAuthenticator(
                settings.password().isEmpty()
                        ? RejectAllPasswordAuthenticator.INSTANCE
                        : (user, word, _) -> user.equals(USER)
                                && word.equals(settings.password().get()));
        server.setFileSystemFactory(new VirtualFileSystemFactory(settings.root().toRealPath()));
        server.setSubsystemFactories(List.of(settings.sftp()));
        server.setCommandFactory(
                (_, line) -> new ScriptedCommand(settings.commands().apply(line)));
        CoreModuleProperties.IDLE_TIMEOUT.set(server, Duration.ZERO);
        CoreModuleProperties.REKEY_BYTES_LIMIT.set(server, settings.rekeyBytes());
        // What a command leaves undone is not waited for.
        CoreModuleProperties.COMMAND_EXIT_TIMEOUT.set(server, Duration.ofMillis(1));
        server.addSessionListener(new SessionListener() {
            @Override
            public void sessionCreated(Session session) {
                connections.incrementAndGet();
            }
        });
        server.start();
        return new MinaServer(
                home,
                server,
                SshAccess.create(
                        server.getPort(),
                        USER,
                        client.file(),
                        home.resolve("known_hosts"),
                        List.of(host.publicLine()),
                        ""),
                connections);
    }

    @Override
    public SshAccess access() {
        return access;
    }

    /** How many connections it has accepted. */
    public int connections() {
        return connections.get();
    }

    /** How many connections are open. */
    public int openConnections() {
        return server.getActiveSessions().size();
    }

    /** Ends the connections that are open, without a word; new ones are accepted. */
    public void killSessions() {
        server.getActiveSessions().forEach(session -> session.close(true));
    }

    @Override
    public void close() throws IOException {
        if (Files.notExists(home)) {
            return;
        }
        server.stop(true);
        try (Stream<Path> all = Files.walk(home)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
