package io.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Command;
import io.hawser.testkit.Eventually;
import io.hawser.testkit.NginxServer;
import io.hawser.testkit.RunningCommand.Signal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many small files at a time, which have no journals: killed at random moments, cleaned up after, copied by two processes at once. */
class ManySmallFilesTest {
    private static final int FILES = 600;
    private static final int KILLS = 4;

    @TempDir
    Path served;

    @TempDir
    Path folder;

    @BeforeEach
    void serve() throws IOException {
        for (int i = 0; i < FILES; i++) {
            Files.writeString(served.resolve("f" + i), fresh(i));
        }
    }

    private static String fresh(int i) {
        return ("new " + i + "\n").repeat(1000);
    }

    private static String old(int i) {
        return "old " + i;
    }

    private Command copy(NginxServer nginx) {
        var words = IntStream.range(0, FILES).mapToObj(i -> nginx.url("/f" + i)).toArray(String[]::new);
        return Cli.hawser("cp", "--progress", "none").and(words).and(folder.toString() + "/");
    }

    private List<String> hidden() throws IOException {
        try (var names = Files.list(folder)) {
            return names.map(path -> path.getFileName().toString())
                    .filter(name -> name.startsWith("."))
                    .toList();
        }
    }

    private long replaced() {
        return IntStream.range(0, FILES)
                .filter(i -> folder.resolve("f" + i).toFile().length() == fresh(i).length())
                .count();
    }

    private void assertAllFresh() throws IOException {
        for (int i = 0; i < FILES; i++) {
            assertThat(folder.resolve("f" + i)).hasContent(fresh(i));
        }
        assertThat(hidden()).isEmpty();
    }

    @Test
    void killedAtARandomMomentEveryFileIsOldOrNewAndTheNextRunLeavesNothingElse() throws Exception {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        try (var nginx = NginxServer.serving(served).withLimitRate(200 << 10).start()) {
            for (int kill = 0; kill < KILLS; kill++) {
                for (int i = 0; i < FILES; i++) {
                    Files.writeString(folder.resolve("f" + i), old(i));
                }
                int until = random.nextInt(FILES / 2);
                try (var run = copy(nginx).start()) {
                    assertThat(run.signalWhen(Signal.KILL, () -> replaced() >= until))
                            .as("seed %d, kill %d came before the end", seed, kill)
                            .isTrue();
                    run.await();
                }
                for (int i = 0; i < FILES; i++) {
                    assertThat(Files.readString(folder.resolve("f" + i)))
                            .as("seed %d, kill %d", seed, kill)
                            .isIn(old(i), fresh(i));
                }
                if (kill % 2 == 0) {
                    Cli.succeeded(Cli.hawser("clean", folder.toString()));
                    assertThat(hidden()).as("seed %d, after cleaning", seed).isEmpty();
                }
                Cli.succeeded(copy(nginx));
                assertAllFresh();
            }
        }
    }

    @Test
    void cleaningLeavesALiveRunAlone() throws Exception {
        try (var nginx = NginxServer.serving(served).withLimitRate(20 << 10).start();
                var live = copy(nginx).start()) {
            Eventually.holds(() -> folder.resolve(".0.hawser-run").toFile().exists(), live::err);
            var told = Cli.succeeded(Cli.hawser("clean", folder.toString()));
            assertThat(told.outText()).isEmpty();
            live.signal(Signal.INT);
            live.await();
            assertThat(live.err()).doesNotContain("failed");
        }
        assertThat(hidden())
                .as("a run that was stopped leaves nothing of small files")
                .isEmpty();
    }

    @Test
    void twoProcessesThatCopyTheSameFilesAtOnceBothSucceed() throws Exception {
        try (var nginx = NginxServer.serving(served).start();
                var one = copy(nginx).start();
                var other = copy(nginx).start()) {
            assertThat(one.await().status()).isZero();
            assertThat(other.await().status()).isZero();
        }
        assertAllFresh();
    }
}
