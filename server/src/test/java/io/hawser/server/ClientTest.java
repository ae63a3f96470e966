package io.hawser.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Command;
import io.hawser.testkit.Content;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A server and a real client, which works in a folder of its own. */
abstract class ClientTest {
    static final Content CONTENT = Content.random(1, 3_000_000);

    /** Seconds only: the protocol has no more. */
    static final Instant LONG_AGO = Instant.parse("2011-12-13T14:15:16Z");

    @TempDir
    Path root;

    @TempDir
    Path local;

    TestServer server;

    @BeforeEach
    void start() throws IOException {
        server = TestServer.serving(root, config -> config, user -> user.withConnections(200));
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    /** Runs a client to its end, which must be a good one. */
    Command.Finished succeed(Command client) throws IOException {
        Command.Finished done = client.in(local).run();
        assertThat(done.status()).as(done.toString()).isZero();
        return done;
    }

    static String where() {
        return TestServer.USER + "@127.0.0.1";
    }

    String port() {
        return Integer.toString(server.port());
    }

    /** Makes a file of the first bytes of {@link #CONTENT}, last changed {@link #LONG_AGO}. */
    static void make(Path file, long size) throws IOException {
        Files.createDirectories(file.getParent());
        CONTENT.slice(0, size).writeTo(file);
        Files.setLastModifiedTime(file, FileTime.from(LONG_AGO));
    }

    static void make(Path file) throws IOException {
        make(file, CONTENT.size());
    }

    static void assertWhole(Path... files) throws IOException {
        for (Path file : files) {
            assertThat(CONTENT.mismatch(file)).as(file.toString()).isEmpty();
        }
    }

    static void assertFromLongAgo(Path... files) throws IOException {
        for (Path file : files) {
            assertThat(Files.getLastModifiedTime(file).toInstant())
                    .as(file.toString())
                    .isEqualTo(LONG_AGO);
        }
    }
}
