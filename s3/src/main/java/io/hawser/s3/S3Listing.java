package io.hawser.s3;

import io.hawser.Entry;
import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.store.ListOptions;
import io.hawser.store.Listing;
import io.hawser.store.Scope;
import java.util.Optional;

/**
 * What is below a prefix, page by page (ListObjectsV2, ListObjectVersions). Keys stand as they are; an object whose key ends with a slash and that has no
 * bytes is marked as a folder that somebody made ({@link ListOptions#FOLDER_MARKER}).
 *
 * <p>The next page is asked for when the one before it was handed out. A page that does not say whether it is the last, or how to go on, is a failure.
 */
final class S3Listing implements Listing {
    private final S3Client client;
    private final Location folder;
    private final String prefix;
    private final ListOptions options;
    private final ObjectOptions objects;
    private final Scope scope;

    private ListingPage page;
    private int position;
    private boolean ended;

    /** {@code folder}: a bucket or prefix, with or without a slash at its end. */
    S3Listing(S3Client client, Location folder, ListOptions options, ObjectOptions objects, Scope scope)
            throws StoreException {
        this(client, folder, prefix(folder), options, objects, scope);
    }

    /** Of all that begins with {@code prefix}. */
    S3Listing(S3Client client, Location folder, String prefix, ListOptions options, ObjectOptions objects, Scope scope)
            throws StoreException {
        this.client = client;
        this.folder = folder;
        this.prefix = prefix;
        this.options = options;
        this.objects = objects;
        this.scope = scope;
        this.page = ask();
    }

    /** What the keys of all that is in a folder begin with. */
    static String prefix(Location folder) {
        var key = ObjectName.prefix(folder);
        return key.isEmpty() || key.endsWith("/") ? key : key + "/";
    }

    /** Whether any key begins with that prefix, which one request tells. */
    static boolean any(S3Client client, Location where, String prefix, ObjectOptions objects, Scope scope)
            throws StoreException {
        var call = Call.ofBucket("GET", where.authority())
                .query("list-type", "2")
                .query("max-keys", "1")
                .query("prefix", prefix)
                .headers(objects.forBucket());
        try (var xml = new Xml(client.ask(call, where, scope, 200), scope)) {
            return !ListingPage.read(xml, where, prefix, false).entries().isEmpty();
        }
    }

    private ListingPage ask() throws StoreException {
        var call = Call.ofBucket("GET", folder.authority()).headers(objects.forBucket());
        if (options.versions()) {
            call.query("versions");
            if (page != null) {
                call.query("key-marker", page.nextKey());
                if (!page.nextVersion().isEmpty()) {
                    call.query("version-id-marker", page.nextVersion());
                }
            }
        } else {
            call.query("list-type", "2");
            if (page != null) {
                call.query("continuation-token", page.nextToken());
            }
        }
        call.query("encoding-type", "url").query("prefix", prefix);
        if (!options.recursive()) {
            call.query("delimiter", "/");
        }
        try (var xml = new Xml(client.ask(call, folder, scope, 200), scope)) {
            return ListingPage.read(xml, folder, prefix, options.versions());
        }
    }

    @Override
    public Optional<Entry> next() throws StoreException {
        while (!ended) {
            if (position < page.entries().size()) {
                return Optional.of(page.entries().get(position++));
            }
            if (page.last()) {
                break;
            }
            turn();
        }
        ended = true;
        return Optional.empty();
    }

    private void turn() throws StoreException {
        // After a failure the listing is over.
        ended = true;
        var next = ask();
        if (!next.last() && next.goesOnAs(page)) {
            throw new StoreException.Unavailable(folder, "the listing goes in a circle: a page leads to itself");
        }
        page = next;
        position = 0;
        ended = false;
    }

    /** Nothing is open between two pages. */
    @Override
    public void close() {
        ended = true;
    }
}
