package io.hawser.http;

import io.hawser.ByteRange;
import io.hawser.Entry;
import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.http.client.Client;
import io.hawser.http.client.HttpUrl;
import io.hawser.http.client.Refusal;
import io.hawser.http.client.Request;
import io.hawser.store.Fragment;
import io.hawser.store.Part;
import io.hawser.store.Placement;
import io.hawser.store.Receipt;
import io.hawser.store.Scope;
import io.hawser.store.Source;
import io.hawser.store.Upload;
import io.hawser.store.UploadOptions;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;

/**
 * A PUT (RFC 9110 section 9.3.4): the file is there when the server has its last byte and says so, and nothing is
 * there before. A request that breaks off before its announced end leaves nothing, so there is nothing to go on from
 * either.
 */
final class HttpUpload implements Upload {
    private final Client client;
    private final Location location;
    private final HttpUrl url;
    private final UploadOptions options;
    private volatile Validators stored = Validators.UNKNOWN;

    HttpUpload(Client client, Location location, HttpUrl url, UploadOptions options) {
        this.client = client;
        this.location = location;
        this.url = url;
        this.options = options;
    }

    @Override
    public Placement placement() {
        return new Placement.Whole();
    }

    @Override
    public List<Fragment> begin(Source source, Scope scope) {
        return List.of();
    }

    @Override
    public Receipt write(Part part, Scope scope) throws IOException {
        var content = new PartContent(part, scope);
        var request = Request.put(url, content)
                .with(
                        "Content-Type",
                        options.attributes().getOrDefault(HttpStore.CONTENT_TYPE, "application/octet-stream"));
        if (options.onlyNew()) {
            request.with("If-None-Match", "*");
        }
        try (var answer = client.send(request, scope)) {
            switch (answer.status()) {
                case 200, 201, 204 -> {
                    answer.passOver(scope);
                    stored = Validators.of(answer.headers(), OptionalLong.of(content.end()));
                }
                case 202 ->
                    throw new StoreException.Rejected(
                            answer.where(), "answers 202 to PUT: it may store the file later, or not at all");
                case 412 -> throw new StoreException.Conflict(answer.where(), "exists already");
                default -> throw Refusal.of(answer, client.authentication(), scope);
            }
        }
        return new Receipt(
                new ByteRange(part.range().start(), content.end()),
                stored.token().orElse(""));
    }

    /** Nothing is left to do: the server made the file visible when it confirmed the PUT. */
    @Override
    public Entry commit(List<Receipt> receipts, long size, Scope scope) throws StoreException {
        if (receipts.size() != 1 || !receipts.getFirst().range().equals(new ByteRange(0, size))) {
            throw new StoreException.Rejected(location, "not all of its " + size + " bytes were sent");
        }
        var entry = Entry.file(location).withSize(size);
        return stored.token().map(entry::withVersion).orElse(entry);
    }

    /** Nothing is kept beside the file; a request that was broken off left nothing. */
    @Override
    public void abort() {}

    @Override
    public void close() {}
}
