package io.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is wrong in a manifest is told in one line with its place, before anything is done. */
class BatchErrorTest {
    private static final String GOOD = "version: 1\ntransfers:\n  - { from: §/a, to: §/copied }\n";

    @TempDir
    Path folder;

    @BeforeEach
    void makeSource() throws Exception {
        Files.writeString(folder.resolve("a"), "a");
    }

    private static Arguments wrong(String file, String text, String... reasons) {
        return Arguments.of(file, text, reasons);
    }

    static Stream<Arguments> manifests() {
        return Stream.of(
                wrong("m.yaml", "", "m.yaml:1:1: a manifest begins with 'version: 1'"),
                wrong("m.yaml", "- a", "m.yaml:1:1: a manifest begins with 'version: 1'"),
                wrong("m.yaml", "transfers: []", "there is no 'version' at its top level"),
                wrong("m.yaml", "version: 1", "there is no 'transfers' at its top level"),
                wrong("m.yaml", "version: 2\ntransfers: []", "m.yaml:1:10: this hawser knows manifests of version 1"),
                wrong("m.yaml", "version: 1\ntransfers:", "m.yaml:2:11: 'transfers' is a list"),
                wrong("m.yaml", "version: 1\ntransfers: {}", "m.yaml:2:12: 'transfers' is a list"),
                wrong("m.yaml", "version: 1\ntransfer: []\n", "m.yaml:2:1: unknown field 'transfer'", "'transfers'"),
                wrong("m.yaml", "version: 1\nattempts: 3\ntransfers: []", "options stand under 'defaults'"),
                wrong("m.yaml", "version: 1\nversion: 1\ntransfers: []", "m.yaml:2:1: 'version' stands there twice"),
                wrong("m.yaml", GOOD + "---\nversion: 1\n", "m.yaml:4:1: a second document"),
                wrong("m.yaml", GOOD + "# \0", "m.yaml: not YAML: the character U+0000"),
                wrong(
                        "m.yaml",
                        GOOD + "  - { from: §/copied, to: §/further }",
                        "m.yaml:4:5: §/copied is the target of the transfer at §/m.yaml:3:5"),
                wrong(
                        "m.yaml",
                        GOOD + "  - { from: §/a, to: §/further, delete_source: true }",
                        "m.yaml:4:5: §/a would be deleted, and is the source of the transfer at §/m.yaml:3:5 too"),
                wrong(
                        "m.yaml",
                        GOOD + "  - { from: §/b, to: §/further, delete_source: true, verify: none }",
                        "m.yaml:4:",
                        "/b: is deleted only after its copy was verified"),
                wrong(
                        "m.jsonl",
                        "{\"from\": \"§/\\ud800\", \"to\": \"§/x\"}",
                        "m.jsonl:1:10: ",
                        "half a character (U+D800)"),
                wrong("m.jsonl", line("§/a", "s3://b/\\udc00x"), "m.jsonl:1:", "half a character (U+DC00)"),
                wrong("m.yaml", GOOD + "  - { from: [ }\n", "m.yaml:4:15: not YAML: "),
                wrong("m.yaml", GOOD + "  - { from: x }\n   - {", "m.yaml:5:4: not YAML: "),
                wrong("m.yaml", GOOD + "  - from: §/x", "m.yaml:4:5: this transfer has no 'to'"),
                wrong("m.yaml", GOOD + "  - to: §/x", "m.yaml:4:5: this transfer has no 'from'"),
                wrong("m.yaml", GOOD + "  - §/x", "m.yaml:4:5: a transfer is an object with 'from' and 'to'"),
                wrong(
                        "m.yaml",
                        GOOD + "  - { from: , to: x }",
                        "'from' must be a location, or a list of them, not nothing"),
                wrong("m.yaml", GOOD + "  - { from: [], to: x }", "m.yaml:4:13: 'from' is an empty list"),
                wrong(
                        "m.yaml",
                        GOOD + "  - { from: [[a]], to: x }",
                        "must be a location, or a list of them, not a list"),
                wrong("m.yaml", GOOD + "  - { from: a, to: [x] }", "m.yaml:4:20: 'to' must be a location, not a list"),
                wrong("m.yaml", GOOD + "  - { from: a, to: {x: y} }", "'to' must be a location, not an object"),
                wrong("m.yaml", GOOD + "  - { from: a, from: b, to: x }", "m.yaml:4:16: 'from' stands there twice"),
                wrong(
                        "m.yaml",
                        GOOD + "  - { form: a, to: x }",
                        "m.yaml:4:7: unknown field 'form'",
                        "do you mean 'from'?"),
                wrong("m.yaml", GOOD + "  - { from: a, to: x, part-size: 1M }", "do you mean 'part_size'?"),
                wrong(
                        "m.yaml",
                        GOOD + "  - { from: a, to: x, zzzzz: 1 }",
                        "unknown field 'zzzzz'; known are attempts, "),
                wrong(
                        "m.yaml",
                        GOOD + "  - { from: a, to: x, transfers: 3 }",
                        "m.yaml:4:23: transfers cannot differ",
                        "--transfers"),
                wrong(
                        "m.yaml",
                        GOOD + "  - { from: a, to: x, header: b }",
                        "header cannot differ by transfer",
                        "HAWSER_HEADER"),
                wrong(
                        "m.yaml",
                        GOOD + "  - { from: a, to: x, attempts: 0 }",
                        "m.yaml:4:33: attempts 0: must be from 1"),
                wrong(
                        "m.yaml",
                        GOOD + "  - { from: a, to: x, attempts: [1, 2] }",
                        "'attempts' must be a single value, not a list"),
                wrong(
                        "m.yaml",
                        GOOD + "  - { from: a, to: x, recursive: maybe }",
                        "recursive maybe: must be true or false"),
                wrong(
                        "m.yaml",
                        GOOD + "  - { from: a, to: x, verify: md4:00 }",
                        "m.yaml:4:31: verify md4:00",
                        "unknown digest"),
                wrong(
                        "m.yaml",
                        GOOD + "  - { from: [a, b], to: x, expected_size: 5 }",
                        "a digest or a size holds for one file"),
                wrong(
                        "m.yaml",
                        GOOD + "  - { from: '§/*', to: x, verify: 'md5:@§/sum' }",
                        "a digest or a size holds for one file"),
                wrong("m.yaml", "version: 1\ndefaults: [a]\ntransfers: []", "m.yaml:2:11: 'defaults' holds options"),
                wrong(
                        "m.yaml",
                        "version: 1\ndefaults: {expected_size: 5}\ntransfers: []",
                        "expected_size holds for one file"),
                wrong(
                        "m.yaml",
                        "version: 1\ndefaults: {verify: 'crc32:00000000'}\ntransfers: []",
                        "verify crc32:00000000: holds for one file"),
                wrong("m.yaml", "version: 1\ndefaults: {progress: none}\ntransfers: []", "progress cannot differ"),
                wrong(
                        "m.yaml",
                        GOOD + "  - { from: gopher://h/x, to: x }",
                        "m.yaml:4:5: gopher://h/x: unknown scheme 'gopher'",
                        "sftp"),
                wrong(
                        "m.yaml",
                        GOOD + "  - { from: a, to: gopher://h/x }",
                        "m.yaml:4:5: gopher://h/x: unknown scheme 'gopher'"),
                wrong(
                        "m.yaml",
                        GOOD + "  - { from: 'http:h/x', to: x }",
                        "m.yaml:4:13: not a location",
                        "http://host/path"),
                wrong("m.yaml", GOOD + "  - { from: a, to: '' }", "m.yaml:4:20: an empty location"),
                wrong("m.yaml", GOOD + "  - { from: 'sftp://u:secret@h/x', to: x }", "sftp://u@h: a password is never"),
                wrong(
                        "m.yaml",
                        GOOD + "  - { from: '-', to: x, delete_source: yes }",
                        "m.yaml:4:5: -: cannot be deleted"),
                wrong("m.yaml", GOOD + "  - { from: [a, b], to: 's3://b/k' }", "end it with a slash"),
                wrong("m.yaml", GOOD + "  - { from: [a, b], to: '-' }", "standard output takes one file"),
                wrong(
                        "m.yaml",
                        GOOD + "  - { from: '-', to: x }\n  - { from: '-', to: y }",
                        "m.yaml:5:5: -: standard input can be read once"),
                wrong("m.yaml", GOOD + "  - { from: '${NOPE}', to: x }", "m.yaml:4:13: the variable NOPE is not set"),
                wrong(
                        "m.yaml",
                        GOOD + "  - { from: a, to: x, min_rate: '${NOPE}' }",
                        "m.yaml:4:33: the variable NOPE is not set"),
                wrong("m.yaml", GOOD + "  - { from: '${A', to: x }", "'${' without '}'"),
                wrong("m.yaml", GOOD + "  - { from: '${A:-b}', to: x }", "'${A:-b}' names no variable"),
                wrong(
                        "m.yaml",
                        GOOD + "  - { from: a, to: §/copied }",
                        "m.yaml:4:5: ",
                        "the transfer at ",
                        "m.yaml:3:5 too"),
                wrong(
                        "m.yaml",
                        GOOD + "  - { from: a, to: §/b/.././copied }",
                        "is the target of the transfer at ",
                        "m.yaml:3:5 too"),
                wrong(
                        "m.yaml",
                        GOOD + "  - { from: [a, b/a], to: x/ }",
                        "is the target of another source of this transfer"),
                wrong("m.yaml", GOOD + "  - { from: b/copied, to: § }", "is the target of the transfer at "),
                wrong("m.yaml", GOOD + "  - { from: *x, to: x }", "m.yaml:4:13: no value with the anchor 'x'"),
                wrong("m.yaml", GOOD + "  - { from: &x [*x], to: x }", "no value with the anchor 'x' ends before this"),
                wrong("m.yaml", bomb(), "aliases stand for more than 100000 values"),
                wrong("m.yaml", GOOD + "  - " + "[".repeat(30) + "]".repeat(30), "lie in one another too deep"),
                wrong(
                        "m.yaml",
                        "version: 1\ntransfers:\n" + "  - {from: a, to: b}\n".repeat(100_001),
                        "m.yaml:100003:5: more than 100000 sources",
                        "tsv or jsonl"),
                wrong(
                        "m.yaml",
                        "version: 1\n" + ("#" + "x".repeat(99) + "\n").repeat(200_000),
                        "larger than 16 MiB",
                        "tsv or jsonl"),
                wrong("m.json", "[]", "m.json:1:1: a manifest begins with"),
                wrong(
                        "m.json",
                        "{\"version\": 1, \"transfers\": [{\"from\": 5, \"to\": \"b\"}]}",
                        "m.json:1:39: 'from' must be a location, or a list of them, not 5"),
                wrong(
                        "m.json",
                        "{\"version\": 1, \"transfers\": [{\"from\": \"a\", \"to\": null}]}",
                        "'to' must be a location, not nothing"),
                wrong("m.json", "{\"version\": 1,\n \"transfers\": [,]}", "m.json:2:16: not JSON: "),
                wrong("m.json", "{\"version\": 1, \"transfers\": [", "m.json:1:", "not JSON: Unexpected end-of-input"),
                wrong("m.json", "{\"version\": 1, \"transfers\": []} x", "not JSON: "),
                wrong("m.json", "{\"version\": 1, \"transfers\": []} {}", "m.json:1:33: not JSON: something follows"),
                wrong("m.tsv", "§/a\t§/copied\nb c\n", "m.tsv:2: no tab"),
                wrong("m.tsv", "§/a\t§/copied\n# a comment\n", "m.tsv:2: no tab"),
                wrong("m.tsv", "§/a\t§/copied\na\tb\tc", "m.tsv:2: more than two columns", "jsonl"),
                wrong("m.tsv", "§/a\t§/copied\n\n\tc", "m.tsv:3: no source before the tab"),
                wrong("m.tsv", "§/a\t§/copied\na\t\r\n", "m.tsv:2: no target after the tab"),
                wrong("m.tsv", "§/a\t§/copied\ngopher://h/x\tx", "m.tsv:2: gopher://h/x: unknown scheme"),
                wrong("m.tsv", "§/a\t§/copied\na\t${NOPE}", "m.tsv:2: the variable NOPE is not set"),
                wrong("m.tsv", "§/a\t§/copied\n" + "x".repeat(1 << 20) + "\tx\n", "m.tsv:2: a line longer than 1 MiB"),
                wrong(
                        "m.jsonl",
                        line("a", "§/copied") + "\n{\"from\": \"a\" \"to\": \"b\"}",
                        "m.jsonl:2:14: not JSON: "),
                wrong(
                        "m.jsonl",
                        line("a", "§/copied") + "\n{\"from\": \"a\"}",
                        "m.jsonl:2:1: this transfer has no 'to'"),
                wrong(
                        "m.jsonl",
                        line("a", "§/copied") + "\n" + line("a", "b") + line("c", "d"),
                        "m.jsonl:2:25: not JSON: something follows"),
                wrong(
                        "m.jsonl",
                        line("a", "§/copied") + "\n{\"from\": \"a\", \"to\": \"b\", \"verfy\": 1}",
                        "m.jsonl:2:26: unknown field 'verfy'; do you mean 'verify'?"),
                wrong(
                        "m.jsonl",
                        line("a", "§/copied") + "\n{\"from\": \"a\", \"to\": \"b\", \"attempts\": 0}",
                        "m.jsonl:2:38: attempts 0: must be from 1"),
                wrong("m.jsonl", line("a", "§/copied") + "\n[\"a\"]", "m.jsonl:2:1: a transfer is an object"));
    }

    private static String line(String from, String to) {
        return "{\"from\": \"" + from + "\", \"to\": \"" + to + "\"}";
    }

    /** Ten times ten times … the same. */
    private static String bomb() {
        return "version: 1\ndefaults:\n  include: &a0 [x]\n"
                + IntStream.range(1, 12)
                        .mapToObj(i -> "  k" + i + ": &a" + i + " [" + ("*a" + (i - 1) + ", ").repeat(10) + "]\n")
                        .collect(Collectors.joining())
                + "transfers: []\n";
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void isToldBeforeAnythingIsDone(String file, String text, String[] reasons) throws Exception {
        var manifest = folder.resolve(file);
        Files.writeString(manifest, text.replace("§", folder.toString()));

        assertThatThrownBy(() -> InJvm.call(Map.of(), "run", manifest.toString()))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining(folder + "/" + file)
                .satisfies(e -> assertThat(e.getMessage())
                        .contains(List.of(reasons).stream()
                                .map(reason -> reason.replace("§", folder.toString()))
                                .toList())
                        .doesNotContain("secret")
                        .hasLineCount(1));

        assertThat(Cli.tree(folder)).containsExactly("a", file);
    }

    static Stream<Arguments> calls() {
        return Stream.of(
                Arguments.of("run m.yaml --var A", "--var: write NAME=VALUE"),
                Arguments.of("run m.yaml --var =b", "--var: write NAME=VALUE"),
                Arguments.of("run m.yaml --var 1A=b", "--var: write NAME=VALUE"),
                Arguments.of("run m.yaml --var A=b --var A=c", "--var A: stands there twice"),
                Arguments.of("run m.yaml --format xml", "--format xml: must be yaml, json, tsv or jsonl"),
                Arguments.of("run m.yaml --max-failures 0", "--max-failures 0: must be from 1"),
                Arguments.of("run m.yaml --attempts 0", "--attempts 0: must be from 1"),
                Arguments.of("run m.yaml --expected-size 5", "--expected-size 5: holds for one file"),
                Arguments.of("run m.yaml --verify crc32:00000000", "--verify crc32:00000000: holds for one file"),
                Arguments.of("run m.yaml --report m.yaml", "m.yaml: is the manifest"),
                Arguments.of("run m.yaml --report §/a", "the report §/a would overwrite a source"),
                Arguments.of("run m.yaml --report §/copied", "the report §/copied is a target"),
                Arguments.of("run m.yaml --format tsv", "m.yaml:1: no tab"),
                Arguments.of("run missing", "missing: the manifest cannot be read: there is no such file"),
                Arguments.of("run .", ".: is a folder; run takes a manifest"),
                Arguments.of("run  --var A=b", "'': an empty path; run takes a manifest"),
                Arguments.of("run", "run needs a manifest: hawser run MANIFEST"),
                Arguments.of("run a b", "too many operands: 'b'"));
    }

    @ParameterizedTest
    @MethodSource("calls")
    void aWrongCallIsToldTheSameWay(String line, String reason) throws Exception {
        Files.writeString(folder.resolve("m.yaml"), GOOD.replace("§", folder.toString()));
        var words = line.replace("§", folder.toString())
                .replace("m.yaml", folder + "/m.yaml")
                .split(" ");

        assertThatThrownBy(() -> InJvm.call(Map.of(), words))
                .isInstanceOf(UsageException.class)
                .satisfies(e -> assertThat(e.getMessage())
                        .contains(reason.replace("§", folder.toString()))
                        .hasLineCount(1));

        assertThat(Cli.tree(folder)).containsExactly("a", "m.yaml");
    }

    @Test
    void bytesThatAreNoTextAreTold() throws Exception {
        for (var file : List.of("m.yaml", "m.json", "m.tsv", "m.jsonl")) {
            var manifest = folder.resolve(file);
            Files.write(manifest, "{\"from\": \"\u00e4\"}\n".getBytes(StandardCharsets.ISO_8859_1));

            assertThatThrownBy(() -> InJvm.call(Map.of(), "run", manifest.toString()))
                    .as(file)
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining("not UTF-8");
        }
    }

    @Test
    void aCredentialOfOneHostIsNotGivenToTwo() throws Exception {
        var environment = Map.of("HAWSER_HTTP_TOKEN", "hidden");
        Files.writeString(
                folder.resolve("m.yaml"),
                "version: 1\ntransfers:\n"
                        + "  - {from: 'http://127.0.0.1:1/x', to: '§/x'}\n  - {from: 'http://127.0.0.2:1/y', to: '§/y'}\n"
                                .replace("§", folder.toString()));
        Files.writeString(folder.resolve("m.tsv"), "http://127.0.0.1:1/x\tx\nhttp://127.0.0.2:1/y\ty\n");

        for (var place : List.of("m.yaml:4:5", "m.tsv:2")) {
            var file = folder.resolve(place.substring(0, place.indexOf(':'))).toString();
            assertThatThrownBy(() -> InJvm.call(environment, "run", file))
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining(place + ": ")
                    .hasMessageContaining("HAWSER_HTTP_TOKEN is for one host");
            assertThatThrownBy(() -> InJvm.call(Map.of("X", "hidden"), "run", file, "--header", "X-Key:env:X"))
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining(place + ": --header X-Key would go to every host");
        }
    }
}
