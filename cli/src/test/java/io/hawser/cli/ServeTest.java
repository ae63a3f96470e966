package io.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Command;
import io.hawser.testkit.Content;
import io.hawser.testkit.Requirement;
import io.hawser.testkit.SshKey;
import java.io.RandomAccessFile;
import java.net.HttpURLConnection;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code hawser serve} as a process, used by OpenSSH's {@code sftp}. */
class ServeTest {
    private static final Content CONTENT = Content.random(6, 700_000);

    @TempDir
    private Path folder;

    private Path root;

    @BeforeEach
    void makeRoot() throws Exception {
        root = Files.createDirectory(folder.resolve("root"));
    }

    @Test
    void aFolderIsSharedWithOneUserByAPassword() throws Exception {
        CONTENT.writeTo(folder.resolve("mine"));
        try (var served = Served.start(folder, "--root", root.toString())) {
            assertThat(served.told().keySet())
                    .containsExactly("address", "port", "host-key", "fingerprint", "user", "password", "location");
            assertThat(served.told())
                    .containsEntry("address", "127.0.0.1")
                    .containsEntry(
                            "location",
                            "sftp://share@127.0.0.1:" + served.told().get("port"));
            var password = served.told().get("password");

            Cli.succeeded(served.sftpByPassword(served.told().get("user"), password, "put mine\nget mine again\n"));
            var wrong = served.sftpByPassword(served.told().get("user"), password + "x", "ls\n")
                    .run();
            var ended = served.stopped();

            assertThat(wrong.status()).as(wrong.toString()).isNotZero();
            assertThat(CONTENT.mismatch(root.resolve("mine"))).isEmpty();
            assertThat(CONTENT.mismatch(folder.resolve("again"))).isEmpty();
            assertThat(ended.status()).as(ended.toString()).isZero();
            assertThat(ended.errText())
                    .containsPattern(" started address=127.0.0.1 port=\\d+ users=1 jail=\"(Linux|portable) .+\"\n")
                    .contains(" login-failed peer=127.0.0.1:")
                    .contains(" user=share method=password\n")
                    .contains(" file peer=127.0.0.1:")
                    .contains(" operation=upload path=/mine bytes=700000\n")
                    .contains(" operation=download path=/mine bytes=700000\n")
                    .contains(" channel-closed peer=127.0.0.1:")
                    .doesNotContain(password)
                    .endsWith(" stopped\n");
        }
    }

    @Test
    void theFingerprintIsTheOneThatSshShows() throws Exception {
        var key = folder.resolve("host_key");
        try (var served = Served.start(folder, "--root", root.toString(), "--host-key", key.toString())) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                    .isEqualTo("rw-------");
            var shown = Cli.succeeded(Command.of(Requirement.tool("ssh-keygen").toString(), "-lf", key.toString()));
            assertThat(shown.outText()).contains(" " + served.told().get("fingerprint") + " ");
            var before = Files.readString(key);
            served.stopped();
            try (var again = Served.start(folder, "--root", root.toString(), "--host-key", key.toString())) {
                assertThat(again.told()).containsEntry("host-key", served.told().get("host-key"));
                assertThat(key).hasContent(before);
            }
        }
    }

    @Test
    void usersOfAFileHaveTheirKeysAndPermissions() throws Exception {
        var alice = SshKey.make(folder.resolve("alice"));
        var bob = SshKey.make(folder.resolve("bob"));
        var hash = Cli.succeeded(Cli.hawser("serve", "hash-password").reading(Content.text("correct horse\n")))
                .outText()
                .strip();
        CONTENT.writeTo(folder.resolve("mine"));
        var config =
                Files.writeString(folder.resolve("server.yaml"), """
                users:
                  - name: alice
                    home: root
                    authorized_keys: [ "%s" ]
                  - name: bob
                    home: ./root
                    password: %s
                    authorized_keys: [ %s.pub ]
                    permissions: [ list, read ]
                uploads: direct
                """.formatted(alice.publicLine(), hash, bob.file()));
        Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("rw-r--r--"));
        try (var served = Served.start(folder, "--config", config.toString(), "--log", "json")) {
            assertThat(served.told().keySet()).containsExactly("address", "port", "host-key", "fingerprint");

            Cli.succeeded(served.sftp("alice", alice.file(), "put mine\n"));
            Cli.succeeded(served.sftp("bob", bob.file(), "ls\nget mine bobs\n"));
            Cli.succeeded(served.sftpByPassword("bob", "correct horse", "ls\n"));
            var denied = served.sftp("bob", bob.file(), "put mine other\n").run();
            var stranger = served.sftp("alice", bob.file(), "ls\n").run();
            var ended = served.stopped();

            assertThat(CONTENT.mismatch(folder.resolve("bobs"))).isEmpty();
            assertThat(denied.errText()).contains("Permission denied");
            assertThat(stranger.status()).as(stranger.toString()).isNotZero();
            assertThat(Cli.tree(root)).containsExactly("mine");
            assertThat(ended.status()).as(ended.toString()).isZero();
            assertThat(ended.errText()).doesNotContain(hash);
            assertThat(Cli.json(ended.errText()))
                    .anySatisfy(line -> assertThat(line)
                            .containsEntry("event", "warning")
                            .hasEntrySatisfying(
                                    "text", text -> assertThat((String) text).contains("server.yaml")))
                    .anySatisfy(line ->
                            assertThat(line).containsEntry("event", "login").containsEntry("user", "alice"))
                    .anySatisfy(line -> assertThat(line)
                            .containsEntry("event", "file")
                            .containsEntry("operation", "download")
                            .containsEntry("user", "bob")
                            .containsEntry("bytes", 700_000L));
        }
    }

    @Test
    void itsStateIsServedByHttp() throws Exception {
        try (var served = Served.start(folder, "--root", root.toString(), "--status", "127.0.0.1:0")) {
            var password = served.told().get("password");
            Cli.succeeded(served.sftpByPassword("share", password, "mkdir a\n"));

            var state = served.status("/status");
            assertThat(state.status()).isEqualTo(200);
            assertThat(state.type()).isEqualTo("application/json");
            assertThat(state.text()).startsWith("{\"version\":").contains("\"stopping\":false", "\"channels\":[");
            var metrics = served.status("/metrics");
            assertThat(metrics.type()).startsWith("text/plain; version=0.0.4");
            assertThat(metrics.text())
                    .contains("\nhawser_sftp_operations_total{operation=\"mkdir\",result=\"ok\"} 1\n");
            assertThat(served.status("/healthz").text()).isEqualTo("ok\n");
            assertThat(served.status("/").status()).isEqualTo(404);
            assertThat(served.status("/status/more").status()).isEqualTo(404);
            var url = URI.create(served.told().get("status")).toURL();
            var head = (HttpURLConnection) url.openConnection();
            head.setRequestMethod("HEAD");
            assertThat(head.getResponseCode()).isEqualTo(200);
            assertThat(head.getContentLength()).isPositive();
            assertThat(head.getInputStream().readAllBytes()).isEmpty();
            var post = (HttpURLConnection) url.openConnection();
            post.setRequestMethod("POST");
            assertThat(post.getResponseCode()).isEqualTo(405);
            assertThat(post.getHeaderField("Allow")).isEqualTo("GET, HEAD");
        }
    }

    /** Waits for the server's own limit of 10 seconds. */
    @Test
    void aRequestForTheStateThatNeverEndsIsBrokenOff() throws Exception {
        try (var served = Served.start(folder, "--root", root.toString(), "--status", "127.0.0.1:0");
                var slow = new Socket(
                        "127.0.0.1", URI.create(served.told().get("status")).getPort())) {
            slow.getOutputStream().write("GET /status HTTP/1.1\r\nHost: a".getBytes(StandardCharsets.US_ASCII));
            slow.setSoTimeout(60_000);
            assertThat(slow.getInputStream().readAllBytes()).isEmpty();
            assertThat(served.status("/healthz").status()).isEqualTo(200);
        }
    }

    @Test
    void aLogThatNobodyReadsHoldsNothingUp() throws Exception {
        var key = SshKey.make(folder.resolve("key"));
        var config = Files.writeString(folder.resolve("server.yaml"), """
                users: [ { name: alice, home: root, authorized_keys: [ "%s" ] } ]
                """.formatted(key.publicLine()));
        var pipe = folder.resolve("pipe");
        Cli.succeeded(Command.of(Requirement.tool("mkfifo").toString(), pipe.toString()));
        try (var _ = new RandomAccessFile(pipe.toFile(), "rw");
                var served = Served.start(
                        folder,
                        command -> Cli.bash("exec \"$@\" 2>'" + pipe + "'", command),
                        "--config",
                        config.toString())) {
            Cli.succeeded(served.sftp("alice", key.file(), "ls /\n".repeat(2000)));
            assertThat(served.stopped().status()).isZero();
        }
    }

    @Test
    void anAddressThatIsTakenIsAFailureOfOneLine() throws Exception {
        try (var served = Served.start(folder, "--root", root.toString())) {
            var port = served.told().get("port");
            Cli.failed(
                    Cli.hawser("serve", "--root", root.toString(), "--port", port),
                    "Cannot listen on 127.0.0.1 port " + port);
        }
    }

    @Test
    void aHostKeyThatIsNoneIsAFailureOfOneLine() throws Exception {
        var key = Files.writeString(folder.resolve("key"), "geheim");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        var ended = Cli.refused(
                Cli.hawser("serve", "--root", root.toString(), "--port", "0", "--host-key", key.toString()),
                "host key " + key + ": no private key is in it");
        assertThat(ended.errText()).doesNotContain("geheim");
        Cli.refused(
                Cli.hawser("serve", "--root", root.toString(), "--port", "0", "--host-key", folder + "/no/key"),
                "host key " + folder + "/no/key: cannot be made: its folder is not there");
    }

    @Test
    void itsOptionsMayStandInTheEnvironmentAndTheFile() throws Exception {
        var config = Files.writeString(folder.resolve("config.yaml"), "serve_port: 70000\n");
        Cli.refused(
                Cli.hawser("serve").with("HAWSER_SERVE_ROOT", root.toString()).with("HAWSER_CONFIG", config.toString()),
                config + ":1:13: serve_port 70000: not a port");
    }

    @Test
    void aPasswordThatCannotBeIsRefusedAndNotRepeated() throws Exception {
        var command = Cli.hawser("serve", "hash-password");
        Cli.refused(command, "an empty password cannot be used");
        Cli.refused(command.reading(Content.text("a\0b\n")), "a password with a NUL cannot be used");
        Cli.refused(command.reading(Content.text("\n")), "an empty password cannot be used");
        var ended = Cli.refused(
                command.reading(Content.text("geheim".repeat(13) + "\n")), "a password of more than 72 bytes");
        assertThat(ended.errText()).doesNotContain("geheim");
    }
}
