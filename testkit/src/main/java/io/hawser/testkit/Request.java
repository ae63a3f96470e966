package io.hawser.testkit;

import java.io.InputStream;
import java.util.Optional;

/**
 * A request as it came.
 *
 * @param number counts the requests of the server from 1, in the order in which they came
 * @param connection counts the connections of the server from 1
 * @param method in the letters it came in
 * @param target the request target as it came: a path with its query, an absolute URL for a proxy, or an authority
 * @param headers the header fields
 * @param body the content, which a handler may read once; empty where there is none
 */
public record Request(int number, int connection, String method, String target, Headers headers, InputStream body) {
    /** The path of the target as it came, still encoded, without the query. */
    public String path() {
        String path = target;
        int scheme = path.indexOf("://");
        if (scheme > 0) {
            int slash = path.indexOf('/', scheme + 3);
            path = slash < 0 ? "/" : path.substring(slash);
        }
        int query = path.indexOf('?');
        return query < 0 ? path : path.substring(0, query);
    }

    /** What follows the question mark of the target, still encoded. */
    public Optional<String> query() {
        int query = target.indexOf('?');
        return query < 0 ? Optional.empty() : Optional.of(target.substring(query + 1));
    }

    /** The first value of a header field. */
    public Optional<String> header(String name) {
        return headers.first(name);
    }

    /** The value of {@code Range}. */
    public Optional<String> range() {
        return header("Range");
    }

    /** Whether only the head of the answer is wanted. */
    public boolean isHead() {
        return method.equals("HEAD");
    }

    /** This request with other header fields. */
    public Request withHeaders(Headers others) {
        return new Request(number, connection, method, target, others, body);
    }

    @Override
    public String toString() {
        return "#" + number + " on connection " + connection + ": " + method + " " + target
                + range().map(range -> " " + range).orElse("");
    }
}
