package io.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.Location;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigFileTest {
    private static ConfigFile read(String yaml) throws UsageException {
        return new ConfigReader("config.yaml").read(yaml.getBytes(StandardCharsets.UTF_8));
    }

    static Stream<Arguments> wrong() {
        return Stream.of(
                Arguments.of("paralel: 2", "config.yaml:1: unknown key 'paralel'; known are "),
                Arguments.of("parallel: 2\npart-size: 8M", "config.yaml:2: unknown key 'part-size'; write part_size"),
                Arguments.of("parallel: 2\n\nparallel: 3", "config.yaml:3: 'parallel' stands there twice"),
                Arguments.of("parallel: [ 2 ]", "config.yaml:1: a single value is needed here"),
                Arguments.of("parallel: { a: b }", "config.yaml:1: a single value is needed here"),
                Arguments.of("- parallel", "config.yaml:1: the file must hold keys and values"),
                Arguments.of("just text", "config.yaml:1: the file must hold keys and values"),
                Arguments.of("locations: 5", "config.yaml:1: locations must hold keys and values"),
                Arguments.of("locations:\n  http://h: 5", "config.yaml:2: http://h must hold keys and values"),
                Arguments.of("locations:\n  http://h: { colour: 5 }", "config.yaml:2: unknown key 'colour'"),
                Arguments.of("locations:\n  'http:h': { parallel: 5 }", "config.yaml:2: not a location: http:…"),
                Arguments.of(
                        "locations:\n  http://h:\n    transfers: 5",
                        "config.yaml:3: transfers cannot differ by location: move it to the top level"),
                Arguments.of(
                        "locations:\n  http://h/path: { token_env: T }",
                        "config.yaml:2: token_env holds for a whole host: write the location without a path"),
                Arguments.of("parallel: 2\n bad: indent", "config.yaml:2: not YAML: "),
                Arguments.of("parallel: \"2", "config.yaml:1: not YAML: "),
                Arguments.of("a: b: c", "config.yaml:1: not YAML: "),
                Arguments.of("\tparallel: 2", "config.yaml:1: not YAML: "));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void whateverItDoesNotKnowIsAnErrorWithItsLine(String yaml, String message) {
        assertThatThrownBy(() -> read(yaml))
                .isInstanceOf(UsageException.class)
                .satisfies(e -> assertThat(e.getMessage().replaceFirst("^(config\\.yaml:\\d+):\\d+:", "$1:"))
                        .startsWith(message)
                        .hasLineCount(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "locations:\n  http://h: { password: geheim }",
                "locations:\n  http://h: { token: geheim }",
                "locations:\n  http://h: { api_key: geheim }",
                "token: geheim",
                "locations:\n  http://user:geheim@h: { parallel: 2 }",
                "locations:\n  http://h: { password: 'geheim }",
                "locations:\n  http://h: { password: geheim",
                "locations:\n  http://h:\n    token: geheim\n  x",
                "token geheim: [",
                "locations:\n  http:///x?sig=geheim: { }",
                "locations:\n  http://h: [ geheim ]",
            })
    void aSecretThatStandsThereByMistakeIsRefusedAndNotRepeated(String yaml) {
        assertThatThrownBy(() -> read(yaml))
                .isInstanceOf(UsageException.class)
                .hasMessageMatching("config\\.yaml:\\d+:\\d+: .*")
                .hasMessageNotContaining("geheim");
    }

    @Test
    void aSecretIsToldByThePlaceWhereItIs() throws Exception {
        var config = read("locations:\n  https://h:8443: { token_env: REPO_TOKEN, cacert: /ca.pem, user: alice }");

        assertThat(config.storeSettings(Location.parse("https://h:8443/any/path")))
                .isEqualTo(Map.of("token_env", "REPO_TOKEN", "cacert", "/ca.pem", "user", "alice"));
        assertThat(config.storeSettings(Location.parse("https://h/any/path"))).isEmpty();
        assertThat(config.storeSettings(Location.parse("http://h:8443/any/path")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# only a comment\n", "---\n", "{}"})
    void aFileMaySayNothing(String yaml) throws Exception {
        assertThat(read(yaml).settings(Option.PARALLEL)).isEmpty();
    }

    @Test
    void itIsFoundInTheHomeFolder(@TempDir Path home) throws Exception {
        var file = Files.createDirectories(home.resolve(".config/hawser")).resolve("config.yaml");
        Files.writeString(file, "parallel: 7");

        var config = ConfigFile.load(Map.of("HOME", home.toString()));

        assertThat(config.settings(Option.PARALLEL)).containsExactly(new Setting("7", file + ":1:11: parallel"));
    }

    @Test
    void xdgConfigHomeIsHeardWhereItIsAbsolute(@TempDir Path base) throws Exception {
        Files.writeString(Files.createDirectories(base.resolve("hawser")).resolve("config.yaml"), "parallel: 7");

        assertThat(ConfigFile.load(Map.of("HOME", "/nowhere", "XDG_CONFIG_HOME", base.toString()))
                        .settings(Option.PARALLEL))
                .hasSize(1);
        assertThat(ConfigFile.load(Map.of("HOME", "/nowhere", "XDG_CONFIG_HOME", "relative"))
                        .settings(Option.PARALLEL))
                .isEmpty();
    }

    @Test
    void aFileThatIsNamedMustBeThere(@TempDir Path folder) {
        var missing = folder.resolve("missing.yaml").toString();

        assertThatThrownBy(() -> ConfigFile.load(Map.of("HAWSER_CONFIG", missing)))
                .isInstanceOf(UsageException.class)
                .hasMessage("HAWSER_CONFIG " + missing + ": there is no such file");
    }

    @Test
    void aFileThatCannotBeReadIsTold(@TempDir Path folder) {
        assertThatThrownBy(() -> ConfigFile.load(Map.of("HAWSER_CONFIG", folder.toString())))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("the configuration file cannot be read");
    }

    @Test
    void withoutAHomeThereIsNone() throws Exception {
        assertThat(ConfigFile.load(Map.of()).settings(Option.PARALLEL)).isEmpty();
    }
}
