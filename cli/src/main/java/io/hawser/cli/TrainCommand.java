package io.hawser.cli;

import io.hawser.Location;
import io.hawser.ssh.Ssh;
import io.hawser.ssh.SshOptions;
import io.hawser.testkit.Content;
import io.hawser.testkit.ScriptedHttpServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;

/**
 * {@code hawser aot-train}, which no help names: does a little of what the command is mostly used for, silently, while the launcher has the JVM write
 * down which classes and profiles that takes.
 */
final class TrainCommand {
    private static final int SIZE = 40 << 20;

    private TrainCommand() {}

    static int run(Invocation call) throws Exception {
        var folder = Files.createTempDirectory("hawser-train");
        try (var server = ScriptedHttpServer.start()) {
            server.serve("/large", Content.random(1, SIZE));
            server.serve("/small", Content.random(2, 1000));
            var syntax = new Syntax(Commands.all());
            syntax.parse("--help");
            syntax.parse("cp", "--help");
            connectInVain();
            int status = Main.run(copy(server.url("/small"), folder));
            return Math.max(status, Main.run(copy(server.url("/large"), folder)));
        } finally {
            remove(folder);
        }
    }

    /** Nobody listens there, but the classes up to the connection are what a start consists of. */
    private static void connectInVain() throws InterruptedException {
        var options = SshOptions.defaults().withHostOptions(_ -> Map.of("ssh_config", "none"));
        try (var ssh = Ssh.open(options);
                var process =
                        ssh.command(Location.parse("ssh://127.0.0.1:1"), "true").start()) {
            process.result();
        } catch (IOException _) {
            // As expected.
            return;
        }
    }

    private static String[] copy(String url, Path folder) {
        var report = folder.resolve("report").toString();
        return new String[] {"cp", "-q", "--sync", "never", "--report", report, url, folder + "/"};
    }

    /** Removes a folder and all below it. */
    static void remove(Path folder) throws IOException {
        try (var all = Files.walk(folder)) {
            for (var path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
