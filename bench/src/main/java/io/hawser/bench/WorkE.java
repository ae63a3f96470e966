package io.hawser.bench;

import io.hawser.Location;
import io.hawser.testkit.Content;
import io.hawser.testkit.NginxServer;
import io.hawser.testkit.Requirement;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Work E: one file of 256 MiB by SFTP at a round trip of 50 ms. */
final class WorkE implements Work {
    private static final long SIZE = 256L << 20;
    private static final Duration ONE_WAY = Duration.ofMillis(25);

    @Override
    public String measure(Place place) throws IOException, InterruptedException {
        if (Requirement.find("sshd").isEmpty()) {
            return "skipped: work E, since sshd is not installed\n";
        }
        return place.inFolder(folder -> {
            var source = Content.random(1, SIZE).writeTo(folder.resolve("source"));
            var result = folder.resolve("result");
            var product = Product.file(result, SIZE);
            try (var sshd = SshTools.server(folder).start();
                    var relay = Relay.to(sshd.port(), ONE_WAY)) {
                var access = sshd.access().at(relay.port());
                var tools = new SshTools(access, place, folder, Optional.of(SshTools.GCM));
                var remote = access.location("source");
                try (var warm = tools.warm("", remote, Location.local(result.toString()), product)) {
                    var contenders = new ArrayList<Contender>(List.of(
                            tools.sftp("", "get " + source + " " + result, product),
                            tools.rclone(4, source.toString(), result, product),
                            tools.lftp("pget -n 8", "pget -n 8 " + source + " -o " + result, product),
                            tools.ssh("ssh cat", "cat " + source, result, product),
                            tools.cold("", remote.toString(), result.toString(), product),
                            warm));
                    return "## E: one file of 256 MiB by SFTP from OpenSSH sshd, aes128-gcm, 50 ms round trip\n\n"
                            + race(place, folder, contenders, result, product);
                }
            }
        });
    }

    private static String race(Place place, Path folder, List<Contender> contenders, Path result, Product product)
            throws IOException, InterruptedException {
        if (Requirement.find("nginx").isEmpty()) {
            return run(place, contenders) + "\nskipped: the limit by curl, since nginx is not installed\n";
        }
        try (var nginx = NginxServer.serving(folder).start();
                var relay = Relay.to(nginx.port(), ONE_WAY)) {
            // What the line can carry, so that no contender is measured by what the relay cannot.
            var url = "http://127.0.0.1:" + relay.port() + "/source";
            contenders.add(new Tool(
                    "curl, HTTP by such a relay",
                    List.of("curl", "--version"),
                    List.of("curl", "-sS", "-o", result.toString(), url),
                    product));
            return run(place, contenders);
        }
    }

    private static String run(Place place, List<Contender> contenders) throws IOException, InterruptedException {
        var race = new Race(contenders);
        race.run(place.rounds());
        return race.table(List.of("sftp", "lftp pget -n 8"));
    }
}
