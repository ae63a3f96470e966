package io.hawser.testkit.s3;

import io.hawser.testkit.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * S3Proxy in a process of its own that ends with this one. It insists on right signatures (version 4, or 2) and verifies
 * {@code x-amz-content-sha256}, {@code Content-MD5} and checksums in header fields; conditions of GET, PUT, copies and
 * CompleteMultipartUpload, ETags of AWS's shape, composite and whole checksums of multipart uploads work.
 *
 * <p>What it lacks, found by trying:
 *
 * <ul>
 *   <li>Checksums in trailers of the aws-chunked coding are read and not compared, nor kept.
 *   <li>ListParts gives all parts at once and refuses {@code part-number-marker} with 501; so does {@code partNumber} of
 *       GET and HEAD. GetObjectAttributes tells no parts.
 *   <li>Parts of an upload that was completed or aborted can still be listed (there are none) and written.
 *   <li>{@code a//b} is {@code a/b} and {@code ./x} is {@code x}, as the listing shows; keys that begin with a slash or
 *       have {@code ..} within are refused with 400 or 500; a key cannot be both an object and the beginning of another
 *       ({@code a} and {@code a/b}); the content of a key that ends with a slash is dropped.
 *   <li>Tags are refused with 501; the storage class is STANDARD whatever was asked for.
 *   <li>In a folder: a name between slashes of more than 255 bytes (some less for its temporary name) is refused with
 *       500; no versions (501); no server-side encryption (501).
 *   <li>In memory: what it holds must fit into its heap of 1 GiB.
 * </ul>
 *
 * <p>Its log does not show whether a PUT copies: {@link #requests()} has CopyObject as PutObject and UploadPartCopy as
 * UploadPart.
 */
public final class S3ProxyServer implements S3Server {
    private static final Pattern LISTENING = Pattern.compile("Started .*ServerConnector.*\\{127\\.0\\.0\\.1:(\\d+)}");
    private static final Pattern REQUEST = Pattern.compile("\\{([A-Z]+)@\\p{XDigit}+ http://[^/ ]+(/\\S*) HTTP/1\\.1}");
    private static final String LOGGING = """
            <configuration>
              <statusListener class="ch.qos.logback.core.status.NopStatusListener"/>
              <appender name="log" class="ch.qos.logback.core.ConsoleAppender">
                <encoder><pattern>%msg%n%nopex</pattern></encoder>
              </appender>
              <logger name="org.gaul.s3proxy.S3ProxyHandler" level="DEBUG"/>
              <logger name="org.gaul.shaded.org.eclipse.jetty.server.AbstractConnector" level="INFO"/>
              <root level="WARN"><appender-ref ref="log"/></root>
            </configuration>
            """;
    private static final String ACCESS_KEY = "hawser-access";
    private static final String SECRET_KEY = "hawser-secret-of-tests";

    private final ServerProcess process;
    private final URI endpoint;

    private S3ProxyServer(ServerProcess process, URI endpoint) {
        this.process = process;
        this.endpoint = endpoint;
    }

    /** Starts a server that keeps buckets as folders of this folder, and objects as files in them. */
    public static S3ProxyServer inFolder(Path folder) throws IOException {
        return start("filesystem-nio2", Optional.of(folder.toRealPath()), "512m");
    }

    /** Starts a server that keeps all in memory, with versions and server-side encryption. */
    public static S3ProxyServer inMemory() throws IOException {
        return start("transient-nio2", Optional.empty(), "1g");
    }

    /**
     * The server in memory that the tests of this JVM share, started for the first that asks. Each test makes a bucket of
     * its own; closing does nothing, the end of the JVM stops the server.
     */
    public static S3Server shared() throws IOException {
        return SharedServer.get("s3proxy", S3ProxyServer::inMemory);
    }

    private static S3ProxyServer start(String provider, Optional<Path> folder, String heap) throws IOException {
        Path jar = ServerFiles.of("s3proxy");
        Path home = Files.createTempDirectory("hawser-testkit-s3proxy");
        Path logging = Files.writeString(home.resolve("logback.xml"), LOGGING);
        Path settings = Files.writeString(home.resolve("s3proxy.properties"), """
                s3proxy.endpoint=http://127.0.0.1:0
                s3proxy.authorization=aws-v2-or-v4
                s3proxy.identity=%s
                s3proxy.credential=%s
                jclouds.provider=%s
                %s
                """.formatted(
                        ACCESS_KEY,
                        SECRET_KEY,
                        provider,
                        folder.map(path -> "jclouds.filesystem.basedir=" + path).orElse("")));
        ServerProcess process = ServerProcess.start(
                home,
                List.of(
                        ServerFiles.java(),
                        "-Xmx" + heap,
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:-UsePerfData",
                        "-Djava.io.tmpdir=" + Files.createDirectory(home.resolve("tmp")),
                        "-Dlogback.configurationFile=" + logging,
                        "-jar",
                        jar.toString(),
                        "--properties",
                        settings.toString()),
                line -> LISTENING.matcher(line).find());
        return new S3ProxyServer(
                process, URI.create("http://127.0.0.1:" + ServerFiles.found(process, LISTENING, "S3Proxy")));
    }

    @Override
    public URI endpoint() {
        return endpoint;
    }

    @Override
    public String accessKey() {
        return ACCESS_KEY;
    }

    @Override
    public String secretKey() {
        return SECRET_KEY;
    }

    @Override
    public List<S3Request> requests() {
        return process.log().stream()
                .map(REQUEST::matcher)
                .filter(Matcher::find)
                .map(request -> S3Request.parse(request.group(1), request.group(2), false))
                .toList();
    }

    @Override
    public void close() throws IOException {
        process.close();
    }
}
