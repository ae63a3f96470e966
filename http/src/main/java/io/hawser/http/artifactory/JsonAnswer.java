package io.hawser.http.artifactory;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonEOFException;
import io.hawser.StoreException;
import io.hawser.http.client.Shown;
import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Reads answers in JSON token by token, so that memory does not grow with their length. */
final class JsonAnswer {
    private static final JsonFactory JSON = new JsonFactory();

    /** ISO 8601 with an offset in any of its forms. */
    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
            .appendPattern("[XXX][XX][X]")
            .toFormatter();

    private JsonAnswer() {}

    /** Takes the value of a field; what it does not take is passed over. */
    @FunctionalInterface
    interface Field {
        void read(String name, JsonParser json) throws IOException;
    }

    static JsonParser parser(InputStream bytes) throws IOException {
        return JSON.createParser(bytes);
    }

    /** Reads a whole document that is one object. */
    static void document(JsonParser json, Field each) throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw new NotAsDescribedException("no JSON object");
        }
        fields(json, each);
    }

    /** Reads the fields of the object that the parser has just entered. */
    static void fields(JsonParser json, Field each) throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            var name = json.currentName();
            json.nextToken();
            each.read(name, json);
            if (json.currentToken() == JsonToken.START_OBJECT || json.currentToken() == JsonToken.START_ARRAY) {
                json.skipChildren();
            }
        }
        if (json.currentToken() != JsonToken.END_OBJECT) {
            throw new NotAsDescribedException("the JSON ends in the middle");
        }
    }

    /** The scalar fields of the object that the parser has just entered, as text: Artifactory writes some numbers and truths as such. */
    static Map<String, String> scalars(JsonParser json) throws IOException {
        var values = new HashMap<String, String>();
        fields(json, (name, value) -> {
            if (value.currentToken().isScalarValue() && value.currentToken() != JsonToken.VALUE_NULL) {
                values.put(name, value.getText());
            }
        });
        return values;
    }

    static Optional<Instant> time(String text) {
        try {
            return text == null
                    ? Optional.empty()
                    : Optional.of(OffsetDateTime.parse(text, TIME).toInstant());
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    /** A count of bytes; -1 where there is none. */
    static long size(String text) {
        try {
            return text == null ? -1 : Long.parseLong(text);
        } catch (NumberFormatException _) {
            return -1;
        }
    }

    /** What a failure to read an answer means. */
    static StoreException failure(String where, IOException failure) {
        return switch (failure) {
            case StoreException told -> told;
            case JsonEOFException _ -> new StoreException.Unavailable(where, "the answer ends in the middle", failure);
            case JsonProcessingException e ->
                new StoreException.Rejected(
                        where,
                        "the answer is not JSON as Artifactory sends it: " + Shown.text(e.getOriginalMessage(), 80),
                        e);
            case NotAsDescribedException e ->
                new StoreException.Rejected(where, "the answer is not one of Artifactory: " + e.getMessage(), e);
            default -> new StoreException.Unavailable(where, Shown.text(String.valueOf(failure.getMessage())), failure);
        };
    }

    /** JSON, but not what the REST API describes. */
    static final class NotAsDescribedException extends IOException {
        private static final long serialVersionUID = 1L;

        NotAsDescribedException(String message) {
            super(message);
        }
    }
}
