package io.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Command;
import io.hawser.testkit.Content;
import io.hawser.testkit.OpenSshServer;
import io.hawser.testkit.s3.S3MockServer;
import io.hawser.testkit.s3.S3ProxyServer;
import io.hawser.testkit.s3.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Both ways between a folder and each store: the same command again finds all done, and moving proves each copy before its source goes. */
class LedgerStoresTest {
    private static final List<Integer> SIZES = List.of(0, 1000, 12 << 20);

    @TempDir
    private Path folder;

    enum Kind {
        S3PROXY,
        S3MOCK;

        S3Server shared() throws IOException {
            return this == S3PROXY ? S3ProxyServer.shared() : S3MockServer.shared();
        }
    }

    private Path tree() throws IOException {
        var tree = Files.createDirectories(folder.resolve("tree"));
        for (int size : SIZES) {
            Content.random(size + 5, size).writeTo(tree.resolve("f" + size));
        }
        return tree;
    }

    private void assertSame(Path result) {
        for (int size : SIZES) {
            assertThat(result.resolve("f" + size)).hasSameBinaryContentAs(folder.resolve("kept/f" + size));
        }
    }

    /** Up, down, and both once more; then a change; then moved both ways. */
    private void bothWays(Function<String[], Command> cp, String there) throws IOException {
        var tree = tree();
        Files.createDirectory(folder.resolve("down"));
        Files.createDirectory(folder.resolve("back"));
        var report = folder.resolve("report").toString();
        var ledger = folder.resolve("ledger").toString();
        Cli.succeeded(Cli.hawser(
                "cp", "-q", "-r", tree.toString(), folder.resolve("kept").toString()));
        var up = cp.apply(new String[] {"--ledger", ledger, "--report", report, tree + "/f*", there + "/up/"});
        var down = cp.apply(new String[] {"--ledger", ledger, "--report", report, there + "/up/f*", folder + "/down/"});
        for (var way : List.of(up, down)) {
            Cli.succeeded(way);
            assertThat(report()).as(way.toString()).hasSize(SIZES.size()).containsOnly("copied");
        }
        for (var way : List.of(up, down)) {
            Cli.succeeded(way);
            assertThat(report()).as(way.toString()).hasSize(SIZES.size()).containsOnly("skipped");
        }
        Files.writeString(tree.resolve("f1000"), "changed");
        Files.writeString(folder.resolve("kept/f1000"), "changed");
        for (var way : List.of(up, down)) {
            Cli.succeeded(way);
            assertThat(report()).as(way.toString()).containsOnlyOnce("copied");
        }

        Cli.succeeded(cp.apply(new String[] {"--delete-source", "--report", report, tree + "/f*", there + "/moved/"}));
        assertThat(Cli.tree(tree)).isEmpty();
        assertProved();
        Cli.succeeded(
                cp.apply(new String[] {"--delete-source", "--report", report, there + "/moved/f*", folder + "/back/"}));
        assertProved();
        assertSame(folder.resolve("back"));
    }

    private List<Object> report() throws IOException {
        return Cli.json(Files.readString(folder.resolve("report"))).stream()
                .map(line -> line.get("status"))
                .toList();
    }

    private void assertProved() throws IOException {
        assertThat(Cli.json(Files.readString(folder.resolve("report")))).allSatisfy(line -> {
            assertThat(line).containsEntry("status", "copied");
            assertThat(line.get("digest").toString()).containsPattern("verified_by=(target|source)");
        });
    }

    @ParameterizedTest
    @EnumSource
    void s3(Kind kind) throws Exception {
        var server = kind.shared();
        var bucket = "ledger-" + kind.name().toLowerCase(Locale.ROOT);
        server.makeBucket(bucket);
        bothWays(words -> S3Cli.hawser(server, "cp", "-q").and(words), "s3://" + bucket);
        assertThat(Cli.succeeded(S3Cli.hawser(server, "ls", "-r", "s3://" + bucket + "/"))
                        .outText())
                .doesNotContain("moved/f");
    }

    @Test
    void sftp() throws Exception {
        var served = Files.createDirectory(folder.resolve("served"));
        try (var server = OpenSshServer.serving(served).start()) {
            var access = server.access();
            bothWays(
                    words -> Cli.hawser("cp", "-q")
                            .and(access.arguments().toArray(String[]::new))
                            .and(words),
                    access.location("").toString().replaceAll("/$", ""));
        }
        assertThat(Cli.tree(served)).doesNotContain("moved/f1000");
    }
}
