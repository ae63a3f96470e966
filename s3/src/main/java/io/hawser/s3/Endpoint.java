package io.hawser.s3;

import io.hawser.http.client.HttpUrl;
import io.hawser.http.client.Origin;
import java.util.Optional;

/**
 * Where requests go.
 *
 * @param origin the server; for virtual-hosted addressing, without the bucket
 * @param basePath in front of every path, without a slash at its end; mostly empty
 * @param pathStyle whether the bucket stands in the path ({@code host/bucket/key}) and not in the host ({@code bucket.host/key})
 */
record Endpoint(Origin origin, String basePath, boolean pathStyle) {
    /** The URL of a request. */
    HttpUrl url(Call call) {
        return new HttpUrl(host(call.bucket()), Optional.empty(), path(call) + question(call));
    }

    private Origin host(String bucket) {
        return pathStyle ? origin : new Origin(origin.scheme(), bucket + "." + origin.host(), origin.port());
    }

    /** The path of a request, percent-encoded: also the canonical one of its signature. */
    String path(Call call) {
        return basePath + (pathStyle ? "/" + UriCode.path(call.bucket()) : "") + "/" + UriCode.path(call.key());
    }

    private static String question(Call call) {
        var query = new StringBuilder();
        for (var parameter : call.query()) {
            query.append(query.isEmpty() ? '?' : '&').append(UriCode.parameter(parameter.name()));
            if (!parameter.value().isEmpty()) {
                query.append('=').append(UriCode.parameter(parameter.value()));
            }
        }
        return query.toString();
    }
}
