package io.hawser.http;

import io.hawser.Digest;
import io.hawser.Entry;
import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.http.client.Client;
import io.hawser.http.client.Headers;
import io.hawser.http.client.HttpUrl;
import io.hawser.http.client.Refusal;
import io.hawser.http.client.Request;
import io.hawser.store.Capabilities;
import io.hawser.store.Capabilities.Capability;
import io.hawser.store.ListOptions;
import io.hawser.store.Listing;
import io.hawser.store.OpenOptions;
import io.hawser.store.Scope;
import io.hawser.store.Source;
import io.hawser.store.Store;
import io.hawser.store.Upload;
import io.hawser.store.UploadOptions;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** The files of one HTTP server, by their URLs. */
final class HttpStore implements Store {
    /** The one attribute that an upload can set. */
    static final String CONTENT_TYPE = "content-type";

    /** Answers to HEAD after which a GET may still do: some servers, and URLs signed for GET, refuse HEAD alone. */
    private static final Set<Integer> HEAD_REFUSED = Set.of(400, 403, 405, 406, 500, 501);

    private final Client client;

    HttpStore(Client client) {
        this.client = client;
    }

    @Override
    public Capabilities capabilities() {
        return Capabilities.of(Capability.WRITE, Capability.DELETE);
    }

    @Override
    public Source open(Location location, OpenOptions options, Scope scope) throws StoreException {
        return HttpSource.open(client, location, url(location), options, scope);
    }

    @Override
    public Entry stat(Location location, Scope scope) throws StoreException {
        var url = url(location);
        try (var answer = client.ask(Request.head(url), scope)) {
            if (answer.status() == 200) {
                var headers = answer.headers();
                boolean coded = ContentDecoder.needed(headers);
                var size = coded ? OptionalLong.empty() : answer.announcedLength();
                var digests = coded ? List.<Digest>of() : DigestFields.of(headers, true);
                return HttpSource.entry(location, headers, Validators.of(headers, size), digests);
            }
            if (!HEAD_REFUSED.contains(answer.status())) {
                throw Refusal.of(answer, client.authentication(), scope);
            }
        }
        return HttpSource.stat(client, location, url, scope);
    }

    @Override
    public Listing list(Location folder, ListOptions options, Scope scope) throws StoreException {
        throw new StoreException.Unsupported(folder, "HTTP has no listings: name the file");
    }

    @Override
    public Upload upload(Location location, UploadOptions options, Scope scope) throws StoreException {
        for (var name : options.attributes().keySet()) {
            if (!name.equals(CONTENT_TYPE)) {
                throw new StoreException.Rejected(
                        location, "an upload over HTTP has no attribute '" + name + "', only '" + CONTENT_TYPE + "'");
            }
        }
        var type = options.attributes().getOrDefault(CONTENT_TYPE, "");
        if (!Headers.validValue(type)) {
            throw new StoreException.Rejected(location, "the content type has a line end or another control character");
        }
        if (options.onlyNew()) {
            refuseExisting(location, scope);
        }
        return new HttpUpload(client, location, url(location), options);
    }

    /** Not every server heeds the condition that the upload itself carries. */
    private void refuseExisting(Location location, Scope scope) throws StoreException {
        try {
            stat(location, scope);
        } catch (StoreException.NotFound _) {
            return;
        }
        throw new StoreException.Conflict(location, "exists already");
    }

    @Override
    public void delete(Entry entry, Scope scope) throws StoreException {
        var request = Request.delete(url(entry.location()));
        entry.version().map(Validators::ofToken).ifPresent(version -> version.pin(request));
        scope.expectSilence();
        try (var answer = client.ask(request, scope)) {
            switch (answer.status()) {
                case 200, 202, 204 -> answer.passOver(scope);
                default -> throw Refusal.of(answer, client.authentication(), scope);
            }
        }
    }

    private static HttpUrl url(Location location) throws StoreException {
        try {
            return HttpUrl.of(location);
        } catch (IllegalArgumentException e) {
            throw new StoreException.Rejected(location, e.getMessage());
        }
    }

    /** Connections are the provider's, which shares them among its stores. */
    @Override
    public void close() {}
}
