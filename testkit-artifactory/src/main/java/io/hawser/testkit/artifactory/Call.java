package io.hawser.testkit.artifactory;

import static io.hawser.testkit.artifactory.ArtifactoryOperation.*;

import io.hawser.testkit.Request;
import io.hawser.testkit.UrlCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a request says, decoded.
 *
 * @param item what it is about; empty where it names none
 * @param slash whether the path ended with a slash
 * @param matrix the properties that follow semicolons in the path
 */
record Call(
        Request http,
        ArtifactoryOperation operation,
        Optional<ItemPath> item,
        boolean slash,
        Map<String, String> query,
        Map<String, List<String>> matrix) {
    /** Reads a request, whose path begins with this context path. What cannot be decoded is {@code OTHER}. */
    static Call of(Request http, String context) {
        try {
            return read(http, context);
        } catch (IllegalArgumentException | IndexOutOfBoundsException _) {
            return api(http, OTHER, Map.of());
        }
    }

    private static Call read(Request http, String context) {
        String path =
                http.path().substring(Math.min(context.length(), http.path().length()));
        Map<String, String> query = http.query().map(UrlCode::query).orElse(Map.of());
        String method = http.method();
        return switch (path) {
            case "/api/system/ping" -> api(http, PING, query);
            case "/api/system/version" -> api(http, VERSION, query);
            case "/api/repositories" -> api(http, method.equals("GET") ? REPOSITORIES : OTHER, query);
            case "/api/search/aql" -> api(http, method.equals("POST") ? AQL : OTHER, query);
            default -> {
                if (path.startsWith("/api/storage/")) {
                    yield item(http, ofStorage(method, query), path.substring(13), query);
                }
                if (path.startsWith("/api/metadata/")) {
                    yield item(http, method.equals("PATCH") ? UPDATE_PROPERTIES : OTHER, path.substring(14), query);
                }
                if (path.startsWith("/api/copy/")) {
                    yield item(http, method.equals("POST") ? COPY : OTHER, path.substring(10), query);
                }
                if (path.startsWith("/api/move/")) {
                    yield item(http, method.equals("POST") ? MOVE : OTHER, path.substring(10), query);
                }
                yield path.startsWith("/api/") || path.length() < 2
                        ? api(http, OTHER, query)
                        : item(http, ofFile(http, path), path.substring(1), query);
            }
        };
    }

    private static ArtifactoryOperation ofFile(Request http, String path) {
        return switch (http.method()) {
            case "GET" -> DOWNLOAD;
            case "HEAD" -> HEAD;
            case "DELETE" -> DELETE;
            case "PUT" -> {
                if (isTrue(http, "X-Explode-Archive") || isTrue(http, "X-Explode-Archive-Atomic")) {
                    yield EXPLODE;
                }
                if (path.endsWith("/")) {
                    yield MAKE_FOLDER;
                }
                yield isTrue(http, "X-Checksum-Deploy") ? CHECKSUM_DEPLOY : DEPLOY;
            }
            default -> OTHER;
        };
    }

    private static boolean isTrue(Request http, String header) {
        return http.header(header).filter("true"::equalsIgnoreCase).isPresent();
    }

    private static Call api(Request http, ArtifactoryOperation operation, Map<String, String> query) {
        return new Call(http, operation, Optional.empty(), false, query, Map.of());
    }

    private static Call item(Request http, ArtifactoryOperation operation, String path, Map<String, String> query) {
        Map<String, List<String>> matrix = new TreeMap<>();
        // A semicolon of a name is encoded; the others are cut off before anything is decoded.
        String plain = Arrays.stream(path.split("/", -1))
                .map(segment -> {
                    String[] parts = segment.split(";");
                    Arrays.stream(parts).skip(1).forEach(part -> addTo(matrix, part));
                    return parts.length == 0 ? "" : UrlCode.decode(parts[0]);
                })
                .collect(Collectors.joining("/"));
        boolean slash = plain.endsWith("/");
        String trimmed = slash ? plain.substring(0, plain.length() - 1) : plain;
        return new Call(http, operation, Optional.of(ItemPath.of(trimmed)), slash, query, matrix);
    }

    private static void addTo(Map<String, List<String>> matrix, String parameter) {
        int equals = parameter.indexOf('=');
        if (equals > 0) {
            // Values are separated by commas, or stand behind the key once more each.
            matrix.computeIfAbsent(UrlCode.decode(parameter.substring(0, equals)), _ -> new ArrayList<>())
                    .addAll(Arrays.stream(parameter.substring(equals + 1).split(","))
                            .map(UrlCode::decode)
                            .toList());
        }
    }

    ItemPath path() {
        return item.orElseThrow();
    }

    Optional<String> header(String name) {
        return http.header(name);
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(query.get(name)).filter(value -> !value.isBlank());
    }

    /** A parameter of 0 or 1, or another whole number. */
    int number(String name, int otherwise) {
        Optional<String> text = parameter(name);
        try {
            return text.isPresent() ? Integer.parseInt(text.get()) : otherwise;
        } catch (NumberFormatException _) {
            throw new ArtifactoryError(400, "For input string: \"" + text.get() + "\"");
        }
    }
}
