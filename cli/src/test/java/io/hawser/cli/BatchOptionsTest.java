package io.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.Hawser;
import io.hawser.IfExists;
import io.hawser.Location;
import io.hawser.Verify;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The options of a transfer, and which place beats which. */
class BatchOptionsTest {
    private static final String ALL = """
            parallel: 3
            part_size: 2M
            attempts: 7
            timeout: 11s
            min_rate: 5K
            verify: sidecar:md5
            if_exists: changed
            no_resume: true
            sync: never
            no_times: true
            delete_source: true
            recursive: true
            no_glob: true
            include: ['*.txt', '*.md']
            exclude: 'x*'
            """;

    @TempDir
    Path folder;

    private BatchRules.Way way(Settings settings, String manifest) throws Exception {
        var file = folder.resolve("m.yaml");
        Files.writeString(file, manifest);
        try (var hawser = Hawser.open();
                var opened = ManifestFile.open(file.toString(), settings)) {
            var whole = WholeManifest.read(opened, EntryReader.ofWhole(Variables.of(settings)));
            var rules = new BatchRules(hawser, settings, List.of(), whole.defaults(), false);
            return rules.plan(whole.entries().getFirst()).way();
        }
    }

    private static Settings settings(
            Map<Option, List<String>> flags, Map<String, String> environment, ConfigFile config) {
        return Settings.of(flags, environment, config);
    }

    private static void isAll(BatchRules.Way way) {
        var options = way.tuning().between(Location.local("a"), Location.local("b"));
        assertThat(options.parallel()).isEqualTo(3);
        assertThat(options.partSize()).isEqualTo(2 << 20);
        assertThat(options.retry().attempts()).isEqualTo(7);
        assertThat(options.stall()).isEqualTo(Duration.ofSeconds(11));
        assertThat(options.minRate()).isEqualTo(5 << 10);
        assertThat(options.verify()).isInstanceOf(Verify.Sidecar.class);
        assertThat(options.ifExists()).isEqualTo(IfExists.CHANGED);
        assertThat(options.resume()).isFalse();
        assertThat(options.durable()).isFalse();
        assertThat(options.keepTimes()).isFalse();
        assertThat(options.deleteSource()).isTrue();
        assertThat(way.recursive()).isTrue();
        assertThat(way.globs()).isFalse();
        assertThat(List.of("a.txt", "b.md", "x.txt", "c"))
                .filteredOn(way.filter()::wants)
                .containsExactly("a.txt", "b.md");
    }

    private static String indented(String text, String by) {
        return text.lines().map(line -> by + line + "\n").collect(Collectors.joining());
    }

    @Test
    void everyOptionOfATransferIsHeard() throws Exception {
        var none = settings(Map.of(), Map.of(), ConfigFile.empty());

        isAll(way(none, "version: 1\ntransfers:\n  - from: a\n    to: b\n" + indented(ALL, "    ")));
        isAll(way(none, "version: 1\ndefaults:\n" + indented(ALL, "  ") + "transfers: [{from: a, to: b}]\n"));

        var told = ALL.lines().map(line -> line.substring(0, line.indexOf(':'))).toList();
        assertThat(Arrays.stream(Option.values()).filter(Option::perTransfer).map(Option::key))
                .as("what a transfer may say")
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(told.stream(), Stream.of("expected_size")).toList());
    }

    @Test
    void aSizeIsOneTransfersOwn() throws Exception {
        var way = way(
                settings(Map.of(), Map.of(), ConfigFile.empty()),
                "version: 1\ntransfers: [{from: a, to: b, expected_size: 1K}]");

        assertThat(way.tuning().general().expectedSize()).isEqualTo(OptionalLong.of(1024));
    }

    /** Takes away the strongest place one after the other. */
    @Test
    void aFlagBeatsTheTransferThenDefaultsEnvironmentAndFile() throws Exception {
        var file = folder.resolve("config.yaml");
        Files.writeString(file, "attempts: 2\nlocations:\n  /here: { attempts: 3 }\n");
        var config = ConfigFile.load(Map.of("HAWSER_CONFIG", file.toString()));
        var flag = Map.of(Option.ATTEMPTS, List.of("7"));
        var variable = Map.of("HAWSER_ATTEMPTS", "4");
        var both = "version: 1\ndefaults: {attempts: 5}\ntransfers: [{from: /here/a, to: b, attempts: 6}]";
        var defaults = "version: 1\ndefaults: {attempts: 5}\ntransfers: [{from: /here/a, to: b, parallel: 2}]";
        var neither = "version: 1\ntransfers: [{from: /here/a, to: b}]";

        assertThat(attempts(settings(flag, variable, config), both)).isEqualTo(7);
        assertThat(attempts(settings(Map.of(), variable, config), both)).isEqualTo(6);
        assertThat(attempts(settings(Map.of(), variable, config), defaults)).isEqualTo(5);
        assertThat(attempts(settings(Map.of(), variable, config), neither)).isEqualTo(4);
        assertThat(attempts(settings(Map.of(), Map.of(), config), neither)).isEqualTo(3);
        assertThat(attempts(settings(Map.of(), Map.of(), config), neither.replace("/here", "/there")))
                .isEqualTo(2);
    }

    private int attempts(Settings settings, String manifest) throws Exception {
        var from = manifest.contains("/here") ? "/here/a" : "/there/a";
        return way(settings, manifest)
                .tuning()
                .between(Location.local(from), Location.local("b"))
                .retry()
                .attempts();
    }
}
