package io.hawser.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.hawser.Entry;
import io.hawser.Kind;
import io.hawser.Location;
import io.hawser.store.ListOptions;
import java.io.IOException;
import java.util.Locale;
import java.util.TreeMap;

/** How entries are shown by {@code ls} and {@code stat}. */
final class Names {
    private Names() {}

    /** The name below a folder, or the whole location for what is not in it; a folder ends with a slash. */
    static String below(Location folder, Entry entry) {
        var path = entry.location().path();
        var base = folder.path().endsWith("/") ? folder.path() : folder.path() + "/";
        var name = path.startsWith(base) && path.length() > base.length()
                ? path.substring(base.length())
                : entry.location().name();
        return entry.kind() == Kind.FOLDER && !name.endsWith("/") ? name + "/" : name;
    }

    static String kind(Entry entry) {
        return entry.kind().name().toLowerCase(Locale.ROOT);
    }

    /** The entry as a JSON object in one line. */
    static String json(String name, Entry entry) {
        return Json.object(json -> {
            json.writeStringField("name", name);
            json.writeStringField("location", entry.location().toString());
            json.writeStringField("kind", kind(entry));
            Json.number(json, "size", entry.size().isPresent() ? entry.size().getAsLong() : null);
            text(json, "modified", entry.modified().map(Object::toString).orElse(null));
            text(json, "version", entry.version().orElse(null));
            json.writeObjectFieldStart("digests");
            for (var digest : entry.digests()) {
                json.writeStringField(digest.algorithm().label(), digest.value());
            }
            json.writeEndObject();
            json.writeObjectFieldStart("attributes");
            for (var attribute : new TreeMap<>(entry.attributes()).entrySet()) {
                if (!attribute.getKey().equals(ListOptions.PROPERTIES)) {
                    json.writeStringField(attribute.getKey(), attribute.getValue());
                }
            }
            json.writeEndObject();
            properties(json, entry);
        });
    }

    /** Only where a store has some. */
    private static void properties(JsonGenerator json, Entry entry) throws IOException {
        var text = entry.attributes().get(ListOptions.PROPERTIES);
        if (text == null) {
            return;
        }
        json.writeObjectFieldStart(ListOptions.PROPERTIES);
        for (var property : PropertySuffix.values(text).entrySet()) {
            json.writeArrayFieldStart(property.getKey());
            for (var value : property.getValue()) {
                json.writeString(value);
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    private static void text(JsonGenerator json, String field, String value) throws IOException {
        if (value == null) {
            json.writeNullField(field);
        } else {
            json.writeStringField(field, value);
        }
    }
}
