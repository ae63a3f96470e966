package io.hawser.cli;

import io.hawser.Hawser;
import io.hawser.HawserOptions;
import io.hawser.Location;
import io.hawser.ssh.Ssh;
import io.hawser.ssh.SshOptions;
import io.hawser.testkit.Content;
import io.hawser.testkit.ScriptedHttpServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * {@code hawser aot-train}, which no help names: does a little of what the command is mostly used for, silently, while the launcher has the JVM write
 * down which classes and profiles that takes.
 */
final class TrainCommand {
    private static final int SIZE = 40 << 20;

    /** As many as it takes for the JVM to find the way of a small file worth compiling. */
    private static final int SMALL_FILES = 2000;

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
            fromS3(server, folder);
            int status = Main.run(copy(folder, List.of(server.url("/small"))));
            status = Math.max(status, Main.run(copy(folder, many(server))));
            return Math.max(status, Main.run(copy(folder, List.of(server.url("/large")))));
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

    /** The server's files as objects of a bucket: what differs from HTTP is how they are asked for. */
    private static void fromS3(ScriptedHttpServer server, Path folder) throws Exception {
        var environment = Map.of(
                "AWS_ENDPOINT_URL_S3", server.url(""),
                "AWS_REGION", "us-east-1",
                "AWS_ACCESS_KEY_ID", "training",
                "AWS_SECRET_ACCESS_KEY", "training");
        try (var hawser = Hawser.open(HawserOptions.defaults().withEnvironment(environment))) {
            for (int i = 0; i < SMALL_FILES; i++) {
                server.serve("/bucket/small" + i, Content.random(i, 1000));
                hawser.copy(
                        "s3://bucket/small" + i, folder.resolve("object" + i).toString());
            }
        }
    }

    private static List<String> many(ScriptedHttpServer server) {
        var urls = new ArrayList<String>();
        for (int i = 0; i < SMALL_FILES; i++) {
            server.serve("/small" + i, Content.random(i, 1000));
            urls.add(server.url("/small" + i));
        }
        return urls;
    }

    private static String[] copy(Path folder, List<String> urls) {
        var words = new ArrayList<>(
                List.of("cp", "-q", "--report", folder.resolve("report").toString()));
        words.addAll(urls);
        words.add(folder + "/");
        return words.toArray(String[]::new);
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
