package io.hawser.bench;

import io.hawser.testkit.Content;
import io.hawser.testkit.OpenSshServer;
import io.hawser.testkit.Requirement;
import io.hawser.testkit.SshServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** Work H: SFTP servers, by what OpenSSH's client needs for one file of 1 GiB each way. */
final class WorkH implements Work {
    private static final long SIZE = 1L << 30;
    private static final String SSHD = "OpenSSH sshd";

    /** What its client proposes first, and what is fastest where the processor has AES instructions. */
    private static final List<String> CIPHERS = List.of("chacha20-poly1305@openssh.com", SshTools.GCM);

    /** A server, the name of its contender, and the path of its folder to its clients. */
    private record Served(String name, SshServer server, String folder) {}

    @Override
    public String measure(Place place) throws IOException, InterruptedException {
        if (Requirement.find("sshd").isEmpty()) {
            return "skipped: work H, since sshd is not installed\n";
        }
        return place.inFolder(folder -> {
            var source = Content.random(1, SIZE).writeTo(folder.resolve("source"));
            var out = new StringBuilder("## H: SFTP servers, one file of 1 GiB with OpenSSH's sftp, in memory ("
                    + place.memory() + ")\n\nEach server was started before its first round, which does not count. The"
                    + " processor time and the versions are the client's.\n");
            for (var cipher : CIPHERS) {
                for (var way : List.of("get", "put")) {
                    out.append("\n### ").append(way).append(", ").append(cipher).append("\n\n");
                    out.append(race(place, folder, source, way, cipher));
                }
            }
            return out.toString();
        });
    }

    private static String race(Place place, Path folder, Path source, String way, String cipher)
            throws IOException, InterruptedException {
        try (var sshd = OpenSshServer.serving(folder).start();
                var hawser = JvmServer.hawser(place.launcher(), folder);
                var mina = JvmServer.mina(folder)) {
            var peaks = new LinkedHashMap<String, Long>();
            var contenders = new ArrayList<Contender>();
            contenders.add(transfer(place, folder, source, way, cipher, new Served(SSHD, sshd, folder + "/")));
            for (var server : List.of(hawser, mina)) {
                var served = new Served(server.name(), server, "");
                contenders.add(
                        new Watched(transfer(place, folder, source, way, cipher, served), server.process(), peaks));
            }
            var race = new Race(contenders);
            race.run(place.rounds());
            return race.table(List.of(SSHD, JvmServer.MINA)) + Watched.table(peaks);
        }
    }

    private static Contender transfer(Place place, Path folder, Path source, String way, String cipher, Served served)
            throws IOException {
        var result = folder.resolve("result");
        var batch = way.equals("get")
                ? "get " + served.folder() + source.getFileName() + " " + result
                : "put " + source + " " + served.folder() + result.getFileName();
        return new SshTools(served.server().access(), place, folder, Optional.of(cipher))
                .sftp("", batch, copy(source, result))
                .as(served.name());
    }

    /** A copy of a file. */
    private static Product copy(Path source, Path result) {
        var sized = Product.file(result, SIZE);
        return new Product() {
            @Override
            public void clear() throws IOException {
                sized.clear();
            }

            @Override
            public void check() throws IOException {
                sized.check();
                long wrong = Files.mismatch(source, result);
                if (wrong >= 0) {
                    throw new IOException(result + " differs from byte " + wrong + " on");
                }
            }
        };
    }
}
