package io.hawser.testkit.s3;

import io.hawser.testkit.ServerProcess;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where the build has put the programs of the servers. */
final class ServerFiles {
    private static final String RESOURCE = "servers.properties";

    private ServerFiles() {}

    /** The file or folder of a server. */
    static Path of(String server) throws IOException {
        Properties places = new Properties();
        try (Reader in = new InputStreamReader(
                Objects.requireNonNull(ServerFiles.class.getResourceAsStream(RESOURCE), RESOURCE),
                StandardCharsets.UTF_8)) {
            places.load(in);
        }
        Path place = Path.of(Objects.requireNonNull(places.getProperty(server), server));
        if (Files.notExists(place)) {
            throw new IOException(place + " is missing: build testkit-s3 without -Dmaven.test.skip");
        }
        return place;
    }

    /** The Java of this process. */
    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** What a pattern finds in a server's log; fails with the log where the server has ended instead. */
    static String found(ServerProcess process, Pattern pattern, String server) throws IOException {
        List<String> log = process.log();
        Optional<String> found = log.stream()
                .map(pattern::matcher)
                .filter(Matcher::find)
                .map(match -> match.group(1))
                .findFirst();
        if (found.isEmpty()) {
            process.close();
            throw new IOException(server + " did not start: " + log);
        }
        return found.get();
    }

    /** The lines of a file that grows; none where it is not there yet. */
    static List<String> lines(Path file) {
        try {
            String text = Files.readString(file, StandardCharsets.ISO_8859_1);
            // A last line without an end is still being written.
            return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
        } catch (NoSuchFileException _) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
