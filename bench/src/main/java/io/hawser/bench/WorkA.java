package io.hawser.bench;

import io.hawser.Location;
import io.hawser.testkit.Content;
import io.hawser.testkit.NginxServer;
import io.hawser.testkit.Requirement;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Work A: one file of 1 GiB over HTTP from nginx on loopback, source and target in memory where the machine has such a folder. */
final class WorkA implements Work {
    private static final long SIZE = 1L << 30;

    @Override
    public String measure(Place place) throws IOException, InterruptedException {
        if (Requirement.find("nginx").isEmpty()) {
            return "skipped: work A, since nginx is not installed\n";
        }
        return place.inFolder(folder -> {
            Content.random(1, SIZE).writeTo(folder.resolve("source"));
            var result = folder.resolve("result");
            var product = Product.file(result, SIZE);
            try (var nginx = NginxServer.serving(folder)
                            .withWorkers(Runtime.getRuntime().availableProcessors())
                            .start();
                    var warm = new WarmHawser(
                            "",
                            Location.parse(nginx.url("/source")),
                            Location.local(result.toString()),
                            product,
                            Map.of())) {
                var url = nginx.url("/source");
                var at = result.toString();
                var hawser = place.launcher().toString();
                var race = new Race(List.of(
                        new Tool("curl", List.of("curl", "--version"), List.of("curl", "-sS", "-o", at, url), product),
                        new Tool("aria2c -x4", List.of("aria2c", "--version"), aria2(4, result, url), product),
                        new Tool("aria2c -x1", List.of("aria2c", "--version"), aria2(1, result, url), product),
                        new Tool(
                                "hawser, cold",
                                List.of(hawser, "--version"),
                                List.of(hawser, "cp", "-q", url, at),
                                product),
                        warm));
                race.run(place.rounds());
                return "## A: one file of 1 GiB over HTTP from nginx, in memory (" + place.memory() + ")\n\n"
                        + race.table(List.of("curl", "aria2c -x4"));
            }
        });
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
