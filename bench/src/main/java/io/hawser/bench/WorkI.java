package io.hawser.bench;

import io.hawser.Location;
import io.hawser.testkit.Content;
import io.hawser.testkit.PythonSshServer;
import io.hawser.testkit.PythonSshServer.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** Work I: files from Twisted Conch, which queues its replies without limit, and how much memory that takes there. */
final class WorkI implements Work {
    private static final long SMALL = 32L << 20;
    private static final long LARGE = 1L << 30;

    @Override
    public String measure(Place place) throws IOException, InterruptedException {
        if (PythonSshServer.findInterpreter(Kind.CONCH).isEmpty()) {
            return "skipped: work I, since no Python has Twisted Conch\n";
        }
        return place.inFolder(folder -> "## I: files by SFTP from Twisted Conch, in memory (" + place.memory() + ")\n\n"
                + "### 32 MiB\n\n" + race(place, folder, SMALL, true)
                + "\n### 1 GiB\n\n" + race(place, folder, LARGE, false)
                + "\nparamiko is left out of the larger one: it takes many minutes for each round.\n");
    }

    private static String race(Place place, Path folder, long size, boolean paramiko)
            throws IOException, InterruptedException {
        var source = Content.random(1, size).writeTo(folder.resolve("source"));
        var result = folder.resolve("result");
        var product = Product.file(result, size);
        // Each has a server of its own: Python keeps the memory that it once took.
        try (var forSftp = conch(folder);
                var forParamiko = conch(folder);
                var forCold = conch(folder);
                var forWarm = conch(folder);
                var warm = tools(forWarm, place, folder)
                        .warm("", forWarm.access().location("source"), Location.local(result.toString()), product)) {
            var peaks = new LinkedHashMap<String, Long>();
            var contenders = new ArrayList<Contender>();
            var sftp = tools(forSftp, place, folder).sftp("", "get " + source + " " + result, product);
            contenders.add(new Watched(sftp, forSftp.process(), peaks));
            if (paramiko) {
                var script = "paramiko_get.py";
                var get = tools(forParamiko, place, folder)
                        .python("paramiko get", Kind.PARAMIKO, script, product, source.toString(), result.toString());
                contenders.add(new Watched(get, forParamiko.process(), peaks));
            }
            var remote = forCold.access().location("source").toString();
            var cold = tools(forCold, place, folder).cold("", remote, result.toString(), product);
            contenders.add(new Watched(cold, forCold.process(), peaks));
            contenders.add(new Watched(warm, forWarm.process(), peaks));
            var race = new Race(contenders);
            race.run(place.rounds());
            var table = race.table(List.of("sftp", "paramiko get"));
            return table + Watched.table(peaks);
        }
    }

    private static PythonSshServer conch(Path folder) throws IOException {
        return PythonSshServer.serving(Kind.CONCH, folder).start();
    }

    private static SshTools tools(PythonSshServer server, Place place, Path folder) {
        return new SshTools(server.access(), place, folder, Optional.empty());
    }
}
