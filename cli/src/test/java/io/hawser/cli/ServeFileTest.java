package io.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.server.Permission;
import io.hawser.server.Uploads;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The file that names the users of {@code hawser serve}. */
class ServeFileTest {
    private static final String KEY =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIF5Qb/rtXt9AUW8nZsrQ4TpdsWDIYFBJT+psMVzFUXSg alice@desk";
    private static final String HASH = "$2b$04$" + ".".repeat(53);

    @TempDir
    private Path folder;

    private ServerFile read(String yaml) throws Exception {
        return new ServerFileReader(Path.of("server.yaml"), Map.of("HOME", folder.toString()))
                .read(yaml.replace("HASH", HASH).replace("KEY", KEY).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void namesUsersWithAllTheyHave() throws Exception {
        Files.createDirectories(folder.resolve("alice"));
        Files.writeString(folder.resolve("bob.pub"), KEY + "\n");
        var file = read("""
                users:
                  - name: alice
                    home: ~/alice
                    password: "HASH"
                    authorized_keys: [ ~/bob.pub, "KEY", "restrict KEY" ]
                    permissions: [ list, read ]
                    connections: 3
                  - { name: bob, home: /, password: HASH }
                uploads: direct
                sync: never
                """);

        assertThat(file.uploads()).isEqualTo(Uploads.DIRECT);
        assertThat(file.durable()).isFalse();
        assertThat(file.hasPasswords()).isTrue();
        assertThat(file.users()).hasSize(2);
        var alice = file.users().getFirst();
        assertThat(alice.name()).isEqualTo("alice");
        assertThat(alice.home()).isEqualTo(folder.resolve("alice"));
        assertThat(alice.password()).contains(HASH);
        assertThat(alice.keyFiles()).containsExactly(folder.resolve("bob.pub"));
        assertThat(alice.keys()).containsExactly(KEY, "restrict " + KEY);
        assertThat(alice.permissions()).isEqualTo(Set.of(Permission.LIST, Permission.READ));
        assertThat(alice.connections()).isEqualTo(3);
        var bob = file.users().getLast();
        assertThat(bob.permissions()).isEqualTo(Set.of(Permission.values()));
        assertThat(bob.connections()).isEqualTo(10);
    }

    @Test
    void aRelativePathIsSeenFromTheFile() throws Exception {
        Files.createDirectory(folder.resolve("home"));
        Files.writeString(folder.resolve("keys"), KEY);
        var file = folder.resolve("server.yaml");
        Files.writeString(file, "users: [ { name: a, home: home, authorized_keys: [ ./keys ] } ]");

        var read = ServerFile.load(new Setting(file.toString(), "--config"), Map.of());

        assertThat(read.durable()).isTrue();
        var user = read.users().getFirst();
        assertThat(user.home()).isDirectory().isEqualTo(folder.resolve("home"));
        assertThat(user.keyFiles())
                .singleElement()
                .satisfies(keys -> assertThat(keys).exists());
    }

    static Stream<Arguments> wrong() {
        return Stream.of(
                Arguments.of("", "server.yaml: nobody could log in: list somebody under users"),
                Arguments.of("users: []", "server.yaml:1: nobody could log in"),
                Arguments.of("uploads: whole", "server.yaml:1: users is missing here"),
                Arguments.of("- a", "server.yaml:1: the file must hold keys and values"),
                Arguments.of("users:\n  a: b", "server.yaml:2: users must be a list"),
                Arguments.of("users:\n- a", "server.yaml:2: a user must hold keys and values, as in 'name: …'"),
                Arguments.of("user: []", "server.yaml:1: unknown key 'user'; known are users, uploads, sync"),
                Arguments.of(
                        "users:\n- { name: a, home: /, shell: x }",
                        "server.yaml:2: unknown key 'shell'; known are name, home, password, authorized_keys, permissions, connections"),
                Arguments.of("users:\n- home: /", "server.yaml:2: name is missing here"),
                Arguments.of("users:\n- name: ' a'\n  home: /", "server.yaml:2: a name is needed"),
                Arguments.of(
                        "users:\n- { name: a, home: /, authorized_keys: [ \"KEY KEY\" ] }",
                        "server.yaml:2: authorized_keys: two keys in one entry; each needs its own"),
                Arguments.of(
                        "users:\n- name: a\n  home: /\n  authorized_keys:\n  - |\n    KEY\n    KEY\n",
                        "server.yaml:5: authorized_keys: two keys in one entry; each needs its own"),
                Arguments.of(
                        "users:\n- { name: a, home: /, authorized_keys: [ /dev/null ] }",
                        "server.yaml:2: authorized_keys: no file that can be read: /dev/null"),
                Arguments.of("users:\n- name: a", "server.yaml:2: home is missing here"),
                Arguments.of("users:\n- name: ''\n  home: /", "server.yaml:2: a name is needed"),
                Arguments.of("users:\n- name: \"a\\n\"\n  home: /", "server.yaml:2: a name is needed"),
                Arguments.of(
                        "users:\n- name: a\n  home: /nowhere/at/all",
                        "server.yaml:3: home: there is no folder /nowhere/at/all"),
                Arguments.of("users:\n- name: a\n  home: \"/\\0\"", "server.yaml:3: a path is needed here"),
                Arguments.of(
                        "users:\n- name: a\n  home: /",
                        "server.yaml:2: user 'a' could never log in: give authorized_keys, or a password"),
                Arguments.of(
                        "users:\n- { name: a, home: /, authorized_keys: [] }",
                        "server.yaml:2: user 'a' could never log in"),
                Arguments.of(
                        "users:\n- name: a\n  home: /\n  authorized_keys: [ /nowhere ]",
                        "server.yaml:4: authorized_keys: no file that can be read: /nowhere"),
                Arguments.of(
                        "users:\n- name: a\n  home: /\n  authorized_keys: KEY",
                        "server.yaml:4: authorized_keys must be a list"),
                Arguments.of(
                        "users:\n- { name: a, home: /, password: HASH,\n    permissions: [ list, fly ] }",
                        "server.yaml:3: permissions: known are list, read, write, delete"),
                Arguments.of(
                        "users:\n- { name: a, home: /, password: HASH,\n    connections: 0 }",
                        "server.yaml:3: connections: must be from 1 to 1000"),
                Arguments.of(
                        "users:\n- { name: a, home: /, password: HASH }\n- { name: a, home: /, password: HASH }",
                        "server.yaml:3: a second user 'a'"),
                Arguments.of(
                        "users:\n- { name: a, home: /, password: HASH }\nuploads: later",
                        "server.yaml:3: uploads: known are whole, direct"),
                Arguments.of(
                        "users:\n- { name: a, home: /, password: HASH }\nsync: no",
                        "server.yaml:3: sync: must be always or never"),
                Arguments.of("users:\n- { name: a, name: b }", "server.yaml:2: 'name' stands there twice"),
                Arguments.of("users:\n  - { name: a", "server.yaml:2: not YAML: "));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void whatCannotWorkIsAnErrorWithItsLine(String yaml, String message) {
        assertThatThrownBy(() -> read(yaml))
                .isInstanceOf(UsageException.class)
                .satisfies(e -> assertThat(e.getMessage().replaceFirst("^(server\\.yaml:\\d+):\\d+:", "$1:"))
                        .startsWith(message)
                        .hasLineCount(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "users:\n- { name: a, home: /, password: geheim }",
                "users:\n- { name: a, home: /, password: $2b$12$geheim }",
                "users:\n- { name: a, home: /, password: [ geheim ] }",
                "users:\n- { name: a, home: /, authorized_keys: [ geheim ] }",
                "users:\n- { name: a, home: /, authorized_keys: [ \"-----BEGIN OPENSSH PRIVATE KEY----- geheim\" ] }",
                "users:\n- { name: a, home: /, password: 'geheim }",
                "users:\n- { name: a, home: /, permissions: [ geheim ], password: HASH }",
            })
    void aSecretIsNotRepeated(String yaml) {
        assertThatThrownBy(() -> read(yaml))
                .isInstanceOf(UsageException.class)
                .hasMessageMatching("server\\.yaml:\\d+:\\d+: .*")
                .hasMessageNotContaining("geheim");
    }

    @Test
    void linesAndColumnsAreCountedFromOne() {
        assertThatThrownBy(() -> read("users:\n  - name: a\n    pasword: x"))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith("server.yaml:3:5: unknown key 'pasword'; known are name, home");
    }

    @Test
    void itMustBeUtf8() {
        var reader = new ServerFileReader(Path.of("server.yaml"), Map.of());
        assertThatThrownBy(() -> reader.read("users: [ { name: ä".getBytes(StandardCharsets.ISO_8859_1)))
                .isInstanceOf(UsageException.class)
                .hasMessage("server.yaml: not in UTF-8");
    }

    @Test
    void aKeyWithAnOptionThatWouldNotBeKeptIsRefused() {
        assertThatThrownBy(() -> read("users:\n- { name: a, home: /, authorized_keys: [ 'command=\"ls\" KEY' ] }"))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith("server.yaml:2:42: authorized_keys: not a public key that this server knows");
    }

    @Test
    void whoElseCouldReadItIsTold() throws Exception {
        var file = Files.writeString(folder.resolve("server.yaml"), "x");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(ServerFile.exposure(file))
                .hasValueSatisfying(text -> assertThat(text).contains(file.toString(), "chmod 600"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThat(ServerFile.exposure(file)).isPresent();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThat(ServerFile.exposure(file)).isEmpty();
        assertThat(ServerFile.exposure(folder.resolve("missing"))).isEmpty();
    }
}
