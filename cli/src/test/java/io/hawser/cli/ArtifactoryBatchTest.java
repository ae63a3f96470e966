package io.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Command;
import io.hawser.testkit.Content;
import io.hawser.testkit.OpenSshServer;
import io.hawser.testkit.RunningCommand.Signal;
import io.hawser.testkit.artifactory.ArtifactoryExchange;
import io.hawser.testkit.artifactory.ArtifactoryFault;
import io.hawser.testkit.artifactory.ArtifactoryOperation;
import io.hawser.testkit.artifactory.ArtifactoryServer;
import io.hawser.testkit.artifactory.ArtifactoryUser;
import io.hawser.testkit.s3.S3ProxyServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Batches from and to an Artifactory: signals, other stores beside it, and how many requests it sees at a time. */
class ArtifactoryBatchTest {
    private static final Content LARGE = Content.random(1, (12 << 20) + 345);
    private static final long MOMENT = TimeUnit.MILLISECONDS.toNanos(2);

    @TempDir
    Path folder;

    private ArtifactoryServer server;

    @BeforeEach
    void start() throws IOException {
        server = ArtifactoryServer.start();
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private static String at(ArtifactoryServer where, String item) {
        return "artifactory+http://127.0.0.1:" + where.port() + "/artifactory/" + item;
    }

    private String at(String item) {
        return at(server, item);
    }

    private Command run(String manifest, String text, String... words) throws IOException {
        Files.writeString(folder.resolve(manifest), text);
        return Cli.hawser("run", manifest, "--progress", "none", "--report", "report")
                .and(words)
                .with("HAWSER_ARTIFACTORY_TOKEN", server.user().token())
                .in(folder);
    }

    private List<Map<String, Object>> report() throws IOException {
        return Cli.json(Files.readString(folder.resolve("report")));
    }

    private Map<String, Object> reported(String target) throws IOException {
        return report().stream()
                .filter(line -> line.get("target").equals(target))
                .findFirst()
                .orElseThrow();
    }

    private List<ArtifactoryExchange> requests(ArtifactoryOperation operation) {
        return server.requests().stream()
                .filter(request -> request.operation() == operation)
                .toList();
    }

    private static Content small(int i) {
        return Content.random(i, 10_000 + i);
    }

    /** One who waited for bytes that are on no way would never end: each of those under way waits for one. */
    @Test
    void anInterruptInMidBatchLeavesNothingHalfThereAndTheNextRunGoesOn() throws Exception {
        server.put("libs/large", LARGE);
        for (int i = 0; i < 20; i++) {
            server.put("libs/f" + i, small(i));
        }
        var stalling =
                server.fault("libs/large", ArtifactoryFault.stallAfter(100_000)).after(6);
        var silent = server.fault("libs/f10", ArtifactoryFault.silence());
        var run = run(
                "m.tsv",
                at("libs/large") + "\tto/large\n"
                        + IntStream.range(0, 20)
                                .mapToObj(i -> at("libs/f" + i) + "\tto/f" + i + "\n")
                                .collect(Collectors.joining()),
                "--transfers",
                "2",
                "--part-size",
                "1M",
                "--timeout",
                "1h",
                "--if-exists",
                "changed");
        try (var running = run.start()) {
            assertThat(running.signalWhen(Signal.INT, () -> stalling.suffered() > 0 && silent.suffered() > 0))
                    .as(running::err)
                    .isTrue();
            var ended = running.await();

            assertThat(ended.status()).as(ended.toString()).isEqualTo(130);
        }
        var there = Cli.tree(folder.resolve("to")).stream()
                .filter(name -> !name.startsWith("."))
                .toList();
        assertThat(there)
                .containsExactlyElementsOf(
                        IntStream.range(0, 10).mapToObj(i -> "f" + i).sorted().toList());
        assertThat(report())
                .filteredOn(line -> line.get("status").equals("copied"))
                .hasSize(10);
        assertThat(reported("to/large")).containsEntry("status", "cancelled");

        stalling.lift();
        silent.lift();
        int before = server.requests().size();
        Cli.succeeded(run);

        assertThat(LARGE.mismatch(folder.resolve("to/large"))).isEmpty();
        for (int i = 0; i < 20; i++) {
            assertThat(small(i).mismatch(folder.resolve("to/f" + i))).isEmpty();
        }
        assertThat(Cli.tree(folder.resolve("to"))).hasSize(21);
        var large = reported("to/large");
        assertThat(large).containsEntry("status", "copied");
        assertThat((long) large.get("resumed_bytes")).isPositive();
        var second = server.requests().subList(before, server.requests().size());
        assertThat(second)
                .filteredOn(request -> request.item().equals("libs/large"))
                .extracting(ArtifactoryExchange::sent)
                .satisfies(sent -> assertThat(
                                sent.stream().mapToLong(Long::longValue).sum())
                        .isEqualTo(LARGE.size() - (long) large.get("resumed_bytes")));
        assertThat(second)
                .filteredOn(request -> request.operation() == ArtifactoryOperation.DOWNLOAD)
                .extracting(ArtifactoryExchange::item)
                .doesNotContainAnyElementsOf(
                        there.stream().map(name -> "libs/" + name).toList());
    }

    /** With one place, the second file comes only while the first one sleeps, which is told to wait until that is there. */
    @Test
    void aFileThatSleepsBeforeARetryHoldsNoPlace() throws Exception {
        server.put("libs/a", small(1));
        server.put("libs/b", small(2));
        var throttled = server.fault("libs/a", ArtifactoryFault.throttled(Duration.ofSeconds(1)));
        server.fault("libs/b", ArtifactoryFault.after(throttled::lift));

        Cli.succeeded(run("m.tsv", at("libs/a") + "\tto/a\n" + at("libs/b") + "\tto/b\n", "--transfers", "1"));

        assertThat(small(1).mismatch(folder.resolve("to/a"))).isEmpty();
        assertThat(small(2).mismatch(folder.resolve("to/b"))).isEmpty();
        assertThat((long) reported("to/a").get("attempts")).isBetween(2L, 4L);
    }

    @Test
    void oneManifestForEveryKindOfTarget() throws Exception {
        server.put("libs/large", LARGE);
        server.put("libs/moved", small(3));
        server.makeRepository("copies");
        var s3 = S3ProxyServer.shared();
        s3.makeBucket("from-artifactory");
        var served = Files.createDirectory(folder.resolve("served"));
        small(5).writeTo(folder.resolve("up"));
        try (var sshd = OpenSshServer.serving(served).start()) {
            var run = run("m.yaml", """
                    version: 1
                    transfers:
                      - { from: %1$s/libs/large, to: s3://from-artifactory/large }
                      - { from: %1$s/libs/large, to: '%2$s' }
                      - { from: %1$s/libs/large, to: %1$s/copies/large }
                      - { from: %1$s/libs/moved, to: to/moved, delete_source: true }
                      - { from: up, to: '%1$s/copies/up;deb.distribution=trusty;deb.architecture=i386;deb.architecture=amd64', delete_source: true }
                    """.formatted(
                                    at("").replaceFirst("/$", ""), sshd.access().location("large")))
                    .and(sshd.access().arguments().toArray(String[]::new));
            Cli.succeeded(S3Cli.in(s3, run));
        }
        assertThat(s3.mismatch("from-artifactory", "large", LARGE)).isEqualTo(OptionalLong.empty());
        assertThat(s3.uploads("from-artifactory")).isEmpty();
        assertThat(LARGE.mismatch(served.resolve("large"))).isEmpty();
        assertThat(Cli.tree(served)).containsExactly("large");
        assertThat(server.content("copies/large").orElseThrow().sha256()).isEqualTo(LARGE.sha256());
        assertThat(server.content("copies/up").orElseThrow().sha256()).isEqualTo(small(5).sha256());
        assertThat(small(3).mismatch(folder.resolve("to/moved"))).isEmpty();
        assertThat(server.item("libs/moved")).isEmpty();
        assertThat(server.item("libs/large")).isPresent();
        assertThat(report())
                .hasSize(5)
                .allSatisfy(line -> assertThat((Map<?, ?>) line.get("digest"))
                        .extracting("verified_by")
                        .isEqualTo(line.get("source").equals("up") ? "target" : "source"));
        assertThat(folder.resolve("up")).doesNotExist();
        assertThat(server.item("copies/up").orElseThrow().properties())
                .isEqualTo(Map.of(
                        "deb.distribution", List.of("trusty"),
                        "deb.architecture", List.of("i386", "amd64")));
        assertThat(server.count(ArtifactoryOperation.COPY)).isEqualTo(1);
        assertThat(server.requests("copies/large"))
                .extracting(ArtifactoryExchange::operation)
                .doesNotContain(ArtifactoryOperation.DEPLOY);
        assertThat(requests(ArtifactoryOperation.DOWNLOAD).stream()
                        .filter(request -> request.item().equals("libs/large"))
                        .mapToLong(ArtifactoryExchange::sent)
                        .sum())
                .as("two copies by here, and a byte of the one that the server makes")
                .isBetween(2 * LARGE.size(), 2 * LARGE.size() + 1000);
    }

    @Test
    void bytesThatTheServerHasAreNotSentASecondTime() throws Exception {
        server.makeRepository("libs");
        LARGE.writeTo(folder.resolve("a"));
        LARGE.writeTo(folder.resolve("b"));
        Cli.succeeded(run("m.tsv", "a\t" + at("libs/1") + "\n"));
        Cli.succeeded(run("m.tsv", "b\t" + at("libs/elsewhere/2") + "\n"));

        assertThat(server.content("libs/elsewhere/2").orElseThrow().sha256()).isEqualTo(LARGE.sha256());
        assertThat(requests(ArtifactoryOperation.DEPLOY))
                .extracting(ArtifactoryExchange::item)
                .containsExactly("libs/1");
        assertThat(reported(at("libs/elsewhere/2"))).containsEntry("bytes", LARGE.size());
    }

    @Test
    void aSourceWhoseCopyIsNotVerifiedIsNotDeleted() throws Exception {
        server.put("libs/damaged", small(1));
        server.put("libs/good", small(2));
        server.fault("libs/damaged", ArtifactoryFault.flippedAt(5));
        var ended = run(
                        "m.tsv",
                        at("libs/damaged") + "\tto/damaged\n" + at("libs/good") + "\tto/good\n",
                        "--delete-source")
                .run();

        assertThat(ended.status()).as(ended.toString()).isEqualTo(1);
        assertThat(server.files("libs")).containsExactly("libs/damaged");
        assertThat(Cli.tree(folder.resolve("to"))).containsExactly("good");
    }

    /** The capped server answers nothing before the other one has been asked for all it has, and that one waits for as many as the first may see. */
    @Test
    void oneHostIsAskedOnlyAsOftenAtATimeAsItBearsWhileAnotherGoesOn() throws Exception {
        var user = ArtifactoryUser.named("other");
        var most = new AtomicInteger();
        var asked = new AtomicInteger();
        var both = new CountDownLatch(2);
        var left = new CountDownLatch(40);
        try (var other = ArtifactoryServer.start()) {
            other.knowing(user);
            var lines = new ArrayList<String>();
            for (int i = 0; i < 40; i++) {
                server.put("libs/f" + i, Content.random(i, i % 10 == 0 ? 300_000 : 1000));
                other.put("libs/f" + i, Content.random(i, 1000));
                lines.add(at("libs/f" + i) + "\tto/capped/f" + i + "\n");
            }
            for (int i = 0; i < 40; i++) {
                lines.add(at(other, "libs/f" + i) + "\tto/other/f" + i + "\n");
            }
            server.fault((request, work) -> {
                most.accumulateAndGet(asked.incrementAndGet(), Math::max);
                both.countDown();
                awaited(left);
                LockSupport.parkNanos(MOMENT);
                asked.decrementAndGet();
                return work.on(request);
            });
            other.fault((request, work) -> {
                awaited(both);
                left.countDown();
                return work.on(request);
            });
            var config = Files.writeString(folder.resolve("config.yaml"), """
                    locations:
                      artifactory+http://127.0.0.1:%d: { connections: 2, token_env: ONE }
                      artifactory+http://127.0.0.1:%d: { token_env: OTHER }
                    """.formatted(server.port(), other.port()));
            Files.writeString(folder.resolve("m.tsv"), String.join("", lines));
            Cli.succeeded(Cli.hawser("run", "m.tsv", "-q", "--part-size", "50k")
                    .in(folder)
                    .with("HAWSER_CONFIG", config.toString())
                    .with("ONE", server.user().token())
                    .with("OTHER", user.token()));
        }
        assertThat(most.get()).isEqualTo(2);
        for (int i = 0; i < 40; i++) {
            assertThat(Content.random(i, i % 10 == 0 ? 300_000 : 1000).mismatch(folder.resolve("to/capped/f" + i)))
                    .isEmpty();
            assertThat(Content.random(i, 1000).mismatch(folder.resolve("to/other/f" + i)))
                    .isEmpty();
        }
    }

    private static void awaited(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
