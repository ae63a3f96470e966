package io.hawser.http;

import io.hawser.ByteRange;
import io.hawser.Digest;
import io.hawser.Entry;
import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.http.client.Client;
import io.hawser.http.client.Headers;
import io.hawser.http.client.HttpDate;
import io.hawser.http.client.HttpUrl;
import io.hawser.http.client.Shown;
import io.hawser.store.Access;
import io.hawser.store.OpenOptions;
import io.hawser.store.Scope;
import io.hawser.store.Sink;
import io.hawser.store.Source;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One version of the file behind a URL. Ranges are asked for only where the server served one before and names
 * versions by something that a later answer can be held to; otherwise the file is one stream.
 */
public final class HttpSource implements Source {
    private final Fetcher fetcher;
    private final Entry entry;
    private final Validators version;
    private final Headers headers;
    private final HttpUrl answeredBy;
    private final boolean coded;
    /** The answer that opened it, until somebody reads it. */
    private final AtomicReference<Served> first;

    private volatile Access access;

    private HttpSource(Fetcher fetcher, Entry entry, Validators version, Access access, Served first) {
        this.headers = first.answer().headers();
        this.answeredBy = first.answer().url();
        this.coded = first.coded();
        this.fetcher = fetcher;
        this.entry = entry;
        this.version = version;
        this.access = access;
        this.first = new AtomicReference<>(first);
    }

    /** Opens the file at {@code location} with one request, which asks for the bytes that will be read first. */
    public static HttpSource open(Client client, Location location, HttpUrl url, OpenOptions options, Scope scope)
            throws StoreException {
        var fetcher = new Fetcher(client, url);
        var pinned =
                options.known().flatMap(Entry::version).map(Validators::ofToken).orElse(Validators.UNKNOWN);
        boolean whole = options.single() && options.first().start() == 0;
        var served = whole ? fetchWhole(fetcher, pinned, scope) : fetchFirst(fetcher, options.first(), pinned, scope);
        var version = served.version();
        boolean ranges = served.partial() || whole && offersRanges(served);
        var headers = served.answer().headers();
        // What a server says of a coded form does not hold for the file.
        var digests = served.coded() ? List.<Digest>of() : DigestFields.of(headers, !served.partial());
        var source = new HttpSource(
                fetcher,
                entry(location, headers, version, digests),
                version,
                ranges && version.token().isPresent() ? Access.RANGES : Access.FROM_START,
                served);
        if (options.first().isEmpty() && served.partial()) {
            source.passOverFirst(scope);
        }
        return source;
    }

    /** Reads the byte that was asked for in place of none, so that the connection can be kept. */
    private void passOverFirst(Scope scope) {
        try (var unread = first.getAndSet(null)) {
            unread.answer().passOver(scope);
        }
    }

    /** As {@link #open}, for the entry alone: asks for a byte, where a HEAD request was refused. */
    static Entry stat(Client client, Location location, HttpUrl url, Scope scope) throws StoreException {
        try (var source = open(client, location, url, OpenOptions.first(ByteRange.of(0, 1)), scope)) {
            return source.entry();
        }
    }

    /** What the fields of an answer say of the file. */
    static Entry entry(Location location, Headers headers, Validators version, List<Digest> digests) {
        var entry = Entry.file(location);
        if (version.size().isPresent()) {
            entry = entry.withSize(version.size().getAsLong());
        }
        var modified = headers.first("Last-Modified").flatMap(HttpDate::parse);
        if (modified.isPresent()) {
            entry = entry.withModified(modified.get());
        }
        if (version.token().isPresent()) {
            entry = entry.withVersion(version.token().get());
        }
        var type = headers.first("Content-Type").map(Shown::text);
        return entry.withDigests(digests)
                .withAttributes(type.map(t -> Map.of("content-type", t)).orElse(Map.of()));
    }

    private static Served fetchFirst(Fetcher fetcher, ByteRange first, Validators pinned, Scope scope)
            throws StoreException {
        try {
            return fetcher.fetch(Optional.of(first.isEmpty() ? ByteRange.of(0, 1) : first), pinned, scope);
        } catch (Served.UnusableException _) {
            // An empty file has no range; and a server that serves a wrong one may still serve the whole.
            return fetchWhole(fetcher, pinned, scope);
        }
    }

    private static Served fetchWhole(Fetcher fetcher, Validators pinned, Scope scope) throws StoreException {
        try {
            return fetcher.fetch(Optional.empty(), pinned, scope);
        } catch (Served.UnusableException e) {
            throw new AssertionError("a range was not asked for", e);
        }
    }

    private static boolean offersRanges(Served served) {
        return served.version().size().isPresent()
                && served.answer().headers().tokens("Accept-Ranges").contains("bytes");
    }

    /** The URL that the answer which opened it came from, after redirects. */
    public HttpUrl answeredBy() {
        return answeredBy;
    }

    /** The header section of the answer that opened it, after redirects. */
    public Headers headers() {
        return headers;
    }

    @Override
    public Entry entry() {
        return entry;
    }

    @Override
    public Access access() {
        return access;
    }

    @Override
    public long read(ByteRange range, Sink sink, Scope scope) throws IOException {
        var size = version.size();
        if (size.isPresent() && (range.open() ? range.start() : range.end()) > size.getAsLong()) {
            throw new StoreException.Rejected(
                    entry.location(), "bytes " + range + " were asked for, and it has " + size.getAsLong());
        }
        long end = range.open() ? size.orElse(ByteRange.OPEN) : range.end();
        long position = range.start();
        while (position < end) {
            try (var served = next(new ByteRange(position, end), scope)) {
                position = served.copyTo(sink, position, end, scope);
                if (served.range().open()) {
                    return checkedEnd(position, range);
                }
                if (end == ByteRange.OPEN) {
                    end = served.version().size().orElse(position);
                }
            }
        }
        return position;
    }

    private long checkedEnd(long position, ByteRange range) throws StoreException {
        if (!range.open() && position < range.end()) {
            throw new StoreException.Rejected(
                    entry.location(), "bytes " + range + " were asked for, and it ends after " + position);
        }
        return position;
    }

    private Served next(ByteRange range, Scope scope) throws StoreException {
        var opened = first.get();
        boolean fits = opened != null
                && (opened.range().start() == range.start() || !opened.partial() && access == Access.FROM_START);
        return fits && first.compareAndSet(opened, null) ? opened : fetch(range, scope);
    }

    private Served fetch(ByteRange range, Scope scope) throws StoreException {
        boolean ranged =
                access == Access.RANGES || range.start() > 0 && version.token().isPresent() && !coded;
        Served served;
        try {
            served = fetcher.fetch(ranged ? Optional.of(range) : Optional.empty(), version, scope);
        } catch (Served.UnusableException e) {
            throw new StoreException.Unavailable(entry.location(), "the range was not served: " + e.getMessage(), e);
        }
        if (ranged && !served.partial()) {
            access = Access.FROM_START;
        }
        return served;
    }

    @Override
    public void close() {
        var unread = first.getAndSet(null);
        if (unread != null) {
            unread.close();
        }
    }
}
