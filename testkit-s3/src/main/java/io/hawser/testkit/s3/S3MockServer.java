package io.hawser.testkit.s3;

import io.hawser.testkit.ServerProcess;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Adobe S3Mock in a process of its own that ends with this one. Keys are opaque, whatever they are; versions, tags,
 * conditions, ListParts with pages, and composite and whole checksums of multipart uploads work.
 *
 * <p>What it lacks, found by trying:
 *
 * <ul>
 *   <li>Signatures are not looked at, nor whether {@code x-amz-content-sha256} is right.
 *   <li>A wrong checksum in a header field is refused with the code BadRequest, where AWS says BadDigest; one in a
 *       trailer of the aws-chunked coding is not compared.
 *   <li>CompleteMultipartUpload insists on the least size of all parts that it has but the last, named or not.
 *   <li>CopyObject keeps the content type where the metadata are replaced.
 *   <li>DeleteObject does not tell the version of the delete marker that it makes.
 *   <li>GET and HEAD ignore {@code partNumber} and give the whole object.
 *   <li>An object that was encrypted with the customer's key is given without it.
 *   <li>A listing without {@code encoding-type=url} fails with 500 where a key has a control character.
 *   <li>Its interim answer to {@code Expect: 100-continue} has no reason phrase, which the boto3 of Debian 12 does not
 *       understand.
 *   <li>It listens, beside {@link #endpoint()}, on one more free port, and that on all interfaces.
 * </ul>
 */
public final class S3MockServer implements S3Server {
    private static final Pattern LISTENING = Pattern.compile("Tomcat started on ports? (\\d+) \\(http\\)");
    private static final String REQUEST = "request";

    private final ServerProcess process;
    private final Path requests;
    private final URI endpoint;

    private S3MockServer(ServerProcess process, Path requests, URI endpoint) {
        this.process = process;
        this.requests = requests;
        this.endpoint = endpoint;
    }

    /** Starts a server that keeps what it gets in files of its own. */
    public static S3MockServer start() throws IOException {
        Path program = ServerFiles.of("s3mock").resolve("BOOT-INF");
        Path home = Files.createTempDirectory("hawser-testkit-s3mock");
        Path store = Files.createDirectory(home.resolve("store"));
        ServerProcess process = ServerProcess.start(
                home,
                List.of(
                        ServerFiles.java(),
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:-UsePerfData",
                        "-Djava.io.tmpdir=" + Files.createDirectory(home.resolve("tmp")),
                        "-cp",
                        program.resolve("classes") + File.pathSeparator + program.resolve("lib") + "/*",
                        "com.adobe.testing.s3mock.S3MockApplication",
                        "--server.address=127.0.0.1",
                        "--server.port=0",
                        "--server.ssl.enabled=false",
                        "--http.port=0",
                        "--com.adobe.testing.s3mock.store.root=" + store,
                        "--spring.main.banner-mode=off",
                        "--server.tomcat.accesslog.enabled=true",
                        "--server.tomcat.accesslog.buffered=false",
                        "--server.tomcat.accesslog.rotate=false",
                        "--server.tomcat.accesslog.directory=" + home,
                        "--server.tomcat.accesslog.prefix=" + REQUEST,
                        "--server.tomcat.accesslog.suffix=s",
                        "--server.tomcat.accesslog.pattern=%r %{x-amz-copy-source}i"),
                line -> LISTENING.matcher(line).find());
        return new S3MockServer(
                process,
                home.resolve(REQUEST + "s"),
                URI.create("http://127.0.0.1:" + ServerFiles.found(process, LISTENING, "S3Mock")));
    }

    /**
     * The server that the tests of this JVM share, started for the first that asks. Each test makes a bucket of its own;
     * closing does nothing, the end of the JVM stops the server.
     */
    public static S3Server shared() throws IOException {
        return SharedServer.get("s3mock", S3MockServer::start);
    }

    @Override
    public URI endpoint() {
        return endpoint;
    }

    @Override
    public String accessKey() {
        return "hawser-access";
    }

    @Override
    public String secretKey() {
        return "hawser-secret-of-tests";
    }

    @Override
    public List<S3Request> requests() {
        return ServerFiles.lines(requests).stream()
                .map(line -> line.split(" "))
                .map(words -> S3Request.parse(words[0], words[1], !words[3].equals("-")))
                .toList();
    }

    @Override
    public void close() throws IOException {
        process.close();
    }
}
