package io.hawser.http.artifactory;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.hawser.Entry;
import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.http.client.Request;
import io.hawser.store.Listing;
import io.hawser.store.Scope;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** The repositories of a server that the user may see ("Get Repositories"), as folders. */
final class RepositoryList implements Listing {
    private final Location root;
    private final Iterator<String> keys;

    private RepositoryList(Location root, Iterator<String> keys) {
        this.root = root;
        this.keys = keys;
    }

    static RepositoryList open(Api api, Location root, Scope scope) throws StoreException {
        var request = Request.get(api.api(api.address(root), "/repositories"));
        return new RepositoryList(
                root, api.json(request, scope, RepositoryList::read).iterator());
    }

    private static List<String> read(JsonParser json) throws IOException {
        if (json.nextToken() != JsonToken.START_ARRAY) {
            throw new JsonAnswer.NotAsDescribedException("no list of repositories");
        }
        var keys = new ArrayList<String>();
        while (json.nextToken() == JsonToken.START_OBJECT) {
            var key = JsonAnswer.scalars(json).getOrDefault("key", "");
            if (!key.isEmpty()) {
                keys.add(key);
            }
        }
        return keys;
    }

    @Override
    public Optional<Entry> next() {
        return keys.hasNext() ? Optional.of(Entry.folder(root.resolve(keys.next()))) : Optional.empty();
    }

    @Override
    public void close() {
        keys.forEachRemaining(_ -> {});
    }
}
