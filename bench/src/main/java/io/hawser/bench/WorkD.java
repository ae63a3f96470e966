package io.hawser.bench;

import io.hawser.Location;
import io.hawser.testkit.Content;
import io.hawser.testkit.PythonSshServer.Kind;
import io.hawser.testkit.Requirement;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Work D: one file of 1 GiB by SFTP from OpenSSH and, beside it, to OpenSSH. */
final class WorkD implements Work {
    private static final long SIZE = 1L << 30;

    @Override
    public String measure(Place place) throws IOException, InterruptedException {
        if (Requirement.find("sshd").isEmpty()) {
            return "skipped: work D, since sshd is not installed\n";
        }
        return place.inFolder(folder -> {
            var source = Content.random(1, SIZE).writeTo(folder.resolve("source"));
            var result = folder.resolve("result");
            var product = Product.file(result, SIZE);
            try (var sshd = SshTools.server(folder).start()) {
                var access = sshd.access();
                var tools = new SshTools(access, place, folder, Optional.of(SshTools.GCM));
                var remote = access.location("source");
                var uploaded = access.location("result");
                try (var warmGet = tools.warm("", remote, Location.local(result.toString()), product);
                        var warmPut = tools.warm("", Location.local(source.toString()), uploaded, product)) {
                    var get = new Race(List.of(
                            tools.sftp("", "get " + source + " " + result, product),
                            tools.lftp("get", "get " + source + " -o " + result, product),
                            tools.lftp("pget -n 4", "pget -n 4 " + source + " -o " + result, product),
                            tools.rclone(1, source.toString(), result, product),
                            tools.rclone(4, source.toString(), result, product),
                            tools.python(
                                    "paramiko get",
                                    Kind.PARAMIKO,
                                    "paramiko_get.py",
                                    product,
                                    source.toString(),
                                    result.toString()),
                            tools.python(
                                    "asyncssh get",
                                    Kind.ASYNCSSH,
                                    "asyncssh_get.py",
                                    product,
                                    source.toString(),
                                    result.toString()),
                            tools.cold("", remote.toString(), result.toString(), product),
                            warmGet));
                    get.run(place.rounds());
                    var put = new Race(List.of(
                            tools.sftp("", "put " + source + " " + result, product),
                            tools.lftp("put", "put " + source + " -o " + result, product),
                            tools.cold("", source.toString(), uploaded.toString(), product),
                            warmPut));
                    put.run(place.rounds());
                    return "## D: one file of 1 GiB by SFTP from OpenSSH sshd, aes128-gcm, in memory ("
                            + place.memory() + ")\n\n"
                            + get.table(List.of("sftp", "rclone, 1 stream", "paramiko get", "asyncssh get"))
                            + "\n### The same to sshd\n\n"
                            + put.table(List.of("sftp"));
                }
            }
        });
    }
}
