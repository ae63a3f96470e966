package io.hawser.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Command;
import io.hawser.testkit.Content;
import io.hawser.testkit.Eventually;
import io.hawser.testkit.Requirement;
import io.hawser.testkit.RunningCommand;
import io.hawser.testkit.SshKey;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The examples of the cookbook that run the server: their commands as they stand there, but for free ports, with OpenSSH's client, stopped by SIGTERM. */
class ServerExampleTest {
    private static final Content CONTENT = Content.random(6, 300_000);
    private static final int USER = 10001;

    @TempDir
    private static Path parent;

    private static Archive archive;

    @TempDir
    private Path root;

    @TempDir
    private Path data;

    @TempDir
    private Path config;

    @TempDir
    private Path client;

    private SshKey key;

    @BeforeAll
    static void unpack() throws Exception {
        archive = Archive.unpackedIn(parent);
    }

    @BeforeEach
    void prepare() throws Exception {
        key = SshKey.make(client.resolve("key"));
        CONTENT.writeTo(client.resolve("mine"));
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static String cookbook(String name) throws IOException {
        return Files.readString(Path.of("../docs/cookbook", name));
    }

    /** The last of two counts. */
    private static List<String> onFreePorts(List<String> words) {
        var all = new ArrayList<>(words);
        all.addAll(List.of("--listen=127.0.0.1", "--port=0", "--status=127.0.0.1:0"));
        return all;
    }

    private static String told(RunningCommand server, String name) {
        return server.out()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> line.substring(name.length() + 1))
                .findFirst()
                .orElseThrow();
    }

    private static int health(RunningCommand server, String path) throws Exception {
        var url = URI.create(told(server, "status").replaceFirst("/status$", path));
        return ((HttpURLConnection) url.toURL().openConnection()).getResponseCode();
    }

    /** An upload by OpenSSH's client, the state, and the end. */
    private void works(Command command, String user) throws Exception {
        try (var server = command.start()) {
            Eventually.holds(() -> server.out().contains("status http") || !server.isAlive(), server::err);
            assertThat(server.isAlive()).as(server::err).isTrue();
            Files.writeString(
                    client.resolve("known_hosts"),
                    "[127.0.0.1]:" + told(server, "port") + " " + told(server, "host-key") + "\n");
            Archive.succeeded(Command.of(Requirement.tool("sftp").toString(), "-q", "-F", "none", "-b", "-")
                    .and("-P", told(server, "port"), "-i", key.file().toString(), "-o", "IdentitiesOnly=yes")
                    .and("-o", "UserKnownHostsFile=" + client.resolve("known_hosts"), "-o", "BatchMode=yes")
                    .and(user + "@127.0.0.1")
                    .reading(Content.text("put mine\n"))
                    .in(client));
            assertThat(health(server, "/healthz")).isEqualTo(200);
            assertThat(health(server, "/status")).isEqualTo(200);

            Archive.signal(Archive.process(server), "TERM");
            var ended = server.await();

            assertThat(ended.status()).as(ended.toString()).isZero();
            assertThat(ended.errText()).contains("\"event\":\"stopped\"").doesNotContain("\"warning\"");
        }
        assertThat(CONTENT.mismatch(data.resolve("mine"))).isEmpty();
    }

    @Test
    void theDeploymentForKubernetes() throws Exception {
        var documents = new ArrayList<Map<?, ?>>();
        new Load(LoadSettings.builder().build())
                .loadAllFromString(cookbook("kubernetes-server.yaml"))
                .forEach(document -> documents.add((Map<?, ?>) document));
        var users = (String) ((Map<?, ?>) documents.getFirst().get("stringData")).get("server.yaml");
        var spec = (Map<?, ?>) documents.getLast().get("spec");
        var pod = (Map<?, ?>) ((Map<?, ?>) spec.get("template")).get("spec");
        assertThat(((Map<?, ?>) pod.get("securityContext")).get("runAsUser")).isEqualTo(USER);
        var container = (Map<?, ?>) ((List<?>) pod.get("containers")).getFirst();
        var words = ((List<?>) container.get("args"))
                .stream().map(String.class::cast).toList();
        assertThat((int) pod.get("terminationGracePeriodSeconds")).isGreaterThan(grace(words));

        var host = SshKey.make(config.resolve("host_key"));
        Files.writeString(config.resolve("server.yaml"), users.replaceFirst("ssh-ed25519 \\S+", key.publicLine()));
        for (var file : List.of(host.file(), config.resolve("server.yaml"))) {
            // As Kubernetes mounts a secret of mode 0400 for a group.
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r-----"));
            Requirement.that(System.getProperty("user.name").equals("root"), "only root can give files away");
            Files.setAttribute(file, "unix:gid", USER);
        }
        works(archive.contained(root, data, config, USER, List.of(), onFreePorts(words)), "vendor");
    }

    @Test
    void theUnitForSystemd() throws Exception {
        var unit = cookbook("hawser-serve.service");
        var here = unit.replace("/opt/hawser/bin/hawser", archive.folder() + "/bin/hawser")
                .replace("/etc/hawser/", config + "/")
                .replace("/var/lib/hawser/", root + "/");
        var file = Files.writeString(client.resolve("hawser-serve.service"), here);
        var checked = Archive.succeeded(
                Command.of(Requirement.tool("systemd-analyze").toString(), "verify", "--man=no", file.toString()));
        assertThat(checked.errText()).doesNotContain("hawser-serve.service");

        var words = List.of(setting(here, "ExecStart").split(" "));
        assertThat(Integer.parseInt(setting(here, "TimeoutStopSec"))).isGreaterThan(grace(words));
        var yaml = Files.writeString(
                config.resolve("server.yaml"),
                "users: [ { name: alice, home: " + data + ", authorized_keys: [ \"" + key.publicLine() + "\" ] } ]");
        Files.setPosixFilePermissions(yaml, PosixFilePermissions.fromString("rw-------"));
        works(
                Command.of(words.getFirst())
                        .and(onFreePorts(words.subList(1, words.size())).toArray(String[]::new)),
                "alice");
        assertThat(root.resolve("host_key")).exists();
    }

    private static String setting(String unit, String name) {
        return unit.lines()
                .filter(line -> line.startsWith(name + "="))
                .map(line -> line.substring(name.length() + 1))
                .findFirst()
                .orElseThrow();
    }

    /** In seconds. */
    private static int grace(List<String> words) {
        return (int) words.stream()
                .filter(word -> word.startsWith("--grace="))
                .map(word -> Duration.parse("PT" + word.substring(8)).toSeconds())
                .findFirst()
                .orElseThrow()
                .longValue();
    }
}
