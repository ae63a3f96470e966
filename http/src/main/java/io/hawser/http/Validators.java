package io.hawser.http;

import io.hawser.http.client.Headers;
import io.hawser.http.client.HttpDate;
import io.hawser.http.client.Request;
import io.hawser.http.client.Shown;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * What an answer says of which content it carries (RFC 9110 section 8.8). Dates stay text until they are needed, since
 * every part of a file brings its own.
 *
 * @param tag the entity tag with its quotes, without the mark of a weak one
 * @param weak whether the tag allows content to differ in ways that "do not matter"
 * @param modified the value of {@code Last-Modified}
 * @param date the value of {@code Date}, when the answer was made, empty text where it does not tell; absent for what a
 *     {@linkplain #token() token} names, whose date was old enough
 * @param size of the whole in bytes
 */
record Validators(
        Optional<String> tag, boolean weak, Optional<String> modified, Optional<String> date, OptionalLong size) {
    private static final String WEAK = "W/";
    private static final Pattern DATED = Pattern.compile("modified (.{20,40}), (\\d{1,18}) bytes");

    /** Nothing is known. */
    static final Validators UNKNOWN =
            new Validators(Optional.empty(), true, Optional.empty(), Optional.empty(), OptionalLong.empty());

    static Validators of(Headers headers, OptionalLong size) {
        var tag = headers.first("ETag").orElse("");
        if (!tag.endsWith("\"")) {
            // Artifactory's is the SHA-1 without quotes, in its version 4 another one for each range. The checksum
            // beside
            // it names the file, and as a weak tag it is compared and never sent.
            tag = headers.first("X-Checksum-Sha1")
                    .map(sha1 -> WEAK + "\"" + sha1 + "\"")
                    .orElse(tag);
        }
        boolean weak = tag.startsWith(WEAK);
        var opaque = weak ? tag.substring(WEAK.length()) : tag;
        return new Validators(
                isQuoted(opaque) ? Optional.of(opaque) : Optional.empty(),
                weak,
                headers.first("Last-Modified"),
                Optional.of(headers.first("Date").orElse("")),
                size);
    }

    /** A tag in another form, which some servers send, could not be sent back to them. */
    private static boolean isQuoted(String tag) {
        return tag.length() >= 2
                && tag.charAt(0) == '"'
                && tag.indexOf('"', 1) == tag.length() - 1
                && !tag.contains(" ");
    }

    /** The version that {@link #token()} named. */
    static Validators ofToken(String token) {
        if (token.startsWith("\"")) {
            return new Validators(Optional.of(token), false, Optional.empty(), Optional.empty(), OptionalLong.empty());
        }
        var dated = DATED.matcher(token);
        return dated.matches()
                ? new Validators(
                        Optional.empty(),
                        true,
                        Optional.of(dated.group(1)),
                        Optional.empty(),
                        OptionalLong.of(Long.parseLong(dated.group(2))))
                : UNKNOWN;
    }

    private boolean strongTag() {
        return tag.isPresent() && !weak;
    }

    /**
     * Whether the date of modification is at least a second older than the answer, so that a later change would have
     * given another one (RFC 9110 section 8.8.2.2).
     */
    private boolean settled() {
        var then = modified.flatMap(HttpDate::parse);
        var now = date.flatMap(HttpDate::parse);
        return then.isPresent()
                && (date.isEmpty() || now.isPresent() && then.get().isBefore(now.get()));
    }

    /** A name for this very content; empty when what is known may stand for several contents. */
    Optional<String> token() {
        if (strongTag()) {
            return tag;
        }
        return settled() && size.isPresent()
                ? modified.map(m -> "modified " + m + ", " + size.getAsLong() + " bytes")
                : Optional.empty();
    }

    /**
     * Asks the server to refuse when the content is no longer this one. A weak tag must not be sent (RFC 9110 section
     * 13.1.1).
     */
    void pin(Request request) {
        if (strongTag()) {
            request.with("If-Match", tag.get());
        } else if (settled()) {
            request.with("If-Unmodified-Since", modified.get());
        }
    }

    /**
     * How {@code now}, from another answer, differs; empty when nothing shows that it is another content. Tags are
     * compared without regard to weakness, since a proxy that codes an answer weakens its tag.
     */
    Optional<String> differenceTo(Validators now) {
        if (size.isPresent() && now.size.isPresent() && size.getAsLong() != now.size.getAsLong()) {
            return Optional.of("it had " + size.getAsLong() + " bytes and has " + now.size.getAsLong());
        }
        if (tag.isPresent() && now.tag.isPresent()) {
            return tag.equals(now.tag)
                    ? Optional.empty()
                    : Optional.of("its ETag was " + tag.get() + " and is " + Shown.text(now.tag.get(), 80));
        }
        return modified.isEmpty() || now.modified.isEmpty() || sameTime(modified.get(), now.modified.get())
                ? Optional.empty()
                : Optional.of(
                        "it was modified " + modified.get() + " and now is " + Shown.text(now.modified.get(), 80));
    }

    private static boolean sameTime(String one, String other) {
        return one.equals(other)
                || HttpDate.parse(one).isPresent() && HttpDate.parse(one).equals(HttpDate.parse(other));
    }

    /** Whether {@code now} tells what this version is known by, so that the two can be compared. */
    boolean comparableTo(Validators now) {
        return tag.isPresent() && now.tag.isPresent()
                || (tag.isEmpty() || weak) && modified.isPresent() && now.modified.isPresent();
    }
}
