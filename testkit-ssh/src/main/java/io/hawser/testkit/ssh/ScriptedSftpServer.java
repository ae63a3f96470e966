package io.hawser.testkit.ssh;

import io.hawser.testkit.Content;
import io.hawser.testkit.SshAccess;
import io.hawser.testkit.SshServer;
import io.hawser.testkit.ssh.SftpRequest.Type;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.apache.sshd.server.subsystem.SubsystemFactory;

/**
 * An SFTP server in this JVM that is right but for what its settings and its {@link SftpScript} say, and that counts what
 * its clients do. It serves a folder, and contents of any size that take neither disk nor memory.
 */
public final class ScriptedSftpServer implements SshServer {
    /** All extensions it knows, which it offers unless it is told otherwise. */
    public static final List<String> EXTENSIONS = List.of(
            "posix-rename@openssh.com",
            "statvfs@openssh.com",
            "hardlink@openssh.com",
            "fsync@openssh.com",
            "limits@openssh.com",
            "expand-path@openssh.com",
            "copy-data");

    private final MinaServer server;
    private final SftpCounts counts;

    private ScriptedSftpServer(MinaServer server, SftpCounts counts) {
        this.server = server;
        this.counts = counts;
    }

    /** What happens to a session with more READs outstanding than the server bears. */
    public enum Overload {
        /** It never gets another reply. */
        SILENCE,
        /** Its connection ends. */
        DROP
    }

    /**
     * What happens to READs that are not answered at once.
     *
     * @param most how many it holds back as long as more of them come; they are answered in a random order
     * @param seed of that order
     * @param limit how many unanswered ones it bears in a session
     * @param overload what it does with more
     */
    public record Backlog(int most, long seed, int limit, Overload overload) {}

    /**
     * What the server does.
     *
     * @param root the folder it serves as {@code /}
     * @param contents files that are not in the folder, by their absolute paths
     * @param script what becomes of its replies
     * @param extensions what it offers, of {@link #EXTENSIONS}
     * @param limits what it says by {@code limits@openssh.com}
     * @param version what it answers to every client
     * @param greeting text before the first packet
     */
    public record Settings(
            Path root,
            Map<String, Content> contents,
            SftpScript script,
            List<String> extensions,
            SftpLimits limits,
            int version,
            String greeting,
            Backlog backlog) {
        /** Keeps copies. */
        public Settings {
            contents = new TreeMap<>(contents);
            extensions = List.copyOf(extensions);
        }

        /** These settings with one more file, whose path begins with a slash. */
        public Settings with(String path, Content content) {
            Map<String, Content> all = new TreeMap<>(contents);
            all.put(path, content);
            return new Settings(root, all, script, extensions, limits, version, greeting, backlog);
        }

        /** These settings with a script that applies after the one they have. */
        public Settings with(SftpScript more) {
            return new Settings(root, contents, script.and(more), extensions, limits, version, greeting, backlog);
        }

        /** These settings with those extensions only. */
        public Settings withExtensions(String... names) {
            return new Settings(root, contents, script, List.of(names), limits, version, greeting, backlog);
        }

        /** These settings with other limits. */
        public Settings withLimits(SftpLimits other) {
            return new Settings(root, contents, script, extensions, other, version, greeting, backlog);
        }

        /** These settings with another version of the protocol, in name. */
        public Settings withVersion(int other) {
            return new Settings(root, contents, script, extensions, limits, other, greeting, backlog);
        }

        /** These settings with text before the first packet, as a shell profile that prints something makes it. */
        public Settings withGreeting(String text) {
            return new Settings(root, contents, script, extensions, limits, version, text, backlog);
        }

        /** These settings with replies to up to so many READs in a random order. */
        public Settings withShuffling(long seed, int most) {
            return with(new Backlog(most, seed, backlog.limit(), backlog.overload()));
        }

        /**
         * These settings with a server that bears only so many unanswered READs in a session. It answers none as long as
         * more of them come, so that whoever sends more is sure to be caught.
         */
        public Settings withMostOutstanding(int reads, Overload then) {
            return with(new Backlog(reads, backlog.seed(), reads, then));
        }

        private Settings with(Backlog other) {
            return new Settings(root, contents, script, extensions, limits, version, greeting, other);
        }

        /** Starts the server. */
        public ScriptedSftpServer start() throws IOException {
            return ScriptedSftpServer.start(this);
        }
    }

    /** Settings of a server that is right. */
    public static Settings serving(Path root) {
        Backlog none = new Backlog(0, 0, Integer.MAX_VALUE, Overload.SILENCE);
        return new Settings(root, Map.of(), SftpScript.none(), EXTENSIONS, SftpLimits.OPENSSH, 3, "", none);
    }

    private static ScriptedSftpServer start(Settings settings) throws IOException {
        SftpCounts counts = new SftpCounts();
        SubsystemFactory factory = new SubsystemFactory() {
            @Override
            public String getName() {
                return "sftp";
            }

            @Override
            public Command createSubsystem(ChannelSession channel) {
                counts.sessions().incrementAndGet();
                return new SftpSession(settings, counts);
            }
        };
        return new ScriptedSftpServer(
                MinaServer.serving(settings.root()).withSftp(factory).start(), counts);
    }

    @Override
    public SshAccess access() {
        return server.access();
    }

    /** How many connections it has accepted. */
    public int connections() {
        return server.connections();
    }

    /** How many connections are open. */
    public int openConnections() {
        return server.openConnections();
    }

    /** Ends the connections that are open, without a word; new ones are accepted. */
    public void killSessions() {
        server.killSessions();
    }

    /** How many times SFTP was started. */
    public int sessions() {
        return counts.sessions().get();
    }

    /** How many requests of a type have come. */
    public int count(Type type) {
        return counts.count(type);
    }

    /** All requests, in the order they came. */
    public List<SftpRequest> requests() {
        return counts.log();
    }

    /** The requests of one type, in the order they came. */
    public List<SftpRequest> requests(Type type) {
        List<SftpRequest> all = new ArrayList<>(counts.log());
        all.removeIf(request -> request.type() != type);
        return all;
    }

    /** The most READs of a session that were unanswered at a time. */
    public int mostOutstanding() {
        return counts.mostOutstanding();
    }

    /** How many handles are open over all sessions; 0 when all clients have closed what they opened, or are gone. */
    public int openHandles() {
        return counts.openHandles().get();
    }

    /** The bytes of DATA sent, with the few of their packets around them. */
    public long dataSent() {
        return counts.dataSent();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
