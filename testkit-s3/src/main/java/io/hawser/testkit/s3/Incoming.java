package io.hawser.testkit.s3;

import io.hawser.testkit.Headers;
import io.hawser.testkit.Request;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A request that the scripted server answers.
 *
 * @param signer who has signed it; empty where nobody has
 */
record Incoming(Request http, S3Request s3, Optional<Signer> signer) {
    private static final String COPY_SOURCE = "x-amz-copy-source";

    /**
     * The signature of a request that was right.
     *
     * @param key what it was made with
     */
    record Signer(byte[] key, String time, String region, String signature) {}

    static Incoming of(Request http) {
        String target = http.path() + http.query().map(query -> "?" + query).orElse("");
        return new Incoming(
                http, S3Request.parse(http.method(), target, http.headers().has(COPY_SOURCE)), Optional.empty());
    }

    Incoming signedBy(Signer who) {
        return new Incoming(http, s3, Optional.of(who));
    }

    /** A value of a header field as UTF-8 text. */
    Optional<String> header(String name) {
        return http.headers().first(name).map(SigV4::utf8);
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(s3.query().get(name));
    }

    /** A number in the query, with what stands for it where there is none. */
    int number(String name, int otherwise) {
        Optional<String> text = parameter(name).filter(value -> !value.isEmpty());
        try {
            return text.isPresent() ? Integer.parseInt(text.get()) : otherwise;
        } catch (NumberFormatException _) {
            throw S3Error.invalidArgument("Provided " + name + " not an integer or within integer range");
        }
    }

    /** Header fields whose names begin so, by their names in lower case. */
    Map<String, String> headers(String prefix) {
        Map<String, String> found = new TreeMap<>();
        for (Headers.Field field : http.headers().fields()) {
            String name = SigV4.lower(field.name());
            if (name.startsWith(prefix)) {
                found.merge(name, SigV4.utf8(field.value()), (one, two) -> one + "," + two);
            }
        }
        return found;
    }

    String key() {
        return s3.key();
    }

    String bucket() {
        return s3.bucket();
    }

    boolean isHead() {
        return http.isHead();
    }
}
