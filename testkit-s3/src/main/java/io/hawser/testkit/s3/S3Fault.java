package io.hawser.testkit.s3;

import io.hawser.testkit.Answer;
import io.hawser.testkit.Content;
import io.hawser.testkit.Fault;
import io.hawser.testkit.Request;
import java.io.IOException;
import java.time.Duration;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the {@link ScriptedS3Server} answers instead of what is right. */
@FunctionalInterface
public interface S3Fault {
    /** Carries out a request, and gives the right answer. */
    @FunctionalInterface
    interface Work {
        /** Carries out this request, or the like of it. */
        Answer on(Request request) throws IOException;
    }

    /** Answers a request, carried out or not. */
    Answer answer(Request request, Work work) throws IOException;

    /** An error of the S3 API, with nothing done. */
    static S3Fault error(int status, String code) {
        return (request, _) ->
                new S3Error(status, code, "This is a test of the error " + code).answer(request.isHead());
    }

    /** Status 503, and what a server that is too busy says. */
    static S3Fault slowDown(Duration retryAfter) {
        return error(503, "SlowDown").with("Retry-After", Long.toString(retryAfter.toSeconds()));
    }

    /** What S3 says to temporary credentials after their time. */
    static S3Fault expiredToken() {
        return error(400, "ExpiredToken");
    }

    /** Status 200 with an error as the content, with nothing done: what CompleteMultipartUpload and copies are known for. */
    static S3Fault errorInside200(String code) {
        return (_, _) -> Answer.status(200)
                .with("Content-Type", "application/xml")
                .withText(new S3Error(200, code, "This is a test of the error " + code).document());
    }

    /** The work is done, and the connection is reset instead of an answer. */
    static S3Fault lostReply() {
        return (request, work) -> {
            work.on(request);
            return Answer.reset();
        };
    }

    /** The work is done, and another answer is given. */
    static S3Fault doneBut(S3Fault other) {
        return (request, work) -> {
            work.on(request);
            return other.answer(request, work);
        };
    }

    /** Nothing is done, and the connection is reset. */
    static S3Fault reset() {
        return (_, _) -> Answer.reset();
    }

    /** Nothing is done, and no answer comes, while the connection stays open. */
    static S3Fault silence() {
        return (_, _) -> Answer.silence();
    }

    /** Does something first, such as replacing the object, and then answers rightly. */
    static S3Fault after(Step step) {
        return (request, work) -> {
            step.run();
            return work.on(request);
        };
    }

    /** What a test does in the midst of a request. */
    @FunctionalInterface
    interface Step {
        /** Does it. */
        void run() throws IOException;
    }

    /** The right answer, changed. */
    static S3Fault changing(UnaryOperator<Answer> change) {
        return (request, work) -> change.apply(work.on(request));
    }

    /** Status 200 and the whole object where a range was asked for. */
    static S3Fault wholeForRange() {
        return (request, work) -> work.on(request.withHeaders(request.headers().without("Range")));
    }

    /** A {@code Content-Range} that tells a range that many bytes further on; the bytes are those asked for. */
    static S3Fault wrongContentRange(long by) {
        return changingRange((first, last, total) -> (first + by) + "-" + (last + by) + "/" + total);
    }

    /** A {@code Content-Range} that does not tell the size of the whole. */
    static S3Fault hiddenTotal() {
        return changingRange((first, last, _) -> first + "-" + last + "/*");
    }

    /** The body ends, in order, after that many bytes, although more were announced. */
    static S3Fault shortBody(long bytes) {
        return changing(answer -> answer.suffering(new Fault.FinAfter(bytes)));
    }

    /** The connection is reset after that many bytes of the body. */
    static S3Fault resetAfter(long bytes) {
        return changing(answer -> answer.suffering(new Fault.ResetAfter(bytes)));
    }

    /** Nothing more comes after that many bytes of the body, while the connection stays open. */
    static S3Fault stallAfter(long bytes) {
        return changing(answer -> answer.suffering(new Fault.StallAfter(bytes)));
    }

    /** One bit of the body is another. */
    static S3Fault flippedAt(long position) {
        return changing(answer ->
                position < answer.body().size() ? answer.withBody(answer.body().flippedAt(position)) : answer);
    }

    /** An entity tag of its own for each range, as some servers that are not S3 have. */
    static S3Fault etagPerRange() {
        return changing(answer -> answer.headers()
                .first("Content-Range")
                .map(range -> answer.with("ETag", "\"" + Content.text(range).digest("MD5") + "\""))
                .orElse(answer));
    }

    /** This answer with one more header field. */
    default S3Fault with(String name, String value) {
        return (request, work) -> answer(request, work).with(name, value);
    }

    /** This answer without a header field. */
    default S3Fault without(String name) {
        return (request, work) -> answer(request, work).without(name);
    }

    /** Another text for a content range. */
    interface RangeText {
        /** Writes it. */
        String of(long first, long last, long total);
    }

    private static S3Fault changingRange(RangeText text) {
        Pattern pattern = Pattern.compile("bytes (\\d+)-(\\d+)/(\\d+)");
        return changing(answer -> {
            Matcher range =
                    pattern.matcher(answer.headers().first("Content-Range").orElse(""));
            return range.matches()
                    ? answer.with(
                            "Content-Range",
                            "bytes "
                                    + text.of(
                                            Long.parseLong(range.group(1)),
                                            Long.parseLong(range.group(2)),
                                            Long.parseLong(range.group(3))))
                    : answer;
        });
    }
}
