package io.hawser.http.artifactory;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.hawser.Entry;
import io.hawser.StoreException;
import io.hawser.http.client.Request;
import io.hawser.store.Scope;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What Artifactory tells people about a file or folder beyond what a copy needs: when it was created, its properties. */
record Description(Api api, Address address) {
    /** Adds it to an entry, as far as the user may ask. */
    Entry of(Entry entry, Scope scope) throws StoreException {
        var attributes = new HashMap<>(entry.attributes());
        var described = entry;
        try {
            var info = FileInfo.ask(api, address, scope);
            info.created().ifPresent(time -> attributes.put("created", time.toString()));
            if (info.modified().isPresent()) {
                described = described.withModified(info.modified().get());
            }
            var properties = api.json(Request.get(api.storage(address, "?properties")), scope, Description::read);
            attributes.put(Properties.ATTRIBUTE, Properties.text(properties));
        } catch (StoreException.NotFound | StoreException.Denied | StoreException.Unsupported _) {
            // It has no properties, or they are not for this user.
            return described.withAttributes(attributes);
        }
        return described.withAttributes(attributes);
    }

    private static List<Map.Entry<String, String>> read(JsonParser json) throws IOException {
        var pairs = new ArrayList<Map.Entry<String, String>>();
        JsonAnswer.document(json, (name, value) -> {
            if (name.equals("properties") && value.currentToken() == JsonToken.START_OBJECT) {
                JsonAnswer.fields(value, (key, values) -> {
                    if (values.currentToken() != JsonToken.START_ARRAY) {
                        return;
                    }
                    while (values.nextToken() != JsonToken.END_ARRAY) {
                        pairs.add(Map.entry(key, values.getText()));
                    }
                });
            }
        });
        return pairs;
    }
}
