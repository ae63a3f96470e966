package io.hawser.bench;

import io.hawser.Location;
import io.hawser.testkit.Content;
import io.hawser.testkit.NginxServer;
import io.hawser.testkit.Requirement;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/** Work B: one S3 object of 1 GiB. */
final class WorkB implements Work {
    private static final long SIZE = 1L << 30;

    @Override
    public String measure(Place place) throws IOException, InterruptedException {
        if (Requirement.find("nginx").isEmpty()) {
            return "skipped: work B, since nginx is not installed\n";
        }
        return place.inFolder(folder -> {
            Content.random(1, SIZE)
                    .writeTo(Files.createDirectories(folder.resolve("served/bucket"))
                            .resolve("object"));
            var results = folder.resolve("results");
            var result = results.resolve("object");
            var product = Product.file(result, SIZE);
            Files.createDirectory(results);
            try (var nginx = NginxServer.serving(folder.resolve("served"))
                    .withWorkers(Runtime.getRuntime().availableProcessors())
                    .start()) {
                var tools = new S3Tools(nginx, place.launcher(), folder);
                try (var warm = WarmHawser.in(
                        tools.environment(),
                        Location.parse("s3://bucket/object"),
                        Location.local(result.toString()),
                        product)) {
                    var ten = tools.processPool(10, results, "object", 1, product);
                    var four = tools.processPool(4, results, "object", 1, product);
                    var manager = tools.transferManager(10, results, "object", 1, product);
                    var race = new Race(List.of(
                            ten,
                            four,
                            manager,
                            tools.cold(List.of("s3://bucket/object"), result.toString(), product),
                            warm));
                    race.run(place.rounds());
                    return "## B: one S3 object of 1 GiB from nginx as the endpoint, in memory (" + place.memory()
                            + ")\n\n" + race.table(List.of(ten.name(), four.name(), manager.name()));
                }
            }
        });
    }
}
