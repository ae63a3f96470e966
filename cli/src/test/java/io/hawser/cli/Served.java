package io.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Command;
import io.hawser.testkit.Content;
import io.hawser.testkit.Eventually;
import io.hawser.testkit.Requirement;
import io.hawser.testkit.RunningCommand;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * {@code hawser serve} in a process of its own, on a port that it chose.
 *
 * @param told what it has said on standard output, by names
 * @param folder for what its clients need
 */
record Served(RunningCommand process, Map<String, String> told, Path folder) implements AutoCloseable {
    /** Waits until it can be reached. */
    static Served start(Path folder, String... words) throws IOException {
        return start(folder, command -> command, words);
    }

    /** {@code as} changes how it is started. */
    static Served start(Path folder, UnaryOperator<Command> as, String... words) throws IOException {
        var process = as.apply(Cli.hawser("serve", "--port", "0").and(words)).start();
        Eventually.holds(
                () -> process.out().endsWith("\n") || !process.isAlive(), () -> "serve says nothing: " + process.err());
        assertThat(process.isAlive()).as(process::err).isTrue();
        var told = new LinkedHashMap<String, String>();
        process.out().lines().map(line -> line.split(" ", 2)).forEach(line -> told.put(line[0], line[1]));
        Files.writeString(
                folder.resolve("known_hosts"), "[127.0.0.1]:" + told.get("port") + " " + told.get("host-key") + "\n");
        return new Served(process, told, folder);
    }

    /** OpenSSH's client with that batch, as the user with that key. */
    Command sftp(String user, Path key, String batch, String... options) {
        return client("-b", "-", "-i", key.toString(), "-o", "BatchMode=yes")
                .and(options)
                .and(user + "@127.0.0.1")
                .reading(Content.text(batch));
    }

    /** OpenSSH's client with that batch, as the user with that password. */
    Command sftpByPassword(String user, String password, String batch) throws IOException {
        var word = Files.writeString(folder.resolve("word"), password + "\n");
        var program = Files.writeString(folder.resolve("askpass"), "#!/bin/sh\nexec cat '" + word + "'\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        return client(
                        "-o",
                        "BatchMode=no",
                        "-b",
                        Files.writeString(folder.resolve("batch"), batch).toString())
                .and("-o", "PreferredAuthentications=password", "-o", "NumberOfPasswordPrompts=1")
                .and(user + "@127.0.0.1")
                .with("SSH_ASKPASS", program.toString())
                .with("SSH_ASKPASS_REQUIRE", "force");
    }

    private Command client(String... words) {
        return Command.of(Requirement.tool("sftp").toString(), "-q", "-F", "none", "-P", told.get("port"))
                .and("-o", "UserKnownHostsFile=" + folder.resolve("known_hosts"))
                .and("-o", "GlobalKnownHostsFile=/dev/null", "-o", "IdentitiesOnly=yes")
                .and("-o", "StrictHostKeyChecking=yes")
                .and(words)
                .in(folder);
    }

    /** What stands at a path of its status. */
    Answer status(String path) throws Exception {
        var url = told.get("status").replaceFirst("/status$", path);
        var connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
        try (var body =
                connection.getResponseCode() < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            return new Answer(
                    connection.getResponseCode(),
                    connection.getContentType(),
                    new String(body.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /** An answer by HTTP. */
    record Answer(int status, String type, String text) {}

    /** Ends it by a signal, and returns how it ended. */
    Command.Finished stopped() throws IOException {
        process.signal(RunningCommand.Signal.TERM);
        return process.await();
    }

    /** How many files its clients have open. */
    long openFiles() {
        try {
            return status("/metrics")
                    .text()
                    .lines()
                    .filter(line -> line.startsWith("hawser_sftp_open_files "))
                    .mapToLong(line -> Long.parseLong(line.split(" ")[1]))
                    .findFirst()
                    .orElseThrow();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() throws IOException {
        process.close();
    }
}
