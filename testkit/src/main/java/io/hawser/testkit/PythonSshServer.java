package io.hawser.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * An SSH server of a Python library, in a process of its own that ends with this one. It serves one folder by SFTP and,
 * but for Twisted Conch, runs commands by {@code sh}.
 */
public final class PythonSshServer implements SshServer {
    /** Who logs in. */
    public static final String USER = "tester";

    private static final String LISTENING = "listening ";

    private final ServerProcess process;
    private final SshAccess access;

    private PythonSshServer(ServerProcess process, SshAccess access) {
        this.process = process;
        this.access = access;
    }

    /** The library. */
    public enum Kind {
        /** asyncssh. */
        ASYNCSSH("asyncssh"),
        /** paramiko: requests one after the other, and 32 KiB at a time. */
        PARAMIKO("paramiko"),
        /** Twisted Conch: reads all requests as they come and queues the replies in memory without limit. */
        CONCH("twisted.conch.ssh.factory");

        private final String module;

        Kind(String module) {
            this.module = module;
        }
    }

    /** What the keyboard-interactive method asks, and the right answer. */
    public record Question(String text, String answer) {}

    /**
     * What the server does.
     *
     * @param root the folder it serves; clients of Conch see its whole path, those of the others see it as {@code /}
     * @param key whether the user can log in by the key of {@link SshAccess}
     * @param password what the user can log in by, if anything
     * @param questions what it asks by the keyboard-interactive method, in one go; Conch cannot
     */
    public record Settings(Kind kind, Path root, boolean key, Optional<String> password, List<Question> questions) {
        /** Keeps a copy of the questions. */
        public Settings {
            questions = List.copyOf(questions);
        }

        /** These settings without a login by key. */
        public Settings withoutKey() {
            return new Settings(kind, root, false, password, questions);
        }

        /** These settings with a login by password. */
        public Settings withPassword(String word) {
            return new Settings(kind, root, key, Optional.of(word), questions);
        }

        /** These settings with one more question of a keyboard-interactive login. */
        public Settings withQuestion(String text, String answer) {
            List<Question> all = new ArrayList<>(questions);
            all.add(new Question(text, answer));
            return new Settings(kind, root, key, password, all);
        }

        /** Starts the server; the test is skipped, or fails, where no Python has the library ({@link Requirement}). */
        public PythonSshServer start() throws IOException {
            return PythonSshServer.start(this);
        }
    }

    /** Settings that serve a folder to who has the key. */
    public static Settings serving(Kind kind, Path root) {
        return new Settings(kind, root, true, Optional.empty(), List.of());
    }

    private static PythonSshServer start(Settings settings) throws IOException {
        String python = interpreter(settings.kind()).toString();
        Path home = Files.createTempDirectory("hawser-testkit-python");
        SshKey client = SshKey.make(home.resolve("id_ed25519"));
        SshKey host = SshKey.make(home.resolve("host_ed25519"));
        Path script = home.resolve("server.py");
        String resource = settings.kind().name().toLowerCase(Locale.ROOT) + "_server.py";
        try (InputStream in = Objects.requireNonNull(PythonSshServer.class.getResourceAsStream(resource), resource)) {
            Files.copy(in, script);
        }
        String root = settings.root().toRealPath().toString();
        String json = "{\"root\":" + quoted(root)
                + ",\"user\":" + quoted(USER)
                + ",\"host_key\":" + quoted(host.file().toString())
                + ",\"authorized\":" + quoted(client.publicLine())
                + ",\"key\":" + settings.key()
                + ",\"password\":"
                + settings.password().map(PythonSshServer::quoted).orElse("null")
                + ",\"questions\":"
                + settings.questions().stream()
                        .map(question -> "[" + quoted(question.text()) + "," + quoted(question.answer()) + "]")
                        .collect(Collectors.joining(",", "[", "]"))
                + "}";
        // -I: nothing of the user's own Python; -B: nothing written beside the library.
        ServerProcess process = ServerProcess.start(
                home,
                List.of(python, "-I", "-B", "-W", "ignore", script.toString(), json),
                line -> line.startsWith(LISTENING));
        Optional<String> listening = process.find(line -> line.startsWith(LISTENING));
        if (listening.isEmpty()) {
            List<String> log = process.log();
            process.close();
            throw new IOException(resource + " did not start: " + log);
        }
        return new PythonSshServer(
                process,
                SshAccess.create(
                        Integer.parseInt(listening.get().substring(LISTENING.length())),
                        USER,
                        client.file(),
                        home.resolve("known_hosts"),
                        List.of(host.publicLine()),
                        settings.kind() == Kind.CONCH ? root : ""));
    }

    private static String quoted(String text) {
        return text.chars()
                .mapToObj(c -> c < ' ' || c == '"' || c == '\\' ? String.format("\\u%04x", c) : Character.toString(c))
                .collect(Collectors.joining("", "\"", "\""));
    }

    /** The {@linkplain Python#with Python} that has a kind's library. */
    public static Path interpreter(Kind kind) throws IOException {
        return Python.with(kind.module);
    }

    /** As {@link #interpreter}; empty where there is none. */
    public static Optional<Path> findInterpreter(Kind kind) throws IOException {
        return Python.find(kind.module);
    }

    @Override
    public SshAccess access() {
        return access;
    }

    /** What the server has logged so far: {@code connection}, {@code login USER}, {@code sftp}, {@code exec COMMAND}. */
    public List<String> log() {
        return process.log();
    }

    /** How many connections it has accepted. */
    public long connections() {
        return process.count(line -> line.equals("connection"));
    }

    /** How many logins were right. */
    public long logins() {
        return process.count(line -> line.startsWith("login "));
    }

    /** How many times it has started its SFTP. */
    public long sftpSessions() {
        return process.count(line -> line.equals("sftp"));
    }

    /** The bytes of memory that the server has now, as Linux counts its resident set. */
    public long residentBytes() throws IOException {
        return process.residentBytes();
    }

    /** Its process. */
    public ServerProcess process() {
        return process;
    }

    @Override
    public void close() throws IOException {
        process.close();
    }
}
