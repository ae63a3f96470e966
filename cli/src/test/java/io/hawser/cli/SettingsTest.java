package io.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.Location;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    private static final Map<Option, List<String>> NO_FLAGS = Map.of();
    private static final Map<String, String> NO_VARIABLES = Map.of();

    private static ConfigFile config(String yaml) throws UsageException {
        return new ConfigReader("config.yaml").read(yaml.getBytes(StandardCharsets.UTF_8));
    }

    private static String parallel(Settings settings) {
        return settings.find(Option.PARALLEL).map(Setting::text).orElse("default");
    }

    @Test
    void aFlagBeatsTheEnvironmentWhichBeatsTheFileWhichBeatsTheDefault() throws Exception {
        var flags = Map.of(Option.PARALLEL, List.of("1"));
        var variables = Map.of("HAWSER_PARALLEL", "2");
        var file = config("parallel: 3");

        assertThat(parallel(Settings.of(flags, variables, file))).isEqualTo("1");
        assertThat(parallel(Settings.of(NO_FLAGS, variables, file))).isEqualTo("2");
        assertThat(parallel(Settings.of(NO_FLAGS, NO_VARIABLES, file))).isEqualTo("3");
        assertThat(parallel(Settings.of(NO_FLAGS, NO_VARIABLES, ConfigFile.empty())))
                .isEqualTo("default");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  "})
    void anEmptyVariableSaysNothing(String value) throws Exception {
        var settings = Settings.of(NO_FLAGS, Map.of("HAWSER_PARALLEL", value), config("parallel: 3"));

        assertThat(parallel(settings)).isEqualTo("3");
    }

    @ParameterizedTest
    @EnumSource(Option.class)
    void everyOptionHasAVariableAndAKey(Option option) throws Exception {
        // Those of the server have flags that are too common for a variable of everything.
        var prefix = option.name().startsWith("SERVE_") ? "HAWSER_SERVE_" : "HAWSER_";
        assertThat(option.variable())
                .isEqualTo(prefix + option.flag().substring(2).replace('-', '_').toUpperCase(java.util.Locale.ROOT));
        assertThat(Settings.of(NO_FLAGS, Map.of(option.variable(), "v"), ConfigFile.empty())
                        .find(option))
                .contains(new Setting("v", option.variable()));
        assertThat(Settings.of(NO_FLAGS, NO_VARIABLES, config("\n" + option.key() + ": v"))
                        .find(option))
                .contains(new Setting("v", "config.yaml:2:" + (option.key().length() + 3) + ": " + option.key()));
    }

    @Test
    void ofSeveralValuesTheLastCounts() {
        var settings = Settings.of(Map.of(Option.PARALLEL, List.of("1", "5")), NO_VARIABLES, ConfigFile.empty());

        assertThat(parallel(settings)).isEqualTo("5");
    }

    @Test
    void aListInAVariableHasAValueALine() {
        var settings = Settings.of(NO_FLAGS, Map.of("HAWSER_EXCLUDE", "*.tmp\n\n*.bak\n"), ConfigFile.empty());

        assertThat(settings.all(Option.EXCLUDE)).extracting(Setting::text).containsExactly("*.tmp", "*.bak");
    }

    @Test
    void aFlagReplacesAWholeListOfALowerPlace() throws Exception {
        var settings = Settings.of(Map.of(Option.EXCLUDE, List.of("a")), NO_VARIABLES, config("exclude: [ b, c ]"));

        assertThat(settings.all(Option.EXCLUDE)).extracting(Setting::text).containsExactly("a");
    }

    @Test
    void theFileMayDifferByLocation() throws Exception {
        var settings = Settings.of(NO_FLAGS, NO_VARIABLES, config("""
                        parallel: 2
                        locations:
                          http://a.example: { parallel: 3 }
                          http://a.example/deep: { parallel: 4 }
                          http://alice@a.example: { attempts: 9 }
                          /data: { parallel: 5, part_size: 1M }
                        """));

        assertThat(parallel(between(settings, "http://b.example/x", "/tmp/x"))).isEqualTo("2");
        assertThat(parallel(between(settings, "http://a.example/x", "/tmp/x"))).isEqualTo("3");
        assertThat(parallel(between(settings, "http://A.EXAMPLE/x", "/tmp/x"))).isEqualTo("3");
        assertThat(parallel(between(settings, "http://a.example/deep/x", "/tmp/x")))
                .isEqualTo("4");
        assertThat(parallel(between(settings, "http://a.example/deeper", "/tmp/x")))
                .isEqualTo("3");
        assertThat(parallel(between(settings, "https://a.example/x", "/tmp/x"))).isEqualTo("2");
        assertThat(parallel(between(settings, "http://a.example:81/x", "/tmp/x")))
                .isEqualTo("2");
        assertThat(parallel(between(settings, "http://b.example/x", "/data/x"))).isEqualTo("5");
        assertThat(between(settings, "http://a.example/x", "/tmp/x").find(Option.ATTEMPTS))
                .isEmpty();
        assertThat(between(settings, "http://alice@a.example/x", "/tmp/x").find(Option.ATTEMPTS))
                .isPresent();
    }

    @Test
    void whereBothEndsHaveAWordTheSourceIsHeard() throws Exception {
        var settings = Settings.of(
                NO_FLAGS,
                NO_VARIABLES,
                config("locations:\n  http://a.example: { parallel: 3 }\n  /data: { parallel: 5, part_size: 1M }"));
        var both = between(settings, "http://a.example/x", "/data/x");

        assertThat(parallel(both)).isEqualTo("3");
        assertThat(both.find(Option.PART_SIZE)).map(Setting::text).contains("1M");
    }

    @Test
    void flagAndVariableBeatTheFileAlsoWhereItSpeaksOfALocation() throws Exception {
        var file = config("locations:\n  /data: { parallel: 5 }");

        assertThat(parallel(between(
                        Settings.of(Map.of(Option.PARALLEL, List.of("1")), NO_VARIABLES, file), "/data/x", "y")))
                .isEqualTo("1");
        assertThat(parallel(between(Settings.of(NO_FLAGS, Map.of("HAWSER_PARALLEL", "2"), file), "/data/x", "y")))
                .isEqualTo("2");
    }

    private static Settings between(Settings settings, String source, String target) {
        return settings.between(Location.parse(source), Location.parse(target));
    }

    @ParameterizedTest
    @CsvSource({"true, true", "YES, true", "on, true", "1, true", "false, false", "No, false", "off, false", "0, false"
    })
    void aFlagInAVariableIsAYesOrNo(String text, boolean set) throws Exception {
        var settings = Settings.of(NO_FLAGS, Map.of("HAWSER_RECURSIVE", text), ConfigFile.empty());

        assertThat(settings.isSet(Option.RECURSIVE)).isEqualTo(set);
    }

    @Test
    void aFlagThatIsNeitherYesNorNoIsAnErrorThatNamesItsPlace() {
        var settings = Settings.of(NO_FLAGS, Map.of("HAWSER_RECURSIVE", "maybe"), ConfigFile.empty());

        assertThatThrownBy(() -> settings.isSet(Option.RECURSIVE))
                .isInstanceOf(UsageException.class)
                .hasMessage("HAWSER_RECURSIVE maybe: must be true or false");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "x", "", "1.5", "9", "99999999999999999999", "1e1"})
    void aNumberOutsideItsRangeIsRefused(String text) {
        assertThatThrownBy(() -> new Setting(text, "--parallel").as(Settings.upTo(8)))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith("--parallel " + (text.isEmpty() ? "''" : text) + ": ")
                .hasMessageEndingWith("from 1 to 8");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://user:geheim@h/x?sig=geheim",
                "sha256:@https://user:ge@heim@h/x",
                "https://user:geheim@h",
                "https://h/x?geheim"
            })
    void aWrongValueIsRepeatedWithoutItsSecrets(String text) {
        assertThat(new Setting(text, "--verify").wrong("no").getMessage()).doesNotContain("geheim", "heim@");
    }
}
