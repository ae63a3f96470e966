package io.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SyntaxTest {
    private static Syntax.Parsed parse(String... words) throws UsageException {
        return new Syntax(Commands.all()).parse(words);
    }

    private static Syntax.Parsed.Call call(String... words) throws UsageException {
        return (Syntax.Parsed.Call) parse(words);
    }

    private static String help(String... words) throws UsageException {
        return ((Syntax.Parsed.Help) parse(words)).text();
    }

    static Stream<Arguments> wrong() {
        return Stream.of(
                wrong("a command is needed"),
                wrong("unknown command 'copy'; the commands are cp, ls", "copy", "a", "b"),
                wrong("unknown option '--recursive'; the commands are cp, ls", "--recursive", "cp"),
                wrong("unknown command ''", ""),
                wrong("cp needs a source and a target: hawser cp SOURCE... TARGET", "cp"),
                wrong("cp needs a source and a target", "cp", "a"),
                wrong("cp needs a source and a target", "cp", "--", "a"),
                wrong("ls needs a location", "ls"),
                wrong("too many operands: 'b'; hawser ls takes LOCATION", "ls", "a", "b"),
                wrong("too many operands: 'x'; hawser demo takes none", "demo", "x"),
                wrong("unknown option '--bogus'", "cp", "--bogus", "a", "b"),
                wrong("unknown option '-x'", "cp", "-x", "a", "b"),
                wrong("unknown option '--transfers'", "ls", "--transfers", "3", "a"),
                wrong("--parallel needs a value: --parallel N", "cp", "a", "b", "--parallel"),
                wrong("see hawser cp --help", "cp", "--recursive=yes", "a", "b"),
                wrong("see hawser cp --help", "cp", "--parallel", "1", "--bogus=1", "a", "b"));
    }

    private static Arguments wrong(String message, String... words) {
        return Arguments.of(message, words);
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void everyUsageErrorIsOneLineThatSaysWhatWouldBeRight(String message, String[] words) {
        assertThatThrownBy(() -> parse(words))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining(message)
                .satisfies(e -> assertThat(e.getMessage()).hasLineCount(1));
    }

    @Test
    void noSecretInAWordThatIsNotUnderstoodIsRepeated() {
        for (var words : List.of(
                new String[] {"cp", "--token=geheim", "a", "b"},
                new String[] {"--token=geheim"},
                new String[] {"cp", "--recursive=geheim", "a", "b"},
                new String[] {"ls", "a", "https://user:geheim@host/x"},
                new String[] {"ls", "a", "https://host/x?sig=geheim"},
                new String[] {"https://user:geheim@host/x", "target"})) {
            assertThatThrownBy(() -> parse(words))
                    .isInstanceOf(UsageException.class)
                    .hasMessageNotContaining("geheim");
        }
    }

    @Test
    void optionsMayStandAnywhereBeforeTheDoubleDash() throws Exception {
        var call = call("cp", "a", "-r", "b", "--parallel=3", "--", "-c");

        assertThat(call.operands()).containsExactly("a", "b", "-c");
        assertThat(call.flags()).isEqualTo(Map.of(Option.RECURSIVE, List.of("true"), Option.PARALLEL, List.of("3")));
    }

    @Test
    void aDashAloneIsAnOperand() throws Exception {
        assertThat(call("cp", "-", "-").operands()).containsExactly("-", "-");
        assertThat(call("cp", "a", "b", "--report", "-").flags()).containsEntry(Option.REPORT, List.of("-"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"@file", "a'b", "\"quoted\"", "$HOME", "%s", "a=b", " ", "größe"})
    void wordsAreTakenAsTheyAre(String word) throws Exception {
        assertThat(call("cp", word, word).operands()).containsExactly(word, word);
        assertThat(call("cp", "--include", word, "a", "b").rules()).containsExactly(Map.entry(true, word));
    }

    @Test
    void filtersKeepTheirOrder() throws Exception {
        var call = call("cp", "--exclude", "a", "--include", "b", "--exclude", "c", "--include", "d", "x", "y");

        assertThat(call.rules())
                .containsExactly(
                        Map.entry(false, "a"), Map.entry(true, "b"), Map.entry(false, "c"), Map.entry(true, "d"));
    }

    @Test
    void verboseIsCounted() throws Exception {
        assertThat(call("cp", "-vv", "a", "b").flags()).containsEntry(Option.VERBOSE, List.of("2"));
        assertThat(call("cp", "-v", "a", "-v", "b", "--verbose").flags()).containsEntry(Option.VERBOSE, List.of("3"));
    }

    @Test
    void anOptionMayBeGivenAgain() throws Exception {
        assertThat(call("cp", "--parallel", "1", "--parallel", "2", "a", "b").flags())
                .containsEntry(Option.PARALLEL, List.of("1", "2"));
    }

    @Test
    void ownOptionsAreApart() throws Exception {
        assertThat(call("cat", "--range", "1-2", "a").extras()).isEqualTo(Map.of("--range", "1-2"));
        assertThat(call("clean", "-n", "a").extras()).isEqualTo(Map.of("-n", ""));
        assertThat(call("ls", "-l", "--json", "a").extras()).isEqualTo(Map.of("-l", "", "--json", ""));
    }

    @Test
    void helpTellsOfEveryVisibleCommandAndOfItsOptions() throws Exception {
        var whole = help("--help");
        assertThat(help("-h")).isEqualTo(whole);
        for (var command : Commands.all()) {
            assertThat(whole.contains("  " + command.name() + " ")).isEqualTo(command.role() != Command.Role.HIDDEN);
            var own = help(command.name(), "--help");
            assertThat(own).contains("hawser " + command.name());
            for (var option : command.options()) {
                assertThat(own).contains(option.flags());
            }
            for (var extra : command.extras()) {
                assertThat(own).contains(extra.flag());
            }
            assertThat(own.lines()).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(100));
        }
        assertThat(parse("cp", "--help"))
                .asInstanceOf(type(Syntax.Parsed.Help.class))
                .isNotNull();
    }
}
