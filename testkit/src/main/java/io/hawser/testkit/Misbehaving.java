package io.hawser.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/** Files that are served wrongly, in the ways that servers, caches and proxies are known for. */
public final class Misbehaving {
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d+)-(\\d+)/(\\d+)");

    private Misbehaving() {}

    /** Answers a range request with status 200 and the whole. */
    public static Handler ignoringRange(ServedFile file) {
        return request -> file.answer(request.withHeaders(request.headers().without("Range")));
    }

    /** Ignores conditions: serves ranges of whatever version there is, as a careless cache does. */
    public static Handler ignoringConditions(ServedFile file) {
        return request -> file.answer(request.withHeaders(request.headers()
                .without("If-Match")
                .without("If-Unmodified-Since")
                .without("If-Range")));
    }

    /** Serves a range that lies {@code by} bytes later than the one asked for, and says so in {@code Content-Range}. */
    public static Handler shiftingRange(ServedFile file, long by) {
        return changingRange(file, (first, last, size) -> new long[] {first + by, Math.min(size - 1, last + by)});
    }

    /** Serves a range that ends {@code by} bytes before the one asked for, and says so in {@code Content-Range}. */
    public static Handler shorteningRange(ServedFile file, long by) {
        return changingRange(file, (first, last, _) -> new long[] {first, Math.max(first, last - by)});
    }

    /** Leaves the size in {@code Content-Range} open: {@code bytes 0-9/*}, which RFC 9110 allows. */
    public static Handler hidingTotal(ServedFile file) {
        return request -> {
            Answer right = file.answer(request);
            return right.status() == 206
                    ? right.with(
                            "Content-Range",
                            right.headers().first("Content-Range").orElseThrow().replaceFirst("/.*", "/*"))
                    : right;
        };
    }

    /** Answers a range request with status 206 that does not say which range it is. */
    public static Handler hidingRange(ServedFile file) {
        return request -> file.answer(request).without("Content-Range");
    }

    /**
     * Applies gzip to the whole and leaves everything else as if it had not, asked or not: what a compressing proxy in
     * between does at its worst. Ranges are then ranges of the compressed bytes.
     */
    public static Handler compressing(ServedFile file) {
        ServedFile compressed = new ServedFile(
                Content.of(gzip(file.content())),
                file.etag(),
                file.lastModified(),
                file.ranges(),
                file.extra().with("Content-Encoding", "gzip"),
                file.contentMd5());
        return compressed;
    }

    /** As {@link #compressing}, but only for requests whose {@code Accept-Encoding} names gzip. */
    public static Handler compressingOnRequest(ServedFile file) {
        Handler compressed = compressing(file);
        return request ->
                request.headers().lists("Accept-Encoding", "gzip") ? compressed.answer(request) : file.answer(request);
    }

    /** Status 200 and a page that says that something went wrong. */
    public static Answer errorPage() {
        return Answer.status(200)
                .with("Content-Type", "text/html")
                .withText("<html><body><h1>Service temporarily unavailable</h1></body></html>\n");
    }

    private interface Change {
        long[] apply(long first, long last, long size);
    }

    private static Handler changingRange(ServedFile file, Change change) {
        return request -> {
            Answer right = file.answer(request);
            Matcher range =
                    CONTENT_RANGE.matcher(right.headers().first("Content-Range").orElse(""));
            if (right.status() != 206 || !range.matches()) {
                return right;
            }
            long size = Long.parseLong(range.group(3));
            long[] served = change.apply(Long.parseLong(range.group(1)), Long.parseLong(range.group(2)), size);
            return right.with("Content-Range", "bytes " + served[0] + "-" + served[1] + "/" + size)
                    .withBody(file.content().slice(served[0], served[1] - served[0] + 1));
        };
    }

    private static byte[] gzip(Content content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            content.writeTo(gzip);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
