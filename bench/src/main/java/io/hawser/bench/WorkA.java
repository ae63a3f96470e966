package io.hawser.bench;

import io.hawser.CopyOptions;
import io.hawser.testkit.Content;
import io.hawser.testkit.NginxServer;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Work A: one file of 1 GiB over HTTP from nginx on loopback, source and target in memory where the machine has such a folder. */
final class WorkA {
    private static final long SIZE = 1L << 30;

    private final Path launcher;
    private final Path memory;

    WorkA(Path launcher, Path memory) {
        this.launcher = launcher;
        this.memory = memory;
    }

    String measure(int rounds) throws IOException, InterruptedException {
        if (!installed("nginx")) {
            return "skipped: work A, since nginx is not installed\n";
        }
        var folder = Files.createTempDirectory(memory, "hawser-bench");
        var source = folder.resolve("source");
        var result = folder.resolve("result");
        try {
            try (var out = Files.newOutputStream(source)) {
                Content.random(1, SIZE).writeTo(out);
            }
            try (var nginx = NginxServer.serving(folder)
                    .withWorkers(Runtime.getRuntime().availableProcessors())
                    .start()) {
                var url = nginx.url("/source");
                var at = result.toString();
                try (var warm = new WarmHawser("", url, result, CopyOptions.defaults())) {
                    var race = new Race(List.of(
                            new Tool(
                                    "curl",
                                    List.of("curl", "--version"),
                                    List.of("curl", "-sS", "-o", at, url),
                                    result,
                                    SIZE),
                            new Tool("aria2c -x4", List.of("aria2c", "--version"), aria2(4, result, url), result, SIZE),
                            new Tool("aria2c -x1", List.of("aria2c", "--version"), aria2(1, result, url), result, SIZE),
                            new Tool(
                                    "hawser, cold",
                                    List.of(launcher.toString(), "--version"),
                                    List.of(launcher.toString(), "cp", "-q", url, at),
                                    result,
                                    SIZE),
                            warm));
                    race.run(rounds);
                    return "## A: one file of 1 GiB over HTTP from nginx, in memory (" + memory + ")\n\n"
                            + race.table(List.of("curl", "aria2c -x4"));
                }
            }
        } finally {
            Files.deleteIfExists(source);
            Files.deleteIfExists(result);
            Files.delete(folder);
        }
    }

    private static boolean installed(String server) {
        return Stream.concat(Stream.of(System.getenv("PATH").split(File.pathSeparator)), Stream.of("/usr/sbin"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, server)));
    }

    private static List<String> aria2(int connections, Path result, String url) {
        return List.of(
                "aria2c",
                "-q",
                "--allow-overwrite=true",
                "--file-allocation=none",
                "-x" + connections,
                "-s" + connections,
                "-d",
                result.getParent().toString(),
                "-o",
                result.getFileName().toString(),
                url);
    }
}
