package io.hawser.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Command;
import io.hawser.testkit.Command.Finished;
import io.hawser.testkit.Eventually;
import io.hawser.testkit.JournalFile;
import io.hawser.testkit.Requirement;
import io.hawser.testkit.RunningCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The release archive that this build made, unpacked.
 *
 * @param folder where {@code bin} and the others are
 */
record Archive(Path folder) {
    /** Of a block, in the journal of a local target. */
    private static final int RECORD = 20;

    /** Unpacks the archive into a folder that is there. */
    static Archive unpackedIn(Path parent) throws IOException {
        Path packed;
        try (var files = Files.list(Path.of("target"))) {
            packed = files.filter(file -> file.toString().endsWith(".tar.gz"))
                    .filter(file -> file.toString().contains("hawser-" + System.getProperty("hawser.version") + "-"))
                    .findFirst()
                    .orElseThrow();
        }
        succeeded(Command.of("tar", "-xzf", packed.toAbsolutePath().toString()).in(parent));
        try (var folders = Files.list(parent)) {
            return new Archive(folders.filter(folder -> Files.isDirectory(folder.resolve("runtime")))
                    .findFirst()
                    .orElseThrow());
        }
    }

    /** The command in the environment of every test. */
    Command hawser(String... words) {
        return Command.of(folder.resolve("bin/hawser").toString()).and(words);
    }

    /** The command in an environment of these variables alone, given as {@code NAME=VALUE}: neither a path nor a home. */
    Command bare(List<String> variables, String... words) {
        return Command.of("env", "-i")
                .and(variables.toArray(String[]::new))
                .and(folder.resolve("bin/hawser").toString())
                .and(words);
    }

    /**
     * The command in a container, as far as that goes without one: see {@code src/test/bare-root}.
     *
     * @param root an empty folder
     * @param data what is {@code /data} there
     * @param config what is {@code /etc/hawser} there, read-only
     * @param variables its whole environment, as {@code NAME=VALUE}
     */
    Command contained(Path root, Path data, Path config, int user, List<String> variables, List<String> words) {
        Requirement.that(System.getProperty("user.name").equals("root"), "only root can make a root file system");
        return Command.of(Path.of("src/test/bare-root").toAbsolutePath().toString())
                .and(root.toString(), Integer.toString(user), folder.toString())
                .and(data.toString(), config.toString())
                .and(variables.toArray(String[]::new))
                .and("/opt/hawser/bin/hawser")
                .and(words.toArray(String[]::new));
    }

    /** That it did what was asked for. */
    static Finished succeeded(Command command) throws IOException {
        var ended = command.run();
        assertThat(ended.status()).as(ended.toString()).isZero();
        return ended;
    }

    /** What a report says that an earlier run had left of a file. */
    static long resumed(Path report, String name) throws IOException {
        var load = new Load(LoadSettings.builder().build());
        // JSON is YAML.
        return Files.readAllLines(report).stream()
                .map(line -> (Map<?, ?>) load.loadFromString(line))
                .filter(fields -> fields.get("target").toString().endsWith(name))
                .mapToLong(fields -> ((Number) fields.get("resumed_bytes")).longValue())
                .findFirst()
                .orElseThrow();
    }

    /** The process that a command has become: in a container, the first one there. */
    static ProcessHandle process(RunningCommand running) {
        var own = ProcessHandle.of(running.pid()).orElseThrow();
        return own.children().findFirst().orElse(own);
    }

    /** Sends a process a signal, such as {@code TERM}. */
    static void signal(ProcessHandle process, String name) throws IOException {
        succeeded(Command.of("kill", "-" + name, Long.toString(process.pid())));
    }

    /** Waits until a copy has written down five blocks and more, or has ended. */
    static void awaitBlocks(RunningCommand running, Path journal) {
        Eventually.holds(() -> JournalFile.written(journal) > 0 || !running.isAlive(), running::err);
        long begun = JournalFile.written(journal);
        Eventually.holds(() -> JournalFile.written(journal) > begun + 5 * RECORD || !running.isAlive(), running::err);
        assertThat(running.isAlive()).as(running::err).isTrue();
    }

    /** The jars that it has. */
    List<String> jars() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("app/lib"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
