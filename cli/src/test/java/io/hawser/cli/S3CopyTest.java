package io.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Command;
import io.hawser.testkit.Content;
import io.hawser.testkit.NginxServer;
import io.hawser.testkit.OpenSshServer;
import io.hawser.testkit.s3.S3MockServer;
import io.hawser.testkit.s3.S3Operation;
import io.hawser.testkit.s3.S3ProxyServer;
import io.hawser.testkit.s3.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** S3 beside every other protocol, as source and target of the command. */
class S3CopyTest {
    private static final Content CONTENT = Content.random(11, (20 << 20) + 12345);

    @TempDir
    private Path folder;

    enum Kind {
        S3PROXY,
        S3MOCK;

        S3Server shared() throws IOException {
            return this == S3PROXY ? S3ProxyServer.shared() : S3MockServer.shared();
        }
    }

    private static String bucket(S3Server server, Kind kind, String test) throws IOException {
        var bucket = test + "-" + kind.name().toLowerCase(Locale.ROOT);
        server.makeBucket(bucket);
        return bucket;
    }

    private static void copied(S3Server server, String... words) throws IOException {
        Cli.succeeded(S3Cli.hawser(server, "cp", "-q").and(words));
    }

    @ParameterizedTest
    @EnumSource
    void upAndDown(Kind kind) throws Exception {
        var server = kind.shared();
        var bucket = bucket(server, kind, "up-and-down");
        var source = CONTENT.writeTo(folder.resolve("source"));
        var report = folder.resolve("report");
        var object = server.location(bucket, "folder/ä b+c%20").toString();
        copied(server, source.toString(), object, "--report", report.toString());
        assertThat(server.mismatch(bucket, "folder/ä b+c%20", CONTENT)).isEqualTo(OptionalLong.empty());
        assertThat(server.uploads(bucket)).isEmpty();

        copied(server, object, folder.resolve("result").toString(), "--report", report.toString());
        assertThat(CONTENT.mismatch(folder.resolve("result"))).isEmpty();
        var digest = (Map<?, ?>) Cli.json(Files.readString(report)).getFirst().get("digest");
        assertThat(digest.get("verified_by")).isEqualTo("source");
        assertThat(Cli.tree(folder)).containsExactly("report", "result", "source");
    }

    @ParameterizedTest
    @EnumSource
    void standardStreams(Kind kind) throws Exception {
        var server = kind.shared();
        var bucket = bucket(server, kind, "streams");
        var object = server.location(bucket, "object").toString();
        Cli.succeeded(S3Cli.hawser(server, "cp", "-q", "-", object).reading(CONTENT));
        assertThat(server.mismatch(bucket, "object", CONTENT)).isEqualTo(OptionalLong.empty());
        var out = folder.resolve("out");
        Cli.succeeded(S3Cli.hawser(server, "cp", "-q", object, "-").writingTo(out));
        assertThat(CONTENT.mismatch(out)).isEmpty();
        assertThat(Cli.succeeded(S3Cli.hawser(server, "cat", "--range", "5-9", object))
                        .out())
                .isEqualTo(Arrays.copyOfRange(Files.readAllBytes(out), 5, 10));
    }

    @Test
    void betweenS3AndSftp() throws Exception {
        var server = S3ProxyServer.shared();
        server.makeBucket("sftp");
        server.put("sftp", "object", CONTENT);
        var served = Files.createDirectory(folder.resolve("served"));
        try (var sshd = OpenSshServer.serving(served).start()) {
            var remote = sshd.access().location("file").toString();
            var options = sshd.access().arguments().toArray(String[]::new);
            Cli.succeeded(S3Cli.hawser(server, "cp", "-q").and(options).and("s3://sftp/object", remote));
            assertThat(CONTENT.mismatch(served.resolve("file"))).isEmpty();
            Cli.succeeded(S3Cli.hawser(server, "cp", "-q").and(options).and(remote, "s3://sftp/back"));
        }
        assertThat(server.mismatch("sftp", "back", CONTENT)).isEqualTo(OptionalLong.empty());
        assertThat(server.uploads("sftp")).isEmpty();
    }

    @Test
    void fromHttp() throws Exception {
        var server = S3ProxyServer.shared();
        server.makeBucket("http");
        var served = Files.createDirectory(folder.resolve("served"));
        CONTENT.writeTo(served.resolve("file"));
        try (var nginx = NginxServer.serving(served).start()) {
            copied(server, nginx.url("/file"), "s3://http/folder/");
        }
        assertThat(server.mismatch("http", "folder/file", CONTENT)).isEqualTo(OptionalLong.empty());
    }

    /** No byte goes through the command where one endpoint has both. */
    @ParameterizedTest
    @EnumSource
    void withinOneEndpoint(Kind kind) throws Exception {
        var server = kind.shared();
        var from = bucket(server, kind, "copy-from");
        var to = bucket(server, kind, "copy-to");
        server.put(from, "object", CONTENT);
        long read = gets(server, from);
        copied(
                server,
                server.location(from, "object").toString(),
                server.location(to, "copy").toString());
        assertThat(server.mismatch(to, "copy", CONTENT)).isEqualTo(OptionalLong.empty());
        assertThat(gets(server, from) - read)
                .as("requests that read the source")
                .isLessThanOrEqualTo(1);
    }

    private static long gets(S3Server server, String bucket) {
        return server.requests().stream()
                .filter(request -> request.operation() == S3Operation.GET_OBJECT
                        && request.bucket().equals(bucket))
                .count();
    }

    /** Two endpoints with keys of their own meet in one command by the configuration file. */
    @Test
    void betweenTwoEndpoints() throws Exception {
        var one = S3ProxyServer.shared();
        var other = S3MockServer.shared();
        one.makeBucket("endpoints-one");
        other.makeBucket("endpoints-other");
        one.put("endpoints-one", "object", CONTENT);
        var aws = Files.writeString(
                folder.resolve("aws"), """
                [profile other]
                region = us-east-1
                endpoint_url = %s
                aws_access_key_id = %s
                aws_secret_access_key = %s
                """.formatted(other.endpoint(), other.accessKey(), other.secretKey()));
        var config = Files.writeString(
                folder.resolve("config.yaml"), "locations: { s3://endpoints-other: { profile: other } }\n");
        Command command = S3Cli.hawser(one, "cp", "-q", "s3://endpoints-one/object", "s3://endpoints-other/copy")
                .with("AWS_CONFIG_FILE", aws.toString())
                .with("HAWSER_CONFIG", config.toString());
        Cli.succeeded(command);
        assertThat(other.mismatch("endpoints-other", "copy", CONTENT)).isEqualTo(OptionalLong.empty());
    }

    /** S3 keeps no time that a file brings along, so bytes decide. */
    @ParameterizedTest
    @EnumSource
    void changedSendsOnlyWhatDiffers(Kind kind) throws Exception {
        var server = kind.shared();
        var bucket = bucket(server, kind, "changed");
        var object = server.location(bucket, "object").toString();
        var report = folder.resolve("report");
        var words = new String[] {"--if-exists", "changed", "--report", report.toString()};
        for (var content : List.of(Content.random(1, 9 << 20), Content.random(2, 9 << 20), Content.text("small"))) {
            var source = content.writeTo(folder.resolve("source")).toString();
            Cli.succeeded(S3Cli.hawser(server, "cp", "-q", source, object).and(words));
            assertThat(status(report)).isEqualTo("copied");
            Cli.succeeded(S3Cli.hawser(server, "cp", "-q", source, object).and(words));
            assertThat(status(report)).isEqualTo("skipped");
            assertThat(server.mismatch(bucket, "object", content)).isEqualTo(OptionalLong.empty());
        }
    }

    private static Object status(Path report) throws IOException {
        return Cli.json(Files.readString(report)).getFirst().get("status");
    }

    @Test
    void tenThousandObjectsInOneCommand() throws Exception {
        int count = 10_000;
        var buckets = Files.createDirectory(folder.resolve("buckets"));
        var results = folder.resolve("results");
        var many = Files.createDirectories(buckets.resolve("bucket/many"));
        for (int i = 0; i < count; i++) {
            Content.random(i, 16 << 10).writeTo(many.resolve("object" + i));
        }
        try (var server = S3ProxyServer.inFolder(buckets)) {
            copied(server, "-r", "--sync", "never", "s3://bucket/many/", results + "/");
        }
        for (int i = 0; i < count; i++) {
            assertThat(Files.mismatch(many.resolve("object" + i), results.resolve("many/object" + i)))
                    .as("object %d", i)
                    .isEqualTo(-1);
        }
        assertThat(Cli.tree(results)).hasSize(count + 1);
    }

    @Test
    void treesGoUpAndDown() throws Exception {
        var server = S3MockServer.shared();
        server.makeBucket("trees");
        var tree = Files.createDirectories(folder.resolve("tree"));
        var names = List.of("a", "b/c", "b/d e", "ü/#?%/f", "empty");
        for (var name : names) {
            var file = tree.resolve(name);
            Files.createDirectories(file.getParent());
            (name.equals("empty") ? Content.empty() : Content.text(name)).writeTo(file);
        }
        copied(server, "-r", tree + "/", "s3://trees/new");
        assertThat(server.keys("trees", ""))
                .containsExactlyInAnyOrderElementsOf(
                        names.stream().map(name -> "new/" + name).toList());
        copied(server, "-r", "s3://trees/new/", folder.resolve("back").toString());
        assertThat(Cli.tree(folder.resolve("back"))).isEqualTo(Cli.tree(tree));
        for (var name : names) {
            assertThat(Files.mismatch(tree.resolve(name), folder.resolve("back").resolve(name)))
                    .as(name)
                    .isEqualTo(-1);
        }
        assertThat(Cli.succeeded(S3Cli.hawser(server, "ls", "s3://trees/new/"))
                        .outText()
                        .lines())
                .containsExactlyInAnyOrder("a", "b/", "empty", "ü/");
        Cli.succeeded(S3Cli.hawser(server, "rm", "-r", "s3://trees/new"));
        assertThat(server.keys("trees", "")).isEmpty();
    }
}
