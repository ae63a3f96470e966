package io.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Command;
import io.hawser.testkit.Content;
import io.hawser.testkit.Eventually;
import io.hawser.testkit.NginxServer;
import io.hawser.testkit.RunningCommand.Signal;
import io.hawser.testkit.ScriptedHttpServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --ledger}: what is done is not done again, by this run, by the next, or by one beside it. */
class LedgerTest {
    private static final int FILES = 300;
    private static final int KILLS = 10;

    @TempDir
    Path served;

    @TempDir
    Path folder;

    private final Random random = new Random(1);

    private Path ledger() {
        return folder.resolve("ledger");
    }

    private Path copies() {
        return folder.resolve("copies");
    }

    private void serve() throws IOException {
        Files.createDirectory(copies());
        for (int i = 0; i < FILES; i++) {
            Content.random(i, 20_000 + random.nextInt(20_000)).writeTo(served.resolve("f" + i));
        }
    }

    private Command copy(NginxServer nginx) {
        var words = IntStream.range(0, FILES).mapToObj(i -> nginx.url("/f" + i)).toArray(String[]::new);
        return Cli.hawser("cp", "--progress", "none", "--ledger", ledger().toString())
                .and(words)
                .and(copies() + "/");
    }

    private void assertAllThere() throws IOException {
        for (int i = 0; i < FILES; i++) {
            assertThat(Files.mismatch(served.resolve("f" + i), copies().resolve("f" + i)))
                    .as("f%d", i)
                    .isEqualTo(-1);
        }
    }

    private static List<NginxServer.Served> gets(NginxServer nginx) throws IOException {
        return nginx.served().stream().filter(s -> s.method().equals("GET")).toList();
    }

    /** Names that the ledger has records of, whole lines alone. */
    private List<String> noted() throws IOException {
        if (!Files.exists(ledger())) {
            return List.of();
        }
        var text = Files.readString(ledger());
        return text.substring(0, text.lastIndexOf('\n') + 1)
                .lines()
                .filter(line -> line.contains("http://"))
                .map(line -> line.split("\t")[1].replaceAll(".*/", ""))
                .distinct()
                .toList();
    }

    @Test
    void theSameCommandAgainFetchesNothingAndAChangeAlone() throws Exception {
        serve();
        try (var nginx = NginxServer.serving(served).start()) {
            Cli.succeeded(copy(nginx));
            assertThat(gets(nginx)).hasSize(FILES);
            int before = nginx.served().size();

            var second = Cli.succeeded(copy(nginx));

            assertThat(second.errText()).contains(FILES + " skipped");
            assertThat(gets(nginx)).hasSize(FILES);
            assertThat(nginx.served()).as("a look at each source").hasSize(before + FILES);

            Files.writeString(served.resolve("f1"), "changed");
            Files.delete(copies().resolve("f2"));
            Files.writeString(copies().resolve("f3"), "scribbled over");
            Cli.succeeded(copy(nginx));
            assertAllThere();
            assertThat(gets(nginx)).hasSize(FILES + 3);
        }
    }

    @Test
    void killedOverAndOverNothingThatIsNotedIsFetchedAgainAndTheLastRunIsRight() throws Exception {
        long seed = random.nextLong();
        serve();
        try (var nginx = NginxServer.serving(served).withLimitRate(300 << 10).start()) {
            for (int kill = 0; kill < KILLS; kill++) {
                var before = noted();
                int fetched = gets(nginx).size();
                int until = before.size() + random.nextInt(FILES / KILLS);
                try (var run = copy(nginx).start()) {
                    run.signalWhen(Signal.KILL, () -> {
                        try {
                            return noted().size() > until;
                        } catch (IOException e) {
                            throw new IllegalStateException(e);
                        }
                    });
                    run.await();
                }
                var all = gets(nginx);
                assertThat(all.subList(fetched, all.size()))
                        .as("seed %d, kill %d", seed, kill)
                        .noneMatch(s -> before.contains(s.target().substring(1)));
                for (var name : noted()) {
                    assertThat(Files.mismatch(served.resolve(name), copies().resolve(name)))
                            .as("seed %d, kill %d, %s", seed, kill, name)
                            .isEqualTo(-1);
                }
                if (kill % 3 == 0) {
                    Files.writeString(ledger(), "torn in the midst", StandardOpenOption.APPEND);
                }
            }
            var before = noted();
            int fetched = gets(nginx).size();
            Cli.succeeded(copy(nginx));
            assertAllThere();
            assertThat(noted()).as("seed %d", seed).hasSize(FILES);
            assertThat(gets(nginx)).as("seed %d", seed).hasSize(fetched + FILES - before.size());
        }
    }

    @Test
    void twoRunsAtOnceShareTheWork() throws Exception {
        serve();
        try (var nginx = NginxServer.serving(served).withLimitRate(300 << 10).start();
                var one = copy(nginx).start();
                var other = copy(nginx).start()) {
            var first = one.await();
            var second = other.await();
            assertThat(first.status()).as(first.errText()).isZero();
            assertThat(second.status()).as(second.errText()).isZero();
            assertAllThere();
            var times = gets(nginx).stream()
                    .collect(Collectors.groupingBy(NginxServer.Served::target, Collectors.counting()));
            assertThat(times)
                    .hasSize(FILES)
                    .allSatisfy((_, count) -> assertThat(count).isEqualTo(1));
        }
    }

    @Test
    void whoIsKilledInMidCopyBlocksNobodyWhoWaitsForIt() throws Exception {
        Files.createDirectory(copies());
        Content.random(1, 64 << 20).writeTo(served.resolve("large"));
        try (var slow = NginxServer.serving(served).withLimitRate(1 << 20).start()) {
            var command = Cli.hawser("cp", "--progress", "none", "--ledger", ledger().toString())
                    .and(slow.url("/large"), copies() + "/");
            try (var one = command.start()) {
                var journal = copies().resolve(".large.hawser-journal");
                Eventually.holds(() -> journal.toFile().length() > 100, one::err);
                try (var other = command.start()) {
                    // It waits: a second one would be told that another run is writing the file.
                    Eventually.holds(() -> opened(other.pid()), other::err);
                    one.signal(Signal.KILL);
                    one.await();
                    Eventually.holds(() -> journal.toFile().length() > 200, other::err);
                    other.signal(Signal.INT);
                    assertThat(other.await().status()).isEqualTo(130);
                }
            }
        }
    }

    private boolean opened(long process) {
        try (var files = Files.list(Path.of("/proc/" + process + "/fd"))) {
            return files.anyMatch(fd -> {
                try {
                    return Files.readSymbolicLink(fd).equals(ledger());
                } catch (IOException _) {
                    return false;
                }
            });
        } catch (IOException _) {
            return false;
        }
    }

    @Test
    void aLedgerThatCannotBeWrittenOnIsToldAndTheCopiesAreMade() throws Exception {
        try (var disk = SmallDisk.mounted();
                var server = ScriptedHttpServer.start()) {
            server.serve("/a", Content.text("a"));
            server.serve("/b", Content.text("b"));
            var ledger = disk.resolve("ledger").toString();
            Cli.succeeded(
                    Cli.hawser("cp", "--ledger", ledger, server.url("/a"), "a").in(folder));
            var full = disk.resolve("filler");
            fill(full);

            var ended = Cli.hawser("cp", "--ledger", ledger, "-r")
                    .and(manyNames(server))
                    .and(folder + "/")
                    .run();

            assertThat(ended.status()).as(ended.toString()).isEqualTo(1);
            assertThat(ended.errText()).contains("the ledger is not complete", "No space left");
            assertThat(folder.resolve("b")).hasContent("b");
            Files.delete(full);
            Cli.succeeded(
                    Cli.hawser("cp", "--ledger", ledger, server.url("/b"), "b").in(folder));
            var again = Cli.succeeded(
                    Cli.hawser("cp", "--ledger", ledger, server.url("/b"), "b").in(folder));
            assertThat(again.errText()).contains("skipped");
        }
    }

    /** More than what is left of the page that the ledger has begun takes records of. */
    private String[] manyNames(ScriptedHttpServer server) {
        return IntStream.range(0, 60)
                .mapToObj(i -> {
                    var path = "/" + "x".repeat(100) + i;
                    server.serve(path, Content.text("x"));
                    return server.url(path);
                })
                .collect(Collectors.collectingAndThen(Collectors.toList(), all -> {
                    all.add(server.url("/b"));
                    return all.toArray(String[]::new);
                }));
    }

    private static void fill(Path file) throws IOException {
        try (var out = Files.newOutputStream(file)) {
            var page = new byte[4096];
            while (true) {
                out.write(page);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left");
        }
    }

    @Test
    void whatIsNoLedgerIsRefusedBeforeAByteMoves() throws Exception {
        Files.writeString(ledger(), "my diary");
        Files.writeString(folder.resolve("a"), "a");
        Cli.refused(
                Cli.hawser("cp", "--ledger", ledger().toString(), "a", "b").in(folder),
                "--ledger " + ledger() + ": is no ledger");
        assertThat(ledger()).hasContent("my diary");
        assertThat(folder.resolve("b")).doesNotExist();
        Cli.refused(
                Cli.hawser("cp", "--ledger", "no/ledger", "a", "b").in(folder),
                "--ledger no/ledger: the ledger cannot be opened: its folder does not exist");
        Cli.refused(
                Cli.hawser("cp", "--ledger", "one", "--report", "./one", "a", "b")
                        .in(folder),
                "--ledger one: is the report of this command, too");
        Files.createSymbolicLink(folder.resolve("link"), Path.of("two"));
        Cli.refused(
                Cli.hawser("cp", "--ledger", "two", "--report", "link", "a", "b")
                        .in(folder),
                "--ledger two: is the report of this command, too");
        Files.createSymbolicLink(folder.resolve("nowhere"), Path.of("missing/three"));
        Cli.refused(
                Cli.hawser("cp", "--ledger", "nowhere", "a", "b").in(folder),
                "--ledger nowhere: the ledger cannot be opened: it is a symbolic link that leads nowhere");
    }

    @Test
    void aDryRunNeitherNeedsNorMakesIt() throws Exception {
        Files.writeString(folder.resolve("a"), "a");
        Cli.succeeded(
                Cli.hawser("cp", "--ledger", "ledger", "--dry-run", "a", "b").in(folder));
        assertThat(ledger()).doesNotExist();
    }

    @Test
    void aFolderWithTheLedgerInItIsCopiedWithoutTheLedger() throws Exception {
        Files.createDirectory(copies());
        Files.writeString(copies().resolve("a"), "a");
        var inside = copies().resolve("ledger");
        for (int run = 0; run < 2; run++) {
            Cli.failed(
                    Cli.hawser("cp", "-q", "-r", "--ledger", inside.toString())
                            .and(copies().toString(), folder + "/there"),
                    "is the ledger of this run");
            assertThat(folder.resolve(run == 0 ? "there/a" : "there/copies/a")).hasContent("a");
        }
    }
}
