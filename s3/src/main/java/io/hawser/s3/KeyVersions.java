package io.hawser.s3;

import io.hawser.Entry;
import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.store.ListOptions;
import io.hawser.store.Listing;
import io.hawser.store.Scope;
import java.util.Optional;

/** All versions of one key, and then those of what is below it: where names are keys, one may be both. */
final class KeyVersions implements Listing {
    private final S3Client client;
    private final Location key;
    private final ListOptions options;
    private final ObjectOptions objects;
    private final Scope scope;

    private S3Listing listing;
    private boolean below;

    KeyVersions(S3Client client, Location key, ListOptions options, ObjectOptions objects, Scope scope)
            throws StoreException {
        this.client = client;
        this.key = key;
        this.options = options;
        this.objects = objects;
        this.scope = scope;
        var flat = ListOptions.everything().withVersions();
        this.listing = new S3Listing(client, key, ObjectName.prefix(key), flat, objects, scope);
    }

    @Override
    public Optional<Entry> next() throws StoreException {
        if (!below) {
            var version = listing.next();
            // Of all keys that begin with it, it is the first itself.
            if (version.isPresent() && version.get().location().equals(key)) {
                return version;
            }
            listing.close();
            below = true;
            listing = new S3Listing(client, key, options, objects, scope);
        }
        return listing.next();
    }

    @Override
    public void close() {
        below = true;
        listing.close();
    }
}
