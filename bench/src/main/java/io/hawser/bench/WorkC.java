package io.hawser.bench;

import io.hawser.testkit.Content;
import io.hawser.testkit.NginxServer;
import io.hawser.testkit.Requirement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Work C: 10,000 objects of 16 KiB, by S3 and by HTTP. */
final class WorkC implements Work {
    private static final int FILES = 10_000;
    private static final int SIZE = 16 << 10;

    @Override
    public String measure(Place place) throws IOException, InterruptedException {
        if (Requirement.find("nginx").isEmpty()) {
            return "skipped: work C, since nginx is not installed\n";
        }
        return place.inFolder(folder -> {
            var bucket = Files.createDirectories(folder.resolve("served/bucket"));
            for (int i = 0; i < FILES; i++) {
                Content.random(i, SIZE).writeTo(bucket.resolve("file" + i));
            }
            var results = folder.resolve("results");
            var product = Product.filesIn(results, FILES, SIZE);
            try (var nginx = NginxServer.serving(folder.resolve("served"))
                    .withWorkers(Runtime.getRuntime().availableProcessors())
                    .start()) {
                return "## C: 10,000 objects of 16 KiB from nginx, in memory (" + place.memory() + ")\n\n### By S3\n\n"
                        + s3(new S3Tools(nginx, place.launcher(), folder), results, product, place.rounds())
                        + "\n### By HTTP\n\n" + http(nginx, place, folder, results, product);
            }
        });
    }

    private static String s3(S3Tools tools, Path results, Product product, int rounds)
            throws IOException, InterruptedException {
        var pool = tools.processPool(10, results, "file", FILES, product);
        var manager = tools.transferManager(10, results, "file", FILES, product);
        var race = new Race(List.of(pool, manager, tools.cold(names("s3://bucket/file"), results + "/", product)));
        race.run(rounds);
        return race.table(List.of(pool.name(), manager.name()));
    }

    private static String http(NginxServer nginx, Place place, Path folder, Path results, Product product)
            throws IOException, InterruptedException {
        var urls = names(nginx.url("/bucket/file"));
        var list = Files.write(folder.resolve("urls"), urls);
        var hawser = place.launcher().toString();
        var cold = new ArrayList<>(List.of(hawser, "cp", "-q"));
        cold.addAll(urls);
        cold.add(results + "/");
        var race = new Race(List.of(
                new Tool(
                        "aria2c -j16",
                        List.of("aria2c", "--version"),
                        List.of("aria2c", "-q", "-j16", "-i", list.toString(), "-d", results.toString()),
                        product),
                new Tool("hawser, cold", List.of(hawser, "--version"), cold, product)));
        race.run(place.rounds());
        return race.table(List.of("aria2c -j16"));
    }

    private static List<String> names(String beginning) {
        return IntStream.range(0, FILES).mapToObj(i -> beginning + i).toList();
    }
}
