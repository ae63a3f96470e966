package io.hawser.bench;

import io.hawser.testkit.Content;
import io.hawser.testkit.Requirement;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;

/** Work F: 10,000 files of 16 KiB by SFTP. */
final class WorkF implements Work {
    private static final int FILES = 10_000;
    private static final int SIZE = 16 << 10;

    @Override
    public String measure(Place place) throws IOException, InterruptedException {
        if (Requirement.find("sshd").isEmpty()) {
            return "skipped: work F, since sshd is not installed\n";
        }
        return place.inFolder(folder -> {
            var source = Files.createDirectory(folder.resolve("source"));
            for (int i = 0; i < FILES; i++) {
                Content.random(i, SIZE).writeTo(source.resolve("file" + i));
            }
            var result = folder.resolve("result");
            var product = Product.files(result, FILES, SIZE);
            try (var sshd = SshTools.server(folder).start()) {
                var tools = new SshTools(sshd.access(), place, folder, Optional.of(SshTools.GCM));
                var race = new Race(List.of(
                        tools.sftp(" -r", "get -r " + source + " " + result, product),
                        tools.lftp("mirror -P 4", "mirror -P 4 " + source + " " + result, product),
                        tools.cold(
                                "",
                                List.of("cp", "-q", "-r"),
                                List.of(sshd.access().location("source") + "/", result + "/"),
                                product,
                                Optional.empty())));
                race.run(place.rounds());
                return "## F: 10,000 files of 16 KiB by SFTP from OpenSSH sshd, aes128-gcm, in memory ("
                        + place.memory() + ")\n\n" + race.table(List.of("sftp -r"))
                        + "\nrclone is left out: it takes some minutes for each round.\n";
            }
        });
    }
}
