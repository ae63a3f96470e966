package io.hawser.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A real OpenSSH {@code sshd} on a free port of the loopback interface, with a configuration, keys and a log of its own, as
 * root and as an ordinary user. Who runs the test logs in, by a key; without PAM and the machine's passwords there is no
 * other way.
 */
public final class OpenSshServer implements SshServer {
    private static final int ATTEMPTS = 10;
    private static final String INTERNAL = "internal-sftp";

    private final Path home;
    private final ServerProcess process;
    private final SshAccess access;

    private OpenSshServer(Path home, ServerProcess process, SshAccess access) {
        this.home = home;
        this.process = process;
        this.access = access;
    }

    /**
     * What the server does.
     *
     * @param root the folder that locations are in; the rest of the machine's files is served too
     * @param sftp what serves the {@code sftp} subsystem: {@code internal-sftp}, or a script for {@code /bin/sh}
     * @param hostKeyTypes the types of its host keys, as {@code ssh-keygen -t} takes them; the first is preferred
     * @param lines of {@code sshd_config}; of a keyword that is given twice the first counts
     */
    public record Settings(Path root, String sftp, List<String> hostKeyTypes, List<String> lines) {
        /** Keeps copies. */
        public Settings {
            hostKeyTypes = List.copyOf(hostKeyTypes);
            lines = List.copyOf(lines);
        }

        /** These settings with a line of {@code sshd_config} more, such as {@code MaxSessions 1} or {@code RekeyLimit 256K}. */
        public Settings with(String line) {
            List<String> all = new ArrayList<>(lines);
            all.add(line);
            return new Settings(root, sftp, hostKeyTypes, all);
        }

        /** These settings with another program behind the {@code sftp} subsystem; an empty one offers no SFTP at all. */
        public Settings withSftp(String commandLine) {
            return new Settings(root, commandLine, hostKeyTypes, lines);
        }

        /** These settings with a line of text in front of the SFTP stream, as a shell profile that prints something does. */
        public Settings withChattyProfile(String text) {
            return withSftp("printf '%s\\n' '" + text + "'; exec " + sftpProgram());
        }

        /** These settings with those host keys. */
        public Settings withHostKeys(String... types) {
            return new Settings(root, sftp, List.of(types), lines);
        }

        /** Starts the server; the test is skipped, or fails, where there is no sshd ({@link Requirement}). */
        public OpenSshServer start() throws IOException {
            return OpenSshServer.start(Requirement.tool("sshd"), this);
        }
    }

    /** Settings that serve SFTP and remote commands. */
    public static Settings serving(Path root) {
        return new Settings(root, INTERNAL, List.of("ed25519"), List.of());
    }

    /** The program that serves SFTP outside of sshd's own process. */
    public static Path sftpProgram() {
        List<Path> places = Stream.of("/usr/lib/openssh", "/usr/lib/ssh", "/usr/libexec/openssh", "/usr/libexec")
                .map(folder -> Path.of(folder, "sftp-server"))
                .filter(Files::isExecutable)
                .toList();
        Requirement.that(!places.isEmpty(), "no sftp-server of OpenSSH on this machine");
        return places.getFirst();
    }

    private static OpenSshServer start(Path program, Settings settings) throws IOException {
        if (isRoot()) {
            // sshd insists on this place; it is empty and shared with every other sshd of the machine.
            Path empty = Path.of("/run/sshd");
            if (!Files.exists(empty)) {
                Files.createDirectories(
                        empty, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
            }
        }
        Path home = Files.createTempDirectory("hawser-testkit-sshd");
        SshKey client = SshKey.make(home.resolve("id_ed25519"));
        Files.writeString(home.resolve("authorized_keys"), client.publicLine() + "\n");
        List<String> hostKeys = new ArrayList<>();
        for (String type : settings.hostKeyTypes()) {
            hostKeys.add(SshKey.make(hostKey(home, type), type, "").publicLine());
        }
        Path config = home.resolve("sshd_config");
        List<String> command = List.of(program.toString(), "-D", "-e", "-f", config.toString());
        for (int attempt = 1; ; attempt++) {
            int port = freePort();
            Files.writeString(config, configuration(home, settings, port));
            ServerProcess process = ServerProcess.start(home, command, line -> line.startsWith("Server listening"));
            if (process.isAlive()) {
                Path knownHosts = home.resolve("known_hosts");
                String folder = settings.root().toRealPath().toString();
                return new OpenSshServer(
                        home, process, SshAccess.create(port, user(), client.file(), knownHosts, hostKeys, folder));
            }
            // Between the choice of a free port and sshd's own bind another program may have taken it.
            if (attempt == ATTEMPTS || process.count(line -> line.contains("Address already in use")) == 0) {
                List<String> log = process.log();
                process.close();
                throw new IOException("sshd did not start: " + log);
            }
        }
    }

    private static String configuration(Path home, Settings settings, int port) throws IOException {
        StringBuilder text = new StringBuilder();
        // Of a keyword that is given twice sshd takes the first.
        settings.lines().forEach(line -> text.append(line).append('\n'));
        settings.hostKeyTypes()
                .forEach(type ->
                        text.append("HostKey ").append(hostKey(home, type)).append('\n'));
        if (settings.sftp().equals(INTERNAL)) {
            text.append("Subsystem sftp ").append(INTERNAL).append('\n');
        } else if (!settings.sftp().isEmpty()) {
            // sshd takes the quotes off the words of its configuration; in a file they stay.
            Path script = Files.writeString(home.resolve("sftp"), settings.sftp() + "\n");
            text.append("Subsystem sftp /bin/sh ").append(script).append('\n');
        }
        // A home of their own keeps shells from what the user's profile does, which may print, fail or take its time.
        return text
                + """
                ListenAddress %s:%d
                AuthorizedKeysFile %s
                SetEnv HOME=%s %s=%s
                PidFile none
                LogLevel VERBOSE
                StrictModes no
                UsePAM no
                UseDNS no
                PermitRootLogin yes
                PasswordAuthentication no
                KbdInteractiveAuthentication no
                PermitUserRC no
                PrintMotd no
                PrintLastLog no
                MaxStartups 1000
                MaxSessions 1000
                """.formatted(SshAccess.HOST, port, home.resolve("authorized_keys"), home, ServerProcess.MARK, home);
    }

    private static Path hostKey(Path home, String type) {
        return home.resolve("host_" + type);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static String user() {
        return System.getProperty("user.name");
    }

    private static boolean isRoot() {
        return user().equals("root");
    }

    @Override
    public SshAccess access() {
        return access;
    }

    /** Lets another key log in too. */
    public void authorize(SshKey key) throws IOException {
        // One short write in append mode: tests that share the server do this at once, and logins read the file
        // meanwhile.
        Files.writeString(home.resolve("authorized_keys"), key.publicLine() + "\n", StandardOpenOption.APPEND);
    }

    /** What the server has logged so far. */
    public List<String> log() {
        return process.log();
    }

    /** How many connections it has accepted. */
    public long connections() {
        return process.count(line -> line.startsWith("Connection from "));
    }

    /** How many of them have logged in. */
    public long logins() {
        return process.count(line -> line.startsWith("Accepted publickey "));
    }

    /** How many times it has started its SFTP. */
    public long sftpSessions() {
        return process.count(line -> line.startsWith("Starting session: subsystem 'sftp'"));
    }

    /** How many shells and commands it has started. */
    public long commands() {
        return process.count(line -> line.matches("Starting session: (command|shell|forced-command)\\b.*"));
    }

    /** What serves the connections that are open, and the commands of sessions, whether or not their connection is. */
    public List<ProcessHandle> sessions() {
        return process.sessions();
    }

    /** Kills the {@link #sessions()}; new connections are accepted. */
    public void killSessions() {
        sessions().forEach(ProcessHandle::destroyForcibly);
    }

    @Override
    public void close() throws IOException {
        process.close();
    }
}
