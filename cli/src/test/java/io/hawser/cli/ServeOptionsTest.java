package io.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.testkit.SshKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServeOptionsTest {
    @TempDir
    private Path folder;

    private ServeOptions options(Map<Option, List<String>> flags) throws Exception {
        return ServeOptions.of(Settings.of(flags, Map.of("HOME", folder.toString()), ConfigFile.empty()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SUB|serve: 'SUB' means nothing here; write --root DIR to share a folder",
                "--root SUB hash-password again|too many operands: 'again'",
                "--root SUB/no|--root SUB/no: there is no such folder",
                "--root /etc/passwd|--root /etc/passwd: that is no folder",
                "--root=|--root '': a path is needed",
                "--config=|--config '': a path is needed",
                "--root SUB --host-key=|--host-key '': a path is needed",
                "--root SUB --listen=|--listen '': not an address; write one as in 127.0.0.1, 0.0.0.0 or ::1",
                "--root SUB --listen 300.1.1.1|--listen 300.1.1.1: not an address",
                "--root SUB --listen fe80::x::1|--listen fe80::x::1: not an address",
                "--root SUB --listen a/b|--listen a/b: not an address",
                "--root SUB --listen 127.0.0.1:22|--listen 127.0.0.1:22: an address alone is needed; --port gives the port",
                "--root SUB --listen [::1]:22|--listen [::1]:22: an address alone is needed",
                "--root SUB --status 300.1.1.1:22|--status 300.1.1.1:22: not an address and a port",
                "--root SUB --status :22|--status :22: not an address and a port",
                "hash-password --root SUB|hash-password: takes no options",
                "--root SUB --config a|give one of the two",
                "--config SUB/no|--config SUB/no: there is no such file",
                "--config SUB|--config SUB: cannot be read",
                "--root SUB --port 70000|--port 70000: not a port; write a number from 0 to 65535",
                "--root SUB --port -1|--port -1: not a port",
                "--root SUB --port ssh|--port ssh: not a port",
                "--root SUB --status 9022|--status 9022: not an address and a port; write ADDRESS:PORT",
                "--root SUB --status localhost:x|--status localhost:x: not a port",
                "--root SUB --grace 30|--grace 30: not a duration",
                "--root SUB --log xml|--log xml: must be text or json"
            })
    void whatCannotBeIsTold(String both) {
        var line = both.replace("SUB", folder.toString()).split("\\|");
        var words = ("serve " + line[0]).split(" ");

        assertThatThrownBy(() -> InJvm.call(Map.of(), words))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining(line[1]);
    }

    @Test
    void aQuickShareHasAPasswordThatNobodyGuesses() throws Exception {
        var root = Map.of(Option.SERVE_ROOT, List.of(folder.toString()));
        var one = options(root);
        var other = options(root);

        assertThat(one.password().orElseThrow()).matches("[a-zA-Z2-9]{22}");
        assertThat(other.password()).isNotEqualTo(one.password());
        assertThat(one.who().users())
                .singleElement()
                .satisfies(user -> assertThat(user.home()).isEqualTo(folder));
        assertThat(one.address()).isEqualTo("127.0.0.1");
        assertThat(one.port()).isEqualTo(2022);
        assertThat(one.grace()).isEqualTo(Duration.ofSeconds(30));
        assertThat(one.status()).isEmpty();
    }

    @Test
    void theHostKeyIsKeptInAFolderOfTheUser() throws Exception {
        var options = options(Map.of(Option.SERVE_ROOT, List.of(folder.toString())));

        var state = folder.resolve(".local/state/hawser");
        assertThat(options.hostKeys()).containsExactly(state.resolve("ssh_host_ed25519_key"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state)))
                .isEqualTo("rwx------");
        assertThat(options.warnings()).isEmpty();

        var xdg = Map.of(
                "HOME", "/nowhere", "XDG_STATE_HOME", folder.resolve("xdg").toString());
        assertThat(HostKeyFile.usual(xdg)).contains(folder.resolve("xdg/hawser/ssh_host_ed25519_key"));
    }

    @Test
    void withoutSuchAFolderAQuickShareHasAKeyOfItsOwnAndUsersNeedOne() throws Exception {
        var config = Files.writeString(folder.resolve("server.yaml"), """
                users:
                - { name: a, home: /, password: $2b$04$%s }
                """.formatted(".".repeat(53)));
        Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("rw-------"));
        var root = Settings.of(Map.of(Option.SERVE_ROOT, List.of(folder.toString())), Map.of(), ConfigFile.empty());
        var users = Settings.of(Map.of(Option.SERVE_CONFIG, List.of(config.toString())), Map.of(), ConfigFile.empty());

        assertThat(ServeOptions.of(root).hostKeys()).isEmpty();
        assertThat(ServeOptions.of(root).warnings()).singleElement().asString().contains("of this run alone");
        assertThatThrownBy(() -> ServeOptions.of(users))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith("--host-key FILE is needed");
    }

    @Test
    void aFlagDecidesBetweenAFolderAndUsersFromElsewhere() throws Exception {
        var environment = Map.of("HOME", folder.toString(), "HAWSER_SERVE_CONFIG", "/nowhere");
        var flags = Map.of(Option.SERVE_ROOT, List.of(folder.toString()));

        assertThat(ServeOptions.of(Settings.of(flags, environment, ConfigFile.empty()))
                        .password())
                .isPresent();
    }

    @Test
    void aKeyFileThatLetsNobodyInIsWarnedOf() throws Exception {
        var keys = Files.writeString(folder.resolve("keys"), "# nobody yet\n");
        var config = Files.writeString(
                folder.resolve("server.yaml"), "users: [ { name: a, home: ., authorized_keys: [ ./keys ] } ]");
        var flags = Map.of(Option.SERVE_CONFIG, List.of(config.toString()));

        assertThat(options(flags).warnings())
                .containsExactly(folder + "/./keys: no public key is in it; it lets nobody in");
        Files.writeString(keys, "\n-----BEGIN OPENSSH PRIVATE KEY-----\ngeheim\n");
        assertThat(options(flags).warnings())
                .containsExactly(folder + "/./keys:2: not a public key that this server knows; it lets nobody in");
        var good = SshKey.make(folder.resolve("good")).publicLine();
        Files.writeString(keys, "# good\r\n" + good + "\r\n");
        assertThat(options(flags).warnings()).isEmpty();
    }

    @Test
    void filesWithSecretsThatOthersCanReadAreWarnedOf() throws Exception {
        var key = Files.writeString(folder.resolve("key"), "x");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
        var options = options(
                Map.of(Option.SERVE_ROOT, List.of(folder.toString()), Option.SERVE_HOST_KEY, List.of(key.toString())));

        assertThat(options.warnings()).singleElement().asString().contains(key.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "0.0.0.0", "::", "::1", "[::1]", "fe80::1", "localhost", "files.example.com"})
    void addressesAndNamesOfHosts(String address) throws Exception {
        var options =
                options(Map.of(Option.SERVE_ROOT, List.of(folder.toString()), Option.SERVE_LISTEN, List.of(address)));

        assertThat(options.address()).isEqualTo(address);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "0s, 0", "90s, 90", "1m, 60"})
    void theGraceMayBeNone(String text, long seconds) throws Exception {
        var options = options(Map.of(Option.SERVE_ROOT, List.of(folder.toString()), Option.SERVE_GRACE, List.of(text)));

        assertThat(options.grace()).isEqualTo(Duration.ofSeconds(seconds));
    }
}
