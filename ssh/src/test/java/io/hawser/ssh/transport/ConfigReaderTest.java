package io.hawser.ssh.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.StoreException;
import io.hawser.ssh.Prompt;
import io.hawser.ssh.SshOptions;
import io.hawser.ssh.transport.HostConfig.StrictChecking;
import io.hawser.testkit.Requirement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What counts must come out the same, whether ssh is asked or the file is read here. */
class ConfigReaderTest {
    @TempDir
    private Path home;

    private final List<String> told = new ArrayList<>();

    private HostConfig read(boolean client, String host, Map<String, String> options) throws StoreException {
        return read(client, new Destination(host, OptionalInt.empty(), Optional.empty()), options);
    }

    private HostConfig read(boolean client, Destination destination, Map<String, String> options)
            throws StoreException {
        var environment = new HashMap<String, String>();
        environment.put("HOME", home.toString());
        environment.put("USER", "me");
        environment.put("PATH", client ? Requirement.tool("ssh").getParent().toString() : "/nonexistent");
        var settings = new SshSettings(environment, options, Duration.ofSeconds(20), Prompt.none(), told::add, "test");
        return new ConfigReader(destination, settings).read(Optional.empty());
    }

    /** A relative home would have commands taken from whatever folder somebody is in. */
    @ParameterizedTest
    @ValueSource(strings = {"", ".", "relative"})
    void aHomeThatIsNoneIsThatOfTheListOfUsers(String none) throws Exception {
        var settings = new SshSettings(
                Map.of("HOME", none), Map.of(), Duration.ofSeconds(20), Prompt.none(), told::add, "test");
        var destination = new Destination("somewhere", OptionalInt.empty(), Optional.empty());
        assertThat(new ConfigReader(destination, settings)
                        .read(Optional.empty())
                        .userKnownHosts())
                .contains(Path.of(System.getProperty("user.home"), ".ssh/known_hosts"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a;id", "$(id)", "`id`", "-oX", "a b", "a'b", "a|b", "a\\", ""})
    void aNameThatAShellWouldObeyIsNone(String name) {
        assertThatThrownBy(() -> new Destination(name, OptionalInt.empty(), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no host");
        assertThatThrownBy(() -> new Destination("host", OptionalInt.empty(), Optional.of(name)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no user");
        assertThat(new Destination("host", OptionalInt.empty(), Optional.of("DOMAIN\\me")).user())
                .contains("DOMAIN\\me");
    }

    @Test
    void settingsDoNotShowTheEnvironment() {
        var settings = new SshSettings(
                Map.of("HAWSER_SSH_PASSWORD", "s3cret"),
                Map.of(),
                Duration.ofSeconds(20),
                Prompt.none(),
                told::add,
                "test");
        assertThat(settings.toString()).doesNotContain("s3cret");
        assertThat(SshOptions.defaults()
                        .withEnvironment(Map.of("HAWSER_SSH_PASSWORD", "s3cret"))
                        .toString())
                .doesNotContain("s3cret");
    }

    private Map<String, String> file(String text) throws Exception {
        var file = Files.writeString(home.resolve("config"), text);
        return Map.of("ssh_config", file.toString());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void readsTheCommonKeywords(boolean client) throws Exception {
        Files.writeString(home.resolve("more"), "Host inc*\n  Port 2022\n");
        var options = file("""
                # a comment
                Include %s/mo*
                Host other !build *.example.com
                    User nobody
                Host=build "b*"
                    HostName %%h.example.com
                    User builder
                    Port = 2222
                    IdentityFile ~/one
                    IdentityFile %%d/two
                    IdentitiesOnly yes
                    ServerAliveInterval 7
                    ServerAliveCountMax 5
                    ConnectTimeout 3
                    UserKnownHostsFile ~/known ~/known2
                    StrictHostKeyChecking accept-new
                    HostKeyAlias builder
                    PasswordAuthentication no
                    HashKnownHosts yes
                Host *
                    User everybody
                    Port 2223
                    PreferredAuthentications password,publickey
                """.formatted(home));
        var config = read(client, "build", options);
        assertThat(config.hostName()).isEqualTo("build.example.com");
        assertThat(config.user()).isEqualTo("builder");
        assertThat(config.port()).isEqualTo(2222);
        assertThat(config.identities()).containsExactly(home.resolve("one"), home.resolve("two"));
        assertThat(config.givenOnly()).isTrue();
        assertThat(config.aliveInterval()).hasSeconds(7);
        assertThat(config.aliveCount()).isEqualTo(5);
        assertThat(config.connectTimeout()).hasSeconds(3);
        assertThat(config.checking()).isEqualTo(StrictChecking.ACCEPT_NEW);
        assertThat(config.keyName()).isEqualTo("builder");
        assertThat(config.methods()).containsExactly("publickey");
        assertThat(config.hashNames()).isTrue();
        assertThat(read(client, "elsewhere", options).user()).isEqualTo("everybody");
        assertThat(read(client, "a.example.com", options).user()).isEqualTo("nobody");
        assertThat(read(client, "included", options).port()).isEqualTo(2022);
        assertThat(read(client, "Else", options).toString())
                .isEqualTo("everybody@" + read(client, "Else", options).hostName() + ":2223");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void hasDefaultsOfItsOwn(boolean client) throws Exception {
        var config = read(client, "plain", Map.of("ssh_config", "none"));
        assertThat(config.port()).isEqualTo(22);
        assertThat(config.aliveInterval()).hasSeconds(15);
        assertThat(config.aliveCount()).isEqualTo(3);
        assertThat(config.checking()).isEqualTo(StrictChecking.ASK);
        assertThat(config.algorithms()).isEmpty();
        assertThat(config.methods()).containsExactly("publickey", "keyboard-interactive", "password");
        assertThat(config.identities()).contains(home.resolve(".ssh/id_ed25519"), home.resolve(".ssh/id_rsa"));
        assertThat(config.connectTimeout()).hasSeconds(20);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void optionsBeatTheFile(boolean client) throws Exception {
        var options = new HashMap<>(file("Host *\nPort 1\nUser file\nCiphers aes128-ctr\nServerAliveInterval 9\n"));
        options.put("ssh_option", "Port=2\nciphers +aes128-cbc\nServerAliveInterval=0");
        options.put("identity", home.resolve("given").toString());
        var config = read(client, new Destination("h", OptionalInt.of(3), Optional.of("me")), options);
        assertThat(config.port()).isEqualTo(3);
        assertThat(config.user()).isEqualTo("me");
        assertThat(config.algorithms()).containsEntry("Ciphers", "+aes128-cbc");
        assertThat(config.aliveInterval()).isZero();
        assertThat(config.identities()).containsExactly(home.resolve("given"));
        assertThat(read(client, "h", options).port()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"+aes256-cbc", "^aes256-ctr", "aes256-ctr,aes128-ctr"})
    void takesAlgorithmsFromTheFile(String setting) throws Exception {
        var options = file("Ciphers " + setting + "\n");
        assertThat(read(true, "h", options).algorithms()).containsExactly(Map.entry("Ciphers", setting));
        assertThat(read(false, "h", options).algorithms()).containsExactly(Map.entry("Ciphers", setting));
    }

    @Test
    void understandsMatchByAskingSsh() throws Exception {
        var options = file("Match host special\n  Port 77\n");
        assertThat(read(true, "special", options).port()).isEqualTo(77);
        assertThat(read(false, "special", options).port()).isEqualTo(22);
        assertThat(told).anyMatch(line -> line.contains("config:1: Match is not understood"));
    }

    @Test
    void reportsWhatItDoesNotUnderstand() throws Exception {
        var options = file("Host *\n  Frobnicate yes\n");
        read(false, "h", options);
        assertThat(told).containsExactly(home.resolve("config") + ":2: Frobnicate is not understood");
        assertThatThrownBy(() -> read(true, "h", options))
                .isInstanceOf(StoreException.Rejected.class)
                .hasMessageContaining("ssh -G: ")
                .hasMessageContaining("frobnicate");
        told.clear();
        read(true, "h", Map.of("ssh_config", "none", "ssh_option", "Compression=yes"));
        assertThat(told).containsExactly("-o Compression: not used by Hawser");
    }

    @Test
    void readsTheConfigurationInTheHomeOfTheEnvironment() throws Exception {
        Files.createDirectory(home.resolve(".ssh"));
        Files.writeString(home.resolve(".ssh/config"), "Host h\n  Port 4711\n");
        assertThat(read(true, "h", Map.of()).port()).isEqualTo(4711);
        assertThat(read(false, "h", Map.of()).port()).isEqualTo(4711);
    }

    @Test
    void rejectsValuesThatAreNone() {
        for (var option : List.of("Port=x", "ServerAliveInterval=soon", "StrictHostKeyChecking=perhaps")) {
            assertThatThrownBy(() -> read(false, "h", Map.of("ssh_config", "none", "ssh_option", option)))
                    .isInstanceOf(StoreException.Rejected.class);
        }
    }

    @Test
    void readsTimes() throws Exception {
        assertThat(Time.parse("x", "90")).hasSeconds(90);
        assertThat(Time.parse("x", "1h30m")).hasMinutes(90);
        assertThat(Time.parse("x", "2D")).hasDays(2);
    }
}
