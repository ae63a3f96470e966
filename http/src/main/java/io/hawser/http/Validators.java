package io.hawser.http;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an answer says of which content it carries (RFC 9110 section 8.8).
 *
 * @param tag the entity tag with its quotes, without the mark of a weak one
 * @param weak whether the tag allows content to differ in ways that "do not matter"
 * @param modified the value of {@code Last-Modified}
 * @param settled whether that is at least a second older than the answer, so that a later change would have given
 *     another time
 * @param size of the whole in bytes
 */
record Validators(Optional<String> tag, boolean weak, Optional<String> modified, boolean settled, OptionalLong size) {
    private static final Pattern TAG = Pattern.compile("(W/)?(\"[\\x21\\x23-\\x7e\\x80-\\xff]*\")");
    private static final Pattern DATED = Pattern.compile("modified (.{20,40}), (\\d{1,18}) bytes");

    /** Nothing is known. */
    static final Validators UNKNOWN =
            new Validators(Optional.empty(), true, Optional.empty(), false, OptionalLong.empty());

    static Validators of(Headers headers, OptionalLong size) {
        var tag = headers.first("ETag").map(TAG::matcher).filter(Matcher::matches);
        var modified = headers.first("Last-Modified").map(String::strip);
        var then = modified.flatMap(HttpDate::parse);
        var now = headers.first("Date").flatMap(HttpDate::parse);
        boolean settled = then.isPresent() && now.isPresent() && then.get().isBefore(now.get());
        return new Validators(
                tag.map(m -> m.group(2)),
                tag.map(m -> m.group(1) != null).orElse(true),
                then.isPresent() ? modified : Optional.empty(),
                settled,
                size);
    }

    /** The version that {@link #token()} named. */
    static Validators ofToken(String token) {
        if (token.startsWith("\"")) {
            return new Validators(Optional.of(token), false, Optional.empty(), false, OptionalLong.empty());
        }
        var dated = DATED.matcher(token);
        return dated.matches()
                ? new Validators(
                        Optional.empty(),
                        true,
                        Optional.of(dated.group(1)),
                        true,
                        OptionalLong.of(Long.parseLong(dated.group(2))))
                : UNKNOWN;
    }

    private boolean strongTag() {
        return tag.isPresent() && !weak;
    }

    /** A name for this very content; empty when what is known may stand for several contents. */
    Optional<String> token() {
        if (strongTag()) {
            return tag;
        }
        return settled && size.isPresent()
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
        } else if (settled && modified.isPresent()) {
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
        return modified.isEmpty()
                        || now.modified.isEmpty()
                        || HttpDate.parse(modified.get()).equals(HttpDate.parse(now.modified.get()))
                ? Optional.empty()
                : Optional.of(
                        "it was modified " + modified.get() + " and now is " + Shown.text(now.modified.get(), 80));
    }

    /** Whether {@code now} tells what this version is known by, so that the two can be compared. */
    boolean comparableTo(Validators now) {
        return tag.isPresent() && now.tag.isPresent()
                || (tag.isEmpty() || weak) && modified.isPresent() && now.modified.isPresent();
    }
}
