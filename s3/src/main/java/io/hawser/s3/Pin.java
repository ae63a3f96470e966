package io.hawser.s3;

import java.util.Optional;

/**
 * The version of an object that requests ask for. Texts are empty where nothing is known.
 *
 * @param versionId names it for good, if the bucket keeps versions
 * @param etag in quotes
 * @param modified the value of {@code Last-Modified} by which it is told apart where its ETag cannot tell
 */
record Pin(String versionId, String etag, String modified) {
    /** What the token of a version begins with that has no ETag. */
    static final String DATED = "modified ";

    /** Whatever is there. */
    static final Pin NONE = new Pin("", "", "");

    /**
     * The version that an entry's token names: an ETag in quotes, {@code modified DATE, SIZE bytes}, or else a version id, as listings of all versions
     * give it.
     */
    static Pin ofToken(String token) {
        if (token.startsWith("\"")) {
            return new Pin("", token, "");
        }
        if (token.startsWith(DATED)) {
            int comma = token.lastIndexOf(", ");
            return comma < 0 ? NONE : new Pin("", "", token.substring(DATED.length(), comma));
        }
        return new Pin(token, "", "");
    }

    /** With the version id that a user asks for. */
    Pin withVersionId(Optional<String> asked) {
        return asked.isPresent() ? new Pin(asked.get(), etag, modified) : this;
    }

    /** Has S3 refuse when the object is no longer this version. */
    void hold(Call call) {
        if (!versionId.isEmpty()) {
            call.query("versionId", versionId);
        }
        if (!etag.isEmpty()) {
            call.header("If-Match", etag);
        } else if (!modified.isEmpty()) {
            call.header("If-Unmodified-Since", modified);
        }
    }
}
