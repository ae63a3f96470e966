package io.hawser.bench;

import io.hawser.testkit.Content;
import io.hawser.testkit.PythonSshServer.Kind;
import io.hawser.testkit.Requirement;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Work G: a remote command with 1 GiB on its standard output, into a file. */
final class WorkG implements Work {
    private static final long SIZE = 1L << 30;

    @Override
    public String measure(Place place) throws IOException, InterruptedException {
        if (Requirement.find("sshd").isEmpty()) {
            return "skipped: work G, since sshd is not installed\n";
        }
        return place.inFolder(folder -> {
            var source = Content.random(1, SIZE).writeTo(folder.resolve("source"));
            var result = folder.resolve("result");
            var product = Product.file(result, SIZE);
            var command = "cat " + source;
            try (var sshd = SshTools.server(folder).start()) {
                var tools = new SshTools(sshd.access(), place, folder, Optional.of(SshTools.GCM));
                var race = new Race(List.of(
                        tools.ssh("ssh", command, result, product),
                        tools.python(
                                "asyncssh run", Kind.ASYNCSSH, "asyncssh_run.py", product, command, result.toString()),
                        tools.cold(
                                "",
                                List.of("exec"),
                                List.of(sshd.access().host().toString(), "--", "cat", source.toString()),
                                product,
                                Optional.of(result)),
                        tools.cold(
                                " --stdout FILE",
                                List.of("exec", "--stdout", result.toString()),
                                List.of(sshd.access().host().toString(), "--", "cat", source.toString()),
                                product,
                                Optional.empty())));
                race.run(place.rounds());
                return "## G: a remote command with 1 GiB on its standard output, OpenSSH sshd, aes128-gcm, into a file"
                        + " in memory (" + place.memory() + ")\n\n" + race.table(List.of("ssh", "asyncssh run"));
            }
        });
    }
}
