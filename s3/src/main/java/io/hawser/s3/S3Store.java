package io.hawser.s3;

import io.hawser.Entry;
import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.store.Capabilities;
import io.hawser.store.Capabilities.Capability;
import io.hawser.store.Leftover;
import io.hawser.store.ListOptions;
import io.hawser.store.Listing;
import io.hawser.store.OpenOptions;
import io.hawser.store.Scope;
import io.hawser.store.Source;
import io.hawser.store.Store;
import io.hawser.store.Upload;
import io.hawser.store.UploadOptions;
import java.util.List;

/** The objects of one bucket. */
final class S3Store implements Store {
    private final String bucket;
    private final S3Client client;
    private final ObjectOptions objects;
    private final S3Writer writer;

    /** {@code objects}: what is set for all objects of this store. */
    S3Store(String bucket, S3Client client, ObjectOptions objects, S3Writer writer) {
        this.bucket = bucket;
        this.client = client;
        this.objects = objects;
        this.writer = writer;
    }

    @Override
    public Capabilities capabilities() {
        return Capabilities.of(
                Capability.LIST,
                Capability.KEYS,
                Capability.VERSIONS,
                Capability.WRITE,
                Capability.DELETE,
                Capability.CREATE_ONLY,
                Capability.RESUME,
                Capability.CLEAN,
                Capability.SERVER_COPY);
    }

    @Override
    public Source open(Location location, OpenOptions options, Scope scope) throws StoreException {
        var object = ObjectName.of(location);
        var reader = new ObjectReader(client, object, location, objects.withReading(options.attributes(), location));
        try {
            return S3Source.open(reader, options, scope);
        } catch (StoreException.NotFound e) {
            throw withHint(e, location, scope);
        }
    }

    /** Who names a folder wants to know that there are objects in it. */
    private StoreException withHint(StoreException.NotFound missing, Location location, Scope scope) {
        try {
            var prefix = S3Listing.prefix(location);
            if (!S3Error.says(missing, "NoSuchBucket")
                    && !S3Error.says(missing, "NoSuchVersion")
                    && S3Listing.any(client, location, prefix, objects, scope)) {
                return missing.withNote("but there are keys that begin with " + prefix + ": -r takes them all");
            }
        } catch (StoreException _) {
            // Who may read need not be allowed to list.
        }
        return missing;
    }

    @Override
    public Entry stat(Location location, Scope scope) throws StoreException {
        if (ObjectName.prefix(location).isEmpty()) {
            try (var _ = client.ask(Call.ofBucket("HEAD", bucket).headers(objects.forBucket()), location, scope, 200)) {
                return Entry.folder(location);
            }
        }
        return new ObjectReader(client, ObjectName.of(location), location, objects).entry(scope);
    }

    @Override
    public Listing list(Location folder, ListOptions options, Scope scope) throws StoreException {
        var key = ObjectName.prefix(folder);
        return options.versions() && !key.isEmpty() && !key.endsWith("/")
                ? new KeyVersions(client, folder, options, objects, scope)
                : new S3Listing(client, folder, options, objects, scope);
    }

    @Override
    public Upload upload(Location location, UploadOptions options, Scope scope) throws StoreException {
        return writer.upload(location, options);
    }

    @Override
    public void delete(Entry entry, Scope scope) throws StoreException {
        writer.delete(entry, scope);
    }

    @Override
    public List<Leftover> leftovers(Location folder, Scope scope) throws StoreException {
        return writer.leftovers(folder, scope);
    }

    @Override
    public boolean remove(Leftover leftover, Scope scope) throws StoreException {
        return writer.remove(leftover, scope);
    }

    /** Connections and credentials are the provider's, which shares them among its stores. */
    @Override
    public void close() {}
}
