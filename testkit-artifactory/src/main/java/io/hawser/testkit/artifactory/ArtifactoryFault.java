package io.hawser.testkit.artifactory;

import io.hawser.testkit.Answer;
import io.hawser.testkit.Content;
import io.hawser.testkit.Fault;
import io.hawser.testkit.Pace;
import io.hawser.testkit.Request;
import io.hawser.testkit.artifactory.Checksums.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPOutputStream;

/** What the {@link ArtifactoryServer} answers instead of what is right. */
@FunctionalInterface
public interface ArtifactoryFault {
    /** Carries out a request, and gives the right answer. */
    @FunctionalInterface
    interface Work {
        /** Carries out this request, or the like of it. */
        Answer on(Request request) throws IOException;
    }

    /** What a test does in the midst of a request. */
    @FunctionalInterface
    interface Step {
        /** Does it. */
        void run() throws IOException;
    }

    /** Answers a request, carried out or not. */
    Answer answer(Request request, Work work) throws IOException;

    /** An error in Artifactory's form, with nothing done. */
    static ArtifactoryFault status(int status) {
        return error(status, "This is a test of the status " + status);
    }

    /** An error in Artifactory's form with this message, with nothing done. */
    static ArtifactoryFault error(int status, String message) {
        return (_, _) -> new ArtifactoryError(status, message).answer();
    }

    /** Status 429, and how long to wait, in whole seconds. */
    static ArtifactoryFault throttled(Duration retryAfter) {
        return error(429, "too many requests").with("Retry-After", Long.toString(retryAfter.toSeconds()));
    }

    /** What a query that takes too long ends with: status 408. */
    static ArtifactoryFault queryTimeout() {
        return error(408, "Query execution was canceled: timeout");
    }

    /** What a token is answered with after its time. */
    static ArtifactoryFault expiredToken() {
        return (_, _) -> ArtifactoryError.unauthorized("Token failed verification: expired")
                .answer();
    }

    /** An error page of a proxy in front, with nothing done. */
    static ArtifactoryFault proxyPage(int status) {
        return (_, _) -> Answer.status(status)
                .with("Content-Type", "text/html")
                .withText("<html>\n<head><title>" + status
                        + "</title></head>\n<body><h1>Service temporarily unavailable" + "</h1></body>\n</html>\n");
    }

    /** The work is done, and the connection is reset instead of an answer. */
    static ArtifactoryFault lostReply() {
        return (request, work) -> {
            work.on(request);
            return Answer.reset();
        };
    }

    /** Nothing is done, and the connection is reset. */
    static ArtifactoryFault reset() {
        return (_, _) -> Answer.reset();
    }

    /** Nothing is done, and no answer comes, while the connection stays open. */
    static ArtifactoryFault silence() {
        return (_, _) -> Answer.silence();
    }

    /** Does something first, such as replacing the file, and then answers rightly. */
    static ArtifactoryFault after(Step step) {
        return (request, work) -> {
            step.run();
            return work.on(request);
        };
    }

    /**
     * Does something when the content has been given out up to a position of this answer. The answer goes on with the
     * content it has begun with, as the real server does, whose files are named by their checksums.
     */
    static ArtifactoryFault during(long position, Step step) {
        return changingBody(body -> position < body.size() ? body.reaching(position, run(step)) : body);
    }

    private static Runnable run(Step step) {
        return () -> {
            try {
                step.run();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }

    /** The right answer, changed. */
    static ArtifactoryFault changing(UnaryOperator<Answer> change) {
        return (request, work) -> change.apply(work.on(request));
    }

    /** The right answer with a changed content, if it carries one of status 200 or 206. */
    static ArtifactoryFault changingBody(UnaryOperator<Content> change) {
        return changing(answer -> answer.status() == 200 || answer.status() == 206
                ? answer.withBody(change.apply(answer.body()))
                : answer);
    }

    /** The body ends, in order, after that many bytes, although more were announced. */
    static ArtifactoryFault shortBody(long bytes) {
        return changing(answer -> answer.suffering(new Fault.FinAfter(bytes)));
    }

    /** The content is shorter by so many bytes, and {@code Content-Length} agrees; the checksums are those of the whole. */
    static ArtifactoryFault truncated(long bytes) {
        return changingBody(body -> body.slice(0, Math.max(0, body.size() - bytes)));
    }

    /** The connection is reset after that many bytes of the body. */
    static ArtifactoryFault resetAfter(long bytes) {
        return changing(answer -> answer.suffering(new Fault.ResetAfter(bytes)));
    }

    /** Nothing more comes after that many bytes of the body, while the connection stays open. */
    static ArtifactoryFault stallAfter(long bytes) {
        return changing(answer -> answer.suffering(new Fault.StallAfter(bytes)));
    }

    /** The body comes in steps of so many bytes, each when the pace lets it. */
    static ArtifactoryFault drip(int step, Pace pace) {
        return changing(answer -> answer.suffering(new Fault.Drip(0, step, pace)));
    }

    /** One bit of the content is another; the checksums are those of the right one. */
    static ArtifactoryFault flippedAt(long position) {
        return changingBody(body -> position < body.size() ? body.flippedAt(position) : body);
    }

    /** Status 200 and the whole file where a range was asked for. */
    static ArtifactoryFault wholeForRange() {
        return (request, work) -> work.on(request.withHeaders(request.headers().without("Range")));
    }

    /** As {@link #wholeForRange()}, and ranges are not offered either. */
    static ArtifactoryFault withoutRanges() {
        return wholeForRange().without("Accept-Ranges");
    }

    /** The entity tag of a range is that of the file, the range added, as in versions 4. */
    static ArtifactoryFault etagPerRange() {
        return changing(answer -> answer.headers()
                .first("Content-Range")
                .flatMap(range -> answer.headers()
                        .first("ETag")
                        .map(etag -> answer.with(
                                "ETag",
                                etag + "-" + range.replaceFirst("bytes ", "").replaceFirst("/.*", ""))))
                .orElse(answer));
    }

    /**
     * A proxy that compresses has its way with requests that accept gzip: no length, no ranges, no entity tag that is
     * still true.
     */
    static ArtifactoryFault gzipped() {
        return (request, work) -> request.headers().lists("Accept-Encoding", "gzip")
                ? compressed(work.on(request.withHeaders(request.headers().without("Range"))))
                        .framed(Answer.Framing.CHUNKED)
                : work.on(request);
    }

    /** Compressed although nobody asked for it, with all else as it was: the worst of proxies. */
    static ArtifactoryFault gzippedUnasked() {
        return (request, work) -> {
            Answer right = work.on(request.withHeaders(request.headers().without("Range")));
            return right.status() == 200 ? right.withBody(gzip(right.body())).with("Content-Encoding", "gzip") : right;
        };
    }

    private static Answer compressed(Answer right) {
        if (right.status() != 200) {
            return right;
        }
        Answer weak = right.headers()
                .first("ETag")
                .map(etag -> right.with("ETag", "W/\"" + etag + "\""))
                .orElse(right);
        return weak.withBody(gzip(right.body()))
                .with("Content-Encoding", "gzip")
                .with("Vary", "Accept-Encoding")
                .without("Accept-Ranges");
    }

    private static Content gzip(Content content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            content.writeTo(gzip);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Content.of(bytes.toByteArray());
    }

    /**
     * The answer has no {@code X-Checksum} fields, as behind a firewall that lets only header fields pass that it knows; the
     * entity tag, which is the SHA-1, stays.
     */
    static ArtifactoryFault withoutChecksums() {
        ArtifactoryFault fault = changing(UnaryOperator.identity());
        for (Kind kind : Kind.values()) {
            fault = fault.without(kind.header());
        }
        return fault;
    }

    /** Faults for the first requests for each item, drawn by the seed, and none after them. */
    static ArtifactoryFault mix(long seed, int most, ArtifactoryFault... faults) {
        return new FaultMix(seed, most, List.of(faults));
    }

    /** This answer with one more header field. */
    default ArtifactoryFault with(String name, String value) {
        return (request, work) -> answer(request, work).with(name, value);
    }

    /** This answer without a header field. */
    default ArtifactoryFault without(String name) {
        return (request, work) -> answer(request, work).without(name);
    }
}
