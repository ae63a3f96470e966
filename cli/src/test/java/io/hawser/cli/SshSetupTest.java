package io.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.Location;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SshSetupTest {
    private static final Location HOST = Location.parse("sftp://h.example/a");

    @TempDir
    Path home;

    private Map<String, String> at(Map<Option, List<String>> flags, Map<String, String> variables, String... yaml)
            throws UsageException {
        var file = new ConfigReader("config.yaml").read(String.join("\n", yaml).getBytes(StandardCharsets.UTF_8));
        var environment = new java.util.HashMap<>(variables);
        environment.put("HOME", home.toString());
        return SshSetup.of(Settings.of(flags, environment, file)).at(HOST);
    }

    private String file(String name) throws Exception {
        return Files.createFile(home.resolve(name)).toString();
    }

    @Test
    void withoutAnythingSaidNothingIsPassedOn() throws Exception {
        assertThat(at(Map.of(), Map.of(), "")).isEmpty();
    }

    @Test
    void flagsAreLinesInTheirOrder() throws Exception {
        var one = file("one");
        var two = file("two");
        var flags = Map.of(
                Option.IDENTITY, List.of(one, two),
                Option.SSH_OPTION, List.of("Ciphers=a", "ConnectTimeout=3"),
                Option.SSH_CONFIG, List.of("none"),
                Option.PASSWORD_FILE, List.of(one));

        assertThat(at(flags, Map.of(), ""))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "identity",
                        one + "\n" + two,
                        "ssh_option",
                        "Ciphers=a\nConnectTimeout=3",
                        "ssh_config",
                        "none",
                        "password_file",
                        one));
    }

    @Test
    void variablesDoWhatFlagsDo() throws Exception {
        var variables = Map.of("HAWSER_IDENTITY", file("one") + "\n" + file("two"), "HAWSER_SSH_OPTION", "A=1\nB=2");

        assertThat(at(Map.of(), variables, ""))
                .containsEntry("identity", home.resolve("one") + "\n" + home.resolve("two"))
                .containsEntry("ssh_option", "A=1\nB=2");
    }

    @Test
    void whatTheFileSaysOfAHostIsCloserThanWhatItSaysInGeneral() throws Exception {
        file("general");
        file("own");
        var yaml = new String[] {
            "identity: ~/general",
            "ssh_option: [A=general]",
            "locations:",
            "  sftp://h.example: { identity: [~/own], ssh_option: [A=own, B=own], user: alice, password_env: WORD }",
            "  sftp://other.example: { ssh_option: C=other }"
        };

        assertThat(at(Map.of(), Map.of(), yaml))
                .containsEntry("identity", home.resolve("own").toString())
                .containsEntry("ssh_option", "A=own\nB=own\nA=general\nUser=alice")
                .containsEntry("password_env", "WORD")
                .doesNotContainKey("user");
        assertThat(at(Map.of(Option.SSH_OPTION, List.of("A=flag")), Map.of(), yaml))
                .containsEntry("ssh_option", "A=flag\nA=own\nB=own\nA=general\nUser=alice");
        var word = file("word");
        assertThat(at(Map.of(Option.PASSWORD_FILE, List.of(word)), Map.of(), yaml))
                .containsEntry("password_file", word)
                .doesNotContainKey("password_env");
    }

    @Test
    void whatCannotBeUsedIsNamed() {
        for (var option : List.of(Option.IDENTITY, Option.SSH_CONFIG, Option.PASSWORD_FILE)) {
            assertThatThrownBy(() -> at(Map.of(option, List.of("/no/such")), Map.of(), ""))
                    .isInstanceOf(UsageException.class)
                    .hasMessage(option.flag() + " /no/such: there is no such file, or it cannot be read");
        }
        for (var wrong : List.of("nonsense", "=x", "A=", "A=x\nB=y")) {
            assertThatThrownBy(() -> at(Map.of(Option.SSH_OPTION, List.of(wrong)), Map.of(), ""))
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining("KEY=VALUE");
        }
    }
}
