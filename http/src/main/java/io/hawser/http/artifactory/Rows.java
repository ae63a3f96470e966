package io.hawser.http.artifactory;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.hawser.StoreException;
import io.hawser.http.client.Request;
import io.hawser.store.Scope;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** The flat objects of one array in a document of any length, one after the other. */
final class Rows implements AutoCloseable {
    private final Spool spool;
    private final JsonParser json;
    private final String where;
    private Map<String, String> range = Map.of();
    private boolean ended;

    private Rows(Spool spool, JsonParser json, String where) {
        this.spool = spool;
        this.json = json;
        this.where = where;
    }

    /** Asks for the document, whose array has that name. */
    static Rows ask(Api api, Request request, String array, Scope scope) throws StoreException {
        Spool spool;
        String where;
        try (var answer = api.client().ask(request, scope)) {
            if (answer.status() != 200) {
                throw api.refusal(answer, scope);
            }
            where = answer.where();
            try (var _ = scope.hold(answer::abort)) {
                spool = Spool.of(api.body(answer, request.url()));
            }
        }
        boolean opened = false;
        try {
            var json = JsonAnswer.parser(spool.stream());
            enter(json, array);
            opened = true;
            return new Rows(spool, json, where);
        } catch (IOException e) {
            throw JsonAnswer.failure(where, e);
        } finally {
            if (!opened) {
                spool.close();
            }
        }
    }

    private static void enter(JsonParser json, String array) throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw new JsonAnswer.NotAsDescribedException("no JSON object");
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            boolean found = json.currentName().equals(array);
            if (json.nextToken() == JsonToken.START_ARRAY && found) {
                return;
            }
            json.skipChildren();
        }
        throw new JsonAnswer.NotAsDescribedException("no " + array);
    }

    /** The next one; empty at the end, which is one only if the document ends well. */
    Optional<Map<String, String>> next() throws StoreException {
        if (ended) {
            return Optional.empty();
        }
        // After a failure it is over: a half listing never looks like a whole one.
        ended = true;
        try {
            var token = json.nextToken();
            if (token == JsonToken.START_OBJECT) {
                var row = JsonAnswer.scalars(json);
                ended = false;
                return Optional.of(row);
            }
            if (token != JsonToken.END_ARRAY) {
                throw new JsonAnswer.NotAsDescribedException("it ends in the middle");
            }
            JsonAnswer.fields(json, (name, value) -> {
                if (name.equals("range") && value.currentToken() == JsonToken.START_OBJECT) {
                    range = JsonAnswer.scalars(value);
                }
            });
            return Optional.empty();
        } catch (IOException e) {
            throw JsonAnswer.failure(where, e);
        }
    }

    /** At the end, what the server says of rows that it left out; empty where it says nothing. */
    String notification() {
        return range.getOrDefault("notification", "");
    }

    @Override
    public void close() {
        ended = true;
        try {
            json.close();
        } catch (IOException _) {
            // Nothing is read from it any more.
            ended = true;
        }
        spool.close();
    }
}
