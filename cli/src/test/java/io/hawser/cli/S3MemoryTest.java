package io.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Command;
import io.hawser.testkit.Content;
import io.hawser.testkit.s3.S3ProxyServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command's memory has a limit, whatever is asked of it. */
class S3MemoryTest {
    private static final long LIMIT_KIB = 256 << 10;
    private static final Content CONTENT = Content.random(5, 600L << 20);

    @TempDir
    private static Path buckets;

    private static S3ProxyServer server;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() throws IOException {
        server = S3ProxyServer.inFolder(buckets);
        server.makeBucket("bucket");
        server.put("bucket", "object", CONTENT);
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    private static long peak(Command command) throws IOException {
        return PeakMemory.of(command).kib();
    }

    @ParameterizedTest
    @CsvSource({"8MiB, 4", "8MiB, 64", "16MiB, 64", "64MiB, 256", "5GiB, 256"})
    void ofOneObject(String partSize, String parallel) throws Exception {
        var result = folder.resolve("result");
        var tuning = new String[] {"--sync", "never", "--part-size", partSize, "--parallel", parallel};
        assertThat(peak(S3Cli.hawser(server, "cp", "-q", "s3://bucket/object", result.toString())
                        .and(tuning)))
                .as("KiB to fetch it")
                .isLessThanOrEqualTo(LIMIT_KIB);
        assertThat(CONTENT.mismatch(result)).isEmpty();

        var key = "copy " + partSize + " " + parallel;
        assertThat(peak(S3Cli.hawser(server, "cp", "-q", result.toString(), "s3://bucket/" + key)
                        .and(tuning)))
                .as("KiB to store it")
                .isLessThanOrEqualTo(LIMIT_KIB);
        assertThat(server.mismatch("bucket", key, CONTENT)).isEmpty();
        server.delete("bucket", key);
    }

    @Test
    void ofManyObjectsAtATime() throws Exception {
        var source = Files.createDirectory(folder.resolve("source"));
        for (int i = 0; i < 60; i++) {
            Content.random(i, 7 << 20).writeTo(source.resolve("file" + i));
        }
        assertThat(peak(S3Cli.hawser(server, "cp", "-q", "-r", "--transfers", "60", source + "/", "s3://bucket/many")))
                .isLessThanOrEqualTo(LIMIT_KIB);
        assertThat(server.keys("bucket", "many/")).hasSize(60);
    }

    /** Its parts have to be held until they are there as a whole. */
    @Test
    void ofAStreamOfUnknownLength() throws Exception {
        var input = CONTENT.writeTo(folder.resolve("input"));
        var command = Cli.bash(
                "exec \"$@\" < '" + input + "'",
                S3Cli.hawser(server, "cp", "-q", "--parallel", "64", "-", "s3://bucket/stream"));
        assertThat(peak(command)).isLessThanOrEqualTo(LIMIT_KIB);
        assertThat(server.mismatch("bucket", "stream", CONTENT)).isEmpty();
    }
}
