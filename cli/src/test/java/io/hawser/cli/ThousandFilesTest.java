package io.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Command;
import io.hawser.testkit.Content;
import io.hawser.testkit.artifactory.ArtifactoryExchange;
import io.hawser.testkit.artifactory.ArtifactoryFault;
import io.hawser.testkit.artifactory.ArtifactoryOperation;
import io.hawser.testkit.artifactory.ArtifactoryRule;
import io.hawser.testkit.artifactory.ArtifactoryServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A thousand files from an Artifactory where everything goes wrong now and then, and some things always: exactly the hopeless ones
 * fail, and the same command again asks for nothing but what is left.
 */
class ThousandFilesTest {
    private static final int FILES = 1000;
    private static final long SEED = 4;
    private static final List<ArtifactoryOperation> ABOUT_FILES =
            List.of(ArtifactoryOperation.DOWNLOAD, ArtifactoryOperation.HEAD);

    /** What is wrong with some files as long as nobody mends it. */
    private enum Ill {
        MISSING(24, "not_found", "not found (HTTP 404)"),
        FORBIDDEN(17, "denied", "denied (HTTP 403)"),
        BROKEN(6, "unavailable", "unavailable (HTTP 503)"),
        DAMAGED(4, "corrupt", "corrupt");

        private final int count;
        private final String kind;
        private final String label;

        Ill(int count, String kind, String label) {
            this.count = count;
            this.kind = kind;
            this.label = label;
        }

        ArtifactoryFault fault(String name) {
            return switch (this) {
                case MISSING -> ArtifactoryFault.error(404, "there is no " + name);
                case FORBIDDEN -> ArtifactoryFault.error(403, "the quota of " + name + " is used up");
                case BROKEN -> ArtifactoryFault.error(503, "the disk of " + name + " is broken");
                case DAMAGED -> ArtifactoryFault.flippedAt(10);
            };
        }

        String message(String name) {
            return switch (this) {
                case MISSING -> "404 Not Found (there is no " + name + ")";
                case FORBIDDEN -> "403 Forbidden (the quota of " + name + " is used up)";
                case BROKEN -> "(the disk of " + name + " is broken)";
                case DAMAGED -> "sha256";
            };
        }
    }

    @TempDir
    Path folder;

    private ArtifactoryServer server;
    private final Map<String, Ill> ill = new HashMap<>();
    private final Map<String, ArtifactoryRule> rules = new HashMap<>();

    @BeforeEach
    void start() throws IOException {
        server = ArtifactoryServer.start();
        var names = new ArrayList<>(
                IntStream.range(0, FILES).mapToObj(ThousandFilesTest::name).toList());
        for (int i = 0; i < FILES; i++) {
            server.put("libs/" + name(i), content(i));
        }
        Collections.shuffle(names, new Random(SEED));
        var drawn = names.iterator();
        for (var what : Ill.values()) {
            for (int i = 0; i < what.count; i++) {
                var name = drawn.next();
                ill.put(name, what);
                rules.put(name, server.fault("libs/" + name, what.fault(name)));
            }
        }
        for (int i = 0; i < 5; i++) {
            server.fault("libs/" + drawn.next(), ArtifactoryFault.throttled(Duration.ofSeconds(1)))
                    .first(1);
        }
        server.fault(ArtifactoryFault.mix(
                SEED,
                3,
                ArtifactoryFault.status(500),
                ArtifactoryFault.status(502),
                ArtifactoryFault.proxyPage(503),
                ArtifactoryFault.status(504),
                ArtifactoryFault.throttled(Duration.ZERO),
                ArtifactoryFault.reset(),
                ArtifactoryFault.resetAfter(700),
                ArtifactoryFault.shortBody(500),
                elsewhereEachTime(ArtifactoryFault::flippedAt),
                elsewhereEachTime(ArtifactoryFault::truncated)));
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    /** Bytes that are wrong in the same way twice are taken for what the server has. */
    private static ArtifactoryFault elsewhereEachTime(Function<Integer, ArtifactoryFault> fault) {
        var times = new AtomicInteger();
        return (request, work) -> fault.apply(1 + times.getAndIncrement() % 900).answer(request, work);
    }

    private static String name(int i) {
        return "d" + i % 7 + "/f" + i + ".bin";
    }

    private static Content content(int i) {
        return Content.random(i, i % 100 == 0 ? 2_000_000 + i : 1000 + i);
    }

    private Command run(boolean lines, String way) throws IOException {
        var libs = "artifactory+http://127.0.0.1:" + server.port() + "/artifactory/libs/";
        var manifest = folder.resolve(lines ? "lines.tsv" : "glob.yaml");
        Files.writeString(
                manifest,
                lines
                        ? IntStream.range(0, FILES)
                                .mapToObj(i -> libs + name(i) + "\tto/" + name(i) + "\n")
                                .collect(Collectors.joining())
                        : "version: 1\ntransfers: [{ from: '" + libs + "**/*.bin', to: to/ }]\n");
        return Cli.hawser("run", manifest.toString(), "--report", "report", "--transfers", "16", "--part-size", "1M")
                .and("--sync", "never", "--progress", "none")
                .and(way.equals("ledger") ? new String[] {"--ledger", "ledger"} : new String[] {"--if-exists", way})
                .with("HAWSER_ARTIFACTORY_TOKEN", server.user().token())
                .in(folder);
    }

    private Map<String, Map<String, Object>> report() throws IOException {
        return Cli.json(Files.readString(folder.resolve("report"))).stream()
                .collect(
                        Collectors.toMap(line -> ((String) line.get("target")).replaceFirst("^to/", ""), line -> line));
    }

    private Map<String, List<ArtifactoryExchange>> asked(int after) {
        return server.requests().stream()
                .skip(after)
                .filter(request -> ABOUT_FILES.contains(request.operation()))
                .collect(Collectors.groupingBy(request -> request.item().replaceFirst("^libs/", "")));
    }

    /** What is in place is right, and it is everything but what is ill. */
    private void assertInPlace() throws IOException {
        var wanted = IntStream.range(0, FILES)
                .filter(i -> !ill.containsKey(name(i)))
                .mapToObj(ThousandFilesTest::name)
                .sorted()
                .toList();
        assertThat(Cli.tree(folder.resolve("to")).stream().filter(name -> !name.endsWith("/")))
                .containsExactlyElementsOf(wanted);
        for (int i = 0; i < FILES; i++) {
            if (!ill.containsKey(name(i))) {
                assertThat(content(i).mismatch(folder.resolve("to").resolve(name(i))))
                        .as(name(i))
                        .isEmpty();
            }
        }
    }

    private void assertFailed(Map<String, Map<String, Object>> report, Map<String, List<ArtifactoryExchange>> asked) {
        ill.forEach((name, what) -> {
            var line = report.get(name);
            assertThat(line).as(name).containsEntry("status", "failed");
            var error = (Map<?, ?>) line.get("error");
            assertThat(error.get("kind")).as("%s", line).isEqualTo(what.kind);
            assertThat((String) error.get("message")).contains(name, what.message(name));
            long tries = switch (what) {
                case MISSING, FORBIDDEN -> 1;
                case BROKEN -> 5;
                case DAMAGED -> 2;
            };
            assertThat(line).as("%s", line).containsEntry("attempts", tries);
            assertThat(asked.get(name)).as(name).hasSize((int) tries);
        });
    }

    private void heal(Collection<String> names) {
        names.forEach(name -> {
            rules.get(name).lift();
            ill.remove(name);
        });
    }

    @ParameterizedTest
    @CsvSource({"true, changed", "false, ledger"})
    void onlyTheHopelessFailAndTheNextRunAsksForWhatIsLeft(boolean lines, String way) throws Exception {
        var command = run(lines, way);
        var ended = command.run();

        assertThat(ended.status()).as(ended.toString()).isEqualTo(1);
        var report = report();
        var asked = asked(0);
        assertThat(report).hasSize(FILES);
        assertThat(server.requests())
                .allSatisfy(request -> assertThat(request.user()).contains("admin"));
        assertFailed(report, asked);
        assertInPlace();
        report.forEach((name, line) -> {
            if (!ill.containsKey(name)) {
                assertThat(line).containsEntry("status", "copied").containsEntry("error", null);
                assertThat((Map<?, ?>) line.get("digest"))
                        .extracting("verified_by")
                        .isEqualTo("source");
                assertThat((long) line.get("attempts"))
                        .isBetween(1L, (long) asked.get(name).size());
            }
        });
        assertThat(report.values())
                .filteredOn(line -> (long) line.get("attempts") > 2)
                .as("files that were tried again more than once")
                .hasSizeGreaterThan(FILES / 10);
        int failed = ill.size();
        assertThat(ended.errText())
                .contains("copied " + (FILES - failed) + " files: ", (FILES - failed) + " verified (source)")
                .contains("failed: " + failed + ": 24 not found (HTTP 404), 17 denied (HTTP 403), "
                        + "6 unavailable (HTTP 503), 4 corrupt\n")
                .contains("  first of 24 " + Ill.MISSING.label + ": http://");

        var names = List.copyOf(ill.keySet());
        var healed = names.subList(0, names.size() / 2);
        heal(healed);
        asksOnlyFor(names, command, 1);
        assertThat(report().values())
                .filteredOn(line -> line.get("status").equals("copied"))
                .hasSize(healed.size());
        assertThat(report().values())
                .filteredOn(line -> line.get("status").equals("skipped"))
                .hasSize(FILES - names.size());

        var left = List.copyOf(ill.keySet());
        heal(left);
        asksOnlyFor(left, command, 0);
        asksOnlyFor(List.of(), command, 0);
    }

    /** The same command again, which ends with that status, downloads these and does not even ask for the body of any other. */
    private void asksOnlyFor(List<String> names, Command command, int status) throws IOException {
        int before = server.requests().size();
        var ended = command.run();

        assertThat(ended.status()).as(ended.toString()).isEqualTo(status);
        assertInPlace();
        var downloads = server.requests().stream()
                .skip(before)
                .filter(request -> request.operation() == ArtifactoryOperation.DOWNLOAD)
                .map(request -> request.item().replaceFirst("^libs/", ""))
                .distinct();
        assertThat(downloads).containsExactlyInAnyOrderElementsOf(names);
        assertFailed(report(), asked(before));
    }
}
