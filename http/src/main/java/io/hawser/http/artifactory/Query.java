package io.hawser.http.artifactory;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.hawser.Location;
import io.hawser.StoreException;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/**
 * A query in AQL, Artifactory's query language, for the files of a folder. Pages are told apart by their last name
 * instead of a count: a page that is asked for after files were removed would else leave some out.
 *
 * @param address the folder
 * @param recursive all files below it; otherwise files and folders of its level
 * @param properties that a file must have; folders always count
 */
record Query(Address address, boolean recursive, Properties properties) {
    /** What the server takes at most, in characters. */
    private static final int LONGEST = 6000;

    private static final JsonFactory JSON = new JsonFactory();
    private static final String FIELDS =
            "\"repo\",\"path\",\"name\",\"type\",\"size\",\"modified\",\"sha256\",\"actual_sha1\",\"actual_md5\"";

    /** Where a page begins: at this name in this folder, which the page may have once more. */
    record Start(String path, String name) {}

    /**
     * The query for a page.
     *
     * @param start where it begins; null for the first
     * @throws StoreException.Rejected when it would be longer than the server takes
     */
    String page(Location folder, Start start, int limit) throws StoreException {
        return checked(folder, find(start) + ".sort({\"$asc\":[\"path\",\"name\"]}).limit(" + limit + ")");
    }

    /** The query for all at once, in any order. */
    String whole(Location folder) throws StoreException {
        return checked(folder, find(null));
    }

    private String find(Start start) {
        var criteria = new StringWriter();
        try (var json = JSON.createGenerator(criteria)) {
            write(json, start);
        } catch (IOException e) {
            throw new UncheckedIOException("no I/O happens here", e);
        }
        return "items.find(" + criteria + ").include(" + FIELDS + ")";
    }

    private static String checked(Location folder, String text) throws StoreException {
        if (text.length() > LONGEST) {
            throw new StoreException.Rejected(
                    folder,
                    "a query for it has " + text.length() + " characters, and Artifactory takes " + LONGEST
                            + ": ask for fewer properties");
        }
        return text;
    }

    /** How a query names the folder itself. */
    String folder() {
        return address.path().isEmpty() ? "." : address.path();
    }

    private void write(JsonGenerator json, Start start) throws IOException {
        json.writeStartObject();
        json.writeArrayFieldStart("$and");
        one(json, "repo", "$eq", address.repo());
        if (recursive) {
            one(json, "type", "$eq", "file");
        } else {
            one(json, "path", "$eq", folder());
            if (properties.none()) {
                one(json, "type", "$eq", "any");
            }
        }
        if (recursive && !address.path().isEmpty()) {
            json.writeStartObject();
            json.writeArrayFieldStart("$or");
            one(json, "path", "$eq", address.path());
            one(json, "path", "$match", address.path() + "/*");
            json.writeEndArray();
            json.writeEndObject();
        }
        if (start != null) {
            from(json, start);
        }
        if (recursive) {
            having(json);
        } else if (!properties.none()) {
            json.writeStartObject();
            json.writeArrayFieldStart("$or");
            one(json, "type", "$eq", "folder");
            json.writeStartObject();
            json.writeArrayFieldStart("$and");
            one(json, "type", "$eq", "file");
            having(json);
            json.writeEndArray();
            json.writeEndObject();
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void from(JsonGenerator json, Start start) throws IOException {
        if (!recursive) {
            one(json, "name", "$gte", start.name());
            return;
        }
        json.writeStartObject();
        json.writeArrayFieldStart("$or");
        one(json, "path", "$gt", start.path());
        json.writeStartObject();
        json.writeArrayFieldStart("$and");
        one(json, "path", "$eq", start.path());
        one(json, "name", "$gte", start.name());
        json.writeEndArray();
        json.writeEndObject();
        json.writeEndArray();
        json.writeEndObject();
    }

    private void having(JsonGenerator json) throws IOException {
        for (var pair : properties.pairs()) {
            one(json, "@" + pair.getKey(), "$eq", pair.getValue());
        }
    }

    private static void one(JsonGenerator json, String field, String comparison, String value) throws IOException {
        json.writeStartObject();
        json.writeObjectFieldStart(field);
        json.writeStringField(comparison, value);
        json.writeEndObject();
        json.writeEndObject();
    }
}
