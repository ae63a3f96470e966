package io.hawser.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;

/** JSON: a whole manifest, a transfer at a time, or one object in a line. */
final class JsonDocument implements ManifestParser {
    private static final JsonFactory FACTORY = new JsonFactory();

    /** Where else to look, in words for a programmer. */
    private static final String ASIDE = "\\n| \\(start marker at ";

    private final String file;
    private final long linesBefore;

    /** A whole document. */
    JsonDocument(String file) {
        this(file, 0);
    }

    private JsonDocument(String file, long linesBefore) {
        this.file = file;
        this.linesBefore = linesBefore;
    }

    /**
     * Reads the object that is all of a line.
     *
     * @throws UsageException when it is none
     */
    static Value line(String file, long number, String text) throws UsageException {
        var document = new JsonDocument(file, number - 1);
        try (var json = FACTORY.createParser(text)) {
            json.nextToken();
            var value = document.value(json, 1);
            document.expectEnd(json);
            return value;
        } catch (JsonProcessingException e) {
            throw document.notJson(e);
        } catch (IOException e) {
            throw new AssertionError("no I/O happens here", e);
        }
    }

    @Override
    public void read(Reader text, Handler handler) throws UsageException, IOException {
        try (var json = FACTORY.createParser(text)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw ManifestParser.noObject(new ManifestPlace(file, 1, 1));
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                var at = at(json.currentTokenLocation());
                var name = json.currentName();
                if (json.nextToken() == JsonToken.START_ARRAY && name.equals(EntryReader.TRANSFERS)) {
                    handler.transfers(at);
                    while (json.nextToken() != JsonToken.END_ARRAY) {
                        handler.transfer(value(json, 1));
                    }
                } else {
                    handler.field(new Value.Field(at, name, value(json, 1)));
                }
            }
            expectEnd(json);
        } catch (JsonProcessingException e) {
            throw notJson(e);
        }
    }

    private Value value(JsonParser json, int depth) throws UsageException, IOException {
        var at = at(json.currentTokenLocation());
        if (depth > DEEPEST) {
            throw ManifestParser.tooDeep(at);
        }
        return switch (json.currentToken()) {
            case START_OBJECT -> {
                var fields = new ArrayList<Value.Field>();
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    var place = at(json.currentTokenLocation());
                    var name = json.currentName();
                    json.nextToken();
                    fields.add(new Value.Field(place, name, value(json, depth + 1)));
                }
                yield new Value.Fields(at, fields);
            }
            case START_ARRAY -> {
                var items = new ArrayList<Value>();
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    items.add(value(json, depth + 1));
                }
                yield new Value.Items(at, items);
            }
            case VALUE_STRING -> new Value.Text(at, json.getText(), false);
            case VALUE_NULL -> new Value.Nothing(at);
            case null -> throw at.wrong("not JSON: it ends before a value");
            default -> new Value.Text(at, json.getText(), true);
        };
    }

    private void expectEnd(JsonParser json) throws UsageException, IOException {
        if (json.nextToken() != null) {
            throw at(json.currentTokenLocation()).wrong("not JSON: something follows after its end");
        }
    }

    private UsageException notJson(JsonProcessingException failure) {
        var at =
                failure.getLocation() == null ? new ManifestPlace(file, linesBefore + 1, 0) : at(failure.getLocation());
        return at.wrong("not JSON: " + failure.getOriginalMessage().split(ASIDE, 2)[0]);
    }

    private ManifestPlace at(JsonLocation location) {
        return new ManifestPlace(file, linesBefore + location.getLineNr(), location.getColumnNr());
    }
}
