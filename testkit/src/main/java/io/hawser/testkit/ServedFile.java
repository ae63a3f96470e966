package io.hawser.testkit;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A file that is served as RFC 9110 says: conditions in the order of section 13.2.2, single ranges (several at once are
 * ignored, as section 14.2 allows), HEAD.
 *
 * @param content its bytes
 * @param etag its entity tag with the quotes, where it has one
 * @param lastModified its time, of which HTTP carries the seconds
 * @param ranges whether ranges are served
 * @param extra header fields for each answer that carries or describes the file, be it whole or a part
 * @param contentMd5 the {@code Content-MD5} of answers that carry the whole file: it covers what an answer carries
 */
public record ServedFile(
        Content content,
        Optional<String> etag,
        Optional<Instant> lastModified,
        boolean ranges,
        Headers extra,
        Optional<String> contentMd5)
        implements Handler {
    /** The time of a file that was given none. */
    public static final Instant SOME_TIME = Instant.parse("2024-02-29T12:34:56Z");

    private static final DateTimeFormatter IMF_FIXDATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final Pattern SINGLE_RANGE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    /** A file with a strong entity tag that follows from its first bytes and size, a time, and ranges. */
    public static ServedFile of(Content content) {
        Content head = content.slice(0, Math.min(content.size(), 1 << 16));
        String tag = "\"" + head.sha256().substring(0, 16) + "-" + Long.toHexString(content.size()) + "\"";
        return new ServedFile(
                content, Optional.of(tag), Optional.of(SOME_TIME), true, Headers.none(), Optional.empty());
    }

    /** This file with another entity tag, quotes included. */
    public ServedFile withEtag(String tag) {
        return new ServedFile(content, Optional.of(tag), lastModified, ranges, extra, contentMd5);
    }

    /** This file without an entity tag. */
    public ServedFile withoutEtag() {
        return new ServedFile(content, Optional.empty(), lastModified, ranges, extra, contentMd5);
    }

    /** This file with another time. */
    public ServedFile withLastModified(Instant time) {
        return new ServedFile(content, etag, Optional.of(time), ranges, extra, contentMd5);
    }

    /** This file without a time. */
    public ServedFile withoutLastModified() {
        return new ServedFile(content, etag, Optional.empty(), ranges, extra, contentMd5);
    }

    /** This file from a server that offers and serves no ranges. */
    public ServedFile withoutRanges() {
        return new ServedFile(content, etag, lastModified, false, extra, contentMd5);
    }

    /** This file with exactly this one extra header field of its name. */
    public ServedFile withHeader(String name, String value) {
        return new ServedFile(content, etag, lastModified, ranges, extra.with(name, value), contentMd5);
    }

    /** This file with its SHA-256 in {@code Repr-Digest} (RFC 9530), which is of the whole file in a 206 as well. */
    public ServedFile withReprDigest() {
        return withHeader("Repr-Digest", "sha-256=:" + base64("SHA-256") + ":");
    }

    /** This file with {@code Content-MD5} (RFC 1864). */
    public ServedFile withContentMd5() {
        return new ServedFile(content, etag, lastModified, ranges, extra, Optional.of(base64("MD5")));
    }

    /** This file with the {@code X-Checksum-*} fields of Artifactory. */
    public ServedFile withChecksums() {
        return withHeader("X-Checksum-Sha256", content.sha256())
                .withHeader("X-Checksum-Sha1", content.digest("SHA-1"))
                .withHeader("X-Checksum-Md5", content.digest("MD5"));
    }

    private String base64(String algorithm) {
        return Base64.getEncoder().encodeToString(content.digestBytes(algorithm));
    }

    /** A time in the preferred format of RFC 9110, section 5.6.7. */
    public static String httpDate(Instant time) {
        return IMF_FIXDATE.format(time);
    }

    @Override
    public Answer answer(Request request) {
        if (!request.method().equals("GET") && !request.isHead()) {
            return Answer.status(405).with("Allow", "GET, HEAD");
        }
        if (preconditionFails(request)) {
            return Answer.status(412);
        }
        Headers described = described();
        if (unchanged(request)) {
            return Answer.status(304).withHeaders(described);
        }
        Optional<Matcher> range = ranges && !request.isHead() && rangeApplies(request)
                ? request.range().map(SINGLE_RANGE::matcher).filter(Matcher::matches)
                : Optional.empty();
        if (range.isPresent() && !(range.get().group(1) + range.get().group(2)).isEmpty()) {
            return part(range.get(), described);
        }
        Headers whole = contentMd5.map(md5 -> described.and("Content-MD5", md5)).orElse(described);
        return Answer.ok(content).withHeaders(whole);
    }

    private Headers described() {
        Headers headers = Headers.none();
        if (ranges) {
            headers = headers.and("Accept-Ranges", "bytes");
        }
        if (etag.isPresent()) {
            headers = headers.and("ETag", etag.get());
        }
        if (lastModified.isPresent()) {
            headers = headers.and("Last-Modified", httpDate(lastModified.get()));
        }
        for (Headers.Field field : extra.fields()) {
            headers = headers.and(field.name(), field.value());
        }
        return headers;
    }

    private Answer part(Matcher range, Headers described) {
        long size = content.size();
        long first;
        long last;
        if (range.group(1).isEmpty()) {
            long suffix = Long.parseLong(range.group(2));
            first = suffix == 0 ? size : Math.max(0, size - suffix);
            last = size - 1;
        } else {
            first = Long.parseLong(range.group(1));
            last = range.group(2).isEmpty() ? size - 1 : Math.min(size - 1, Long.parseLong(range.group(2)));
        }
        if (first >= size) {
            return Answer.status(416).with("Content-Range", "bytes */" + size);
        }
        if (last < first) {
            return Answer.ok(content).withHeaders(described);
        }
        return Answer.status(206)
                .withHeaders(described.and("Content-Range", "bytes " + first + "-" + last + "/" + size))
                .withBody(content.slice(first, last - first + 1));
    }

    private boolean preconditionFails(Request request) {
        Optional<String> ifMatch = request.header("If-Match");
        if (ifMatch.isPresent()) {
            // The strong comparison: a weak tag, on either side, matches nothing.
            return !ifMatch.get().equals("*")
                    && !(isStrong(etag) && members(ifMatch.get()).anyMatch(etag.get()::equals));
        }
        return lastModified.isPresent()
                && date(request, "If-Unmodified-Since")
                        .filter(since -> seconds(lastModified.get()) > seconds(since))
                        .isPresent();
    }

    private boolean unchanged(Request request) {
        Optional<String> ifNoneMatch = request.header("If-None-Match");
        if (ifNoneMatch.isPresent()) {
            return ifNoneMatch.get().equals("*")
                    || members(ifNoneMatch.get())
                            .map(ServedFile::opaque)
                            .anyMatch(t -> etag.map(ServedFile::opaque).equals(Optional.of(t)));
        }
        return lastModified.isPresent()
                && date(request, "If-Modified-Since")
                        .filter(since -> seconds(lastModified.get()) <= seconds(since))
                        .isPresent();
    }

    private boolean rangeApplies(Request request) {
        Optional<String> ifRange = request.header("If-Range");
        if (ifRange.isEmpty()) {
            return true;
        }
        return ifRange.get().startsWith("\"")
                ? isStrong(etag) && ifRange.equals(etag)
                : lastModified.isPresent() && ifRange.get().equals(httpDate(lastModified.get()));
    }

    private static boolean isStrong(Optional<String> tag) {
        return tag.isPresent() && !tag.get().startsWith("W/");
    }

    private static Stream<String> members(String list) {
        return Arrays.stream(list.split(",")).map(String::strip);
    }

    private static String opaque(String tag) {
        return tag.startsWith("W/") ? tag.substring(2) : tag;
    }

    private static Optional<Instant> date(Request request, String name) {
        try {
            return request.header(name).map(text -> Instant.from(IMF_FIXDATE.parse(text)));
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }

    private static long seconds(Instant time) {
        return time.getEpochSecond();
    }
}
