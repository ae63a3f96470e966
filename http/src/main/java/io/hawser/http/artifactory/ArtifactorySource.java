package io.hawser.http.artifactory;

import io.hawser.ByteRange;
import io.hawser.Entry;
import io.hawser.Kind;
import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.http.HttpSource;
import io.hawser.http.client.HttpUrl;
import io.hawser.store.Access;
import io.hawser.store.OpenOptions;
import io.hawser.store.Scope;
import io.hawser.store.Sink;
import io.hawser.store.Source;
import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One version of a file: its bytes as {@link HttpSource} reads them, and what Artifactory says of them. The version is
 * the file's checksum, which listings know, too.
 */
final class ArtifactorySource implements Source {
    private final Api api;
    private final Address address;
    private final HttpSource bytes;
    private final Entry entry;

    private ArtifactorySource(Api api, Address address, HttpSource bytes, Entry entry) {
        this.api = api;
        this.address = address;
        this.bytes = bytes;
        this.entry = entry;
    }

    /**
     * Opens a file with one request, or with a second one for its checksums where the answer brings none: it came from
     * a store of objects or a network of caches to which Artifactory redirected, or by a proxy that drops what it does
     * not know.
     */
    static ArtifactorySource open(Api api, Location location, OpenOptions options, Scope scope) throws StoreException {
        var address = api.item(location);
        // What a listing calls the version is no tag of HTTP; it is compared below.
        var asked = new OpenOptions(options.first(), Optional.empty(), options.single(), Map.of());
        var bytes = open(api, location, address, asked, scope);
        boolean opened = false;
        try {
            var entry = described(api, address, bytes, options.known(), scope);
            var known = options.known().map(Entry::digests).orElse(List.of());
            var difference = Checksums.difference(known, entry.digests());
            if (difference.isPresent()) {
                throw new StoreException.Conflict(
                        location, "it changed since it was listed: it has " + difference.get());
            }
            opened = true;
            return new ArtifactorySource(api, address, bytes, entry);
        } finally {
            if (!opened) {
                bytes.close();
            }
        }
    }

    private static HttpSource open(Api api, Location location, Address address, OpenOptions options, Scope scope)
            throws StoreException {
        try {
            return HttpSource.open(api.client(), location, api.file(address, ""), options, scope);
        } catch (StoreException.NotFound e) {
            // Some servers show no pages of folders.
            if (info(api, address, scope).filter(FileInfo::folder).isPresent()) {
                throw isFolder(location);
            }
            throw e;
        }
    }

    private static StoreException isFolder(Location location) {
        return new StoreException.Rejected(location, "is a folder, not a file");
    }

    private static Entry described(Api api, Address address, HttpSource bytes, Optional<Entry> known, Scope scope)
            throws StoreException {
        var plain = bytes.entry();
        var digests = Checksums.of(bytes.headers());
        if (digests.isEmpty()) {
            var told = known.filter(entry -> speaksOf(bytes, api.file(address, ""), entry));
            if (told.isEmpty()) {
                told = info(api, address, scope)
                        .map(info -> info.entry(bytes.entry().location()));
            }
            if (told.isEmpty()) {
                return plain;
            }
            if (told.get().kind() == Kind.FOLDER) {
                throw isFolder(plain.location());
            }
            requireSize(plain, told.get());
            plain = withModified(plain, told.get());
            digests = told.get().digests();
        }
        var version = Checksums.version(digests);
        var entry = plain.withDigests(digests);
        return version.isPresent() ? entry.withVersion(version.get()) : entry;
    }

    /**
     * Whether what a listing said may be taken for what was opened: it came from another host, which knows nothing of the
     * file, or has the very time that was listed. Bytes that are not those are found out when they are verified.
     */
    private static boolean speaksOf(HttpSource bytes, HttpUrl asked, Entry listed) {
        if (listed.digests().isEmpty()) {
            return false;
        }
        var modified = bytes.entry().modified();
        return !bytes.answeredBy().origin().equals(asked.origin())
                || modified.isPresent()
                        && modified.equals(listed.modified().map(t -> t.truncatedTo(ChronoUnit.SECONDS)));
    }

    /** Of a file that comes from elsewhere, the time there is not the one that Artifactory keeps. */
    private static Entry withModified(Entry plain, Entry told) {
        return told.modified().isPresent() ? plain.withModified(told.modified().get()) : plain;
    }

    private static void requireSize(Entry plain, Entry told) throws StoreException {
        if (plain.size().isPresent() && told.size().isPresent() && !plain.size().equals(told.size())) {
            throw new StoreException.Conflict(
                    plain.location(),
                    "has " + plain.size().getAsLong() + " bytes, and Artifactory says "
                            + told.size().getAsLong() + ": it changed, or this is not the file");
        }
    }

    /** Empty where the user may read the file and not ask about it. */
    private static Optional<FileInfo> info(Api api, Address address, Scope scope) throws StoreException {
        try {
            return Optional.of(FileInfo.ask(api, address, scope));
        } catch (StoreException.Denied | StoreException.NotFound | StoreException.Unsupported _) {
            return Optional.empty();
        }
    }

    /** The Artifactory that it is in. */
    Api api() {
        return api;
    }

    /** Where it is there. */
    Address address() {
        return address;
    }

    @Override
    public Entry entry() {
        return entry;
    }

    @Override
    public Access access() {
        return bytes.access();
    }

    @Override
    public long read(ByteRange range, Sink sink, Scope scope) throws IOException {
        return bytes.read(range, sink, scope);
    }

    @Override
    public void close() {
        bytes.close();
    }
}
