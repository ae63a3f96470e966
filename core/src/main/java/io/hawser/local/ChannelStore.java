package io.hawser.local;

import io.hawser.Entry;
import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.store.Capabilities;
import io.hawser.store.ListOptions;
import io.hawser.store.Listing;
import io.hawser.store.OpenOptions;
import io.hawser.store.Scope;
import io.hawser.store.Source;
import io.hawser.store.Store;
import io.hawser.store.Upload;
import io.hawser.store.UploadOptions;
import java.nio.channels.ReadableByteChannel;

/** What a channel brings, once and in order, as the one thing in a store: it stands in the place of standard input. */
public final class ChannelStore implements Store {
    /** Where it says it is. */
    public static final Location LOCATION = Location.local("-");

    private final ReadableByteChannel channel;

    /** The channel stays the caller's. */
    public ChannelStore(ReadableByteChannel channel) {
        this.channel = channel;
    }

    @Override
    public Capabilities capabilities() {
        return Capabilities.of();
    }

    @Override
    public Source open(Location location, OpenOptions options, Scope scope) {
        return StreamSource.of(location, channel);
    }

    @Override
    public Entry stat(Location location, Scope scope) throws StoreException {
        throw only(location);
    }

    @Override
    public Listing list(Location folder, ListOptions options, Scope scope) throws StoreException {
        throw only(folder);
    }

    @Override
    public Upload upload(Location location, UploadOptions options, Scope scope) throws StoreException {
        throw only(location);
    }

    @Override
    public void delete(Entry entry, Scope scope) throws StoreException {
        throw only(entry.location());
    }

    private static StoreException only(Location location) {
        return new StoreException.Unsupported(location, "a channel can only be read");
    }

    @Override
    public void close() {}
}
