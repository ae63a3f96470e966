package io.hawser.http.artifactory;

import io.hawser.StoreException;
import io.hawser.http.client.HttpUrl;
import io.hawser.store.ListOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Properties of files, as they are set by a deploy or asked for by a listing. Their text is {@code key=value;key=value}; a
 * {@code %} escapes what has a meaning in it. A key may stand there several times: with a deploy it gets all those
 * values, and a file is listed that has all of them.
 */
record Properties(List<Map.Entry<String, String>> pairs) {
    /** The attribute of uploads and listings that they are given by: {@link ListOptions#PROPERTIES}. */
    static final String ATTRIBUTE = ListOptions.PROPERTIES;

    Properties {
        pairs = List.copyOf(pairs);
    }

    /** Those in {@code attributes}; none where the attribute is absent. */
    static Properties of(Map<String, String> attributes, Object where) throws StoreException {
        var text = attributes.getOrDefault(ATTRIBUTE, "");
        var pairs = new ArrayList<Map.Entry<String, String>>();
        for (var pair : text.split(";")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                pairs.add(Map.entry(
                        HttpUrl.decoded(pair.substring(0, equals)), HttpUrl.decoded(pair.substring(equals + 1))));
            } else if (!pair.isEmpty()) {
                throw new StoreException.Rejected(
                        where, "properties are written key=value;key=value, and one of them has no key or no '='");
            }
        }
        return new Properties(pairs);
    }

    /** As text. */
    static String text(Iterable<Map.Entry<String, String>> pairs) {
        var text = new StringBuilder();
        for (var pair : pairs) {
            text.append(text.isEmpty() ? "" : ";")
                    .append(escaped(pair.getKey()))
                    .append('=')
                    .append(escaped(pair.getValue()));
        }
        return text.toString();
    }

    private static String escaped(String word) {
        return word.replace("%", "%25").replace(";", "%3B").replace("=", "%3D");
    }

    boolean none() {
        return pairs.isEmpty();
    }

    /** As matrix parameters of a URL. */
    String parameters() {
        var parameters = new StringBuilder();
        for (var pair : pairs) {
            parameters
                    .append(';')
                    .append(UrlCode.value(pair.getKey()))
                    .append('=')
                    .append(UrlCode.value(pair.getValue()));
        }
        return parameters.toString();
    }
}
