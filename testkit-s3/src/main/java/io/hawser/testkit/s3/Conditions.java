package io.hawser.testkit.s3;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Optional;

/** The conditions of a request. */
record Conditions(
        Optional<String> match,
        Optional<String> noneMatch,
        Optional<Instant> modifiedSince,
        Optional<Instant> unmodifiedSince,
        boolean reading) {
    /** Those on what is read, under names that begin so. */
    static Conditions ofReading(Incoming request, String prefix) {
        return new Conditions(
                request.header(prefix + "Match"),
                request.header(prefix + "None-Match"),
                date(request.header(prefix + "Modified-Since")),
                date(request.header(prefix + "Unmodified-Since")),
                prefix.equals("If-"));
    }

    /** Those on what is there before something is written. */
    static S3Bucket.Condition ofWriting(Incoming request) {
        Optional<String> match = request.header("If-Match");
        Optional<String> noneMatch = request.header("If-None-Match");
        if (noneMatch.isPresent() && !noneMatch.get().equals("*")) {
            throw S3Error.notImplemented("If-None-Match");
        }
        return current -> {
            if (noneMatch.isPresent() && current.isPresent()) {
                throw S3Error.preconditionFailed("If-None-Match");
            }
            if (match.isPresent() && current.isEmpty()) {
                throw S3Error.noSuchKey(request.key());
            }
            if (match.isPresent() && !names(match.get(), current.get())) {
                throw S3Error.preconditionFailed("If-Match");
            }
        };
    }

    /** Insists that they hold for an object. */
    void check(StoredObject object) {
        if (match.isPresent() && !names(match.get(), object)) {
            throw S3Error.preconditionFailed("If-Match");
        }
        if (match.isEmpty()
                && unmodifiedSince.filter(since -> isAfter(object, since)).isPresent()) {
            throw S3Error.preconditionFailed("If-Unmodified-Since");
        }
        boolean unchanged = noneMatch.isPresent()
                ? names(noneMatch.get(), object)
                : modifiedSince.filter(since -> !isAfter(object, since)).isPresent();
        if (unchanged) {
            throw reading
                    ? new S3Error(304, "NotModified", "").header("ETag", object.etag())
                    : S3Error.preconditionFailed("If-None-Match");
        }
    }

    private static boolean isAfter(StoredObject object, Instant since) {
        return object.modified().getEpochSecond() > since.getEpochSecond();
    }

    /** S3 takes entity tags with and without quotes. */
    private static boolean names(String list, StoredObject object) {
        String tag = object.etag().replace("\"", "");
        return Arrays.stream(list.split(","))
                .map(member -> member.strip().replace("\"", ""))
                .anyMatch(member -> member.equals("*") || member.equals(tag));
    }

    private static Optional<Instant> date(Optional<String> text) {
        try {
            return text.map(DateTimeFormatter.RFC_1123_DATE_TIME::parse).map(Instant::from);
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }
}
