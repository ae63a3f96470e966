package io.hawser.testkit.artifactory;

import io.hawser.testkit.Answer;
import io.hawser.testkit.Exchange;
import io.hawser.testkit.Headers;
import io.hawser.testkit.Request;
import io.hawser.testkit.ScriptedHttpServer;
import io.hawser.testkit.ServedFile;
import io.hawser.testkit.UrlCode;
import io.hawser.testkit.artifactory.Checksums.Kind;
import io.hawser.testkit.artifactory.StoredItem.StoredFile;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * The store of a server in a cloud, on a host of its own: {@code localhost}, where the server is {@code 127.0.0.1}. It
 * behaves as S3 does: a signed URL is good for GET alone, a request that brings credentials besides is refused, the
 * entity tag is quoted and is not the SHA-1, and nothing tells Artifactory's checksums.
 */
public final class CloudStore implements DownloadStore, AutoCloseable {
    private static final String KEY = "a secret of tests";

    private final ScriptedHttpServer http;
    private final Map<String, StoredFile> files = new ConcurrentHashMap<>();
    private volatile boolean expired;
    private volatile UnaryOperator<Answer> change = UnaryOperator.identity();

    private CloudStore(ScriptedHttpServer http) {
        this.http = http;
        http.on("/filestore/", this::answer);
    }

    /** Starts an empty store. */
    public static CloudStore start() throws IOException {
        return new CloudStore(ScriptedHttpServer.start());
    }

    @Override
    public URI signedUrl(StoredItem item) {
        StoredFile file = item.file().orElseThrow();
        String sha1 = file.checksums().get(Kind.SHA1).orElseThrow();
        SignedPath signed = SignedPath.of(sha1, KEY);
        files.put(signed.path(), file);
        expired = false;
        return URI.create(http.url("localhost", signed.target(item.path().name())));
    }

    /** Refuses all URLs that were signed so far, until another is. */
    public void expire() {
        expired = true;
    }

    /** Changes all answers from now on. */
    public void changing(UnaryOperator<Answer> how) {
        change = how;
    }

    /** The requests so far, with all their header fields. */
    public List<Exchange> exchanges() {
        return http.exchanges();
    }

    private Answer answer(Request request) throws IOException {
        Headers headers = request.headers();
        if (headers.has("Authorization") || headers.has("X-JFrog-Art-Api")) {
            return refusal(400, "InvalidArgument", "Only one auth mechanism allowed");
        }
        StoredFile file = files.get(request.path());
        Optional<String> signature = request.query().map(UrlCode::query).map(query -> query.get("X-Amz-Signature"));
        String right = new SignedPath(request.path(), KEY).signature();
        if (file == null || !request.method().equals("GET") || !signature.equals(Optional.of(right))) {
            return refusal(403, "SignatureDoesNotMatch", "The request signature does not match");
        }
        if (expired) {
            return refusal(403, "AccessDenied", "Request has expired");
        }
        return change.apply(ServedFile.of(file.content()).answer(request));
    }

    private static Answer refusal(int status, String code, String message) {
        return Answer.status(status)
                .with("Content-Type", "application/xml")
                .withText("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>" + code + "</Code><Message>"
                        + message + "</Message></Error>");
    }

    @Override
    public void close() throws IOException {
        http.close();
    }
}
