package io.hawser.testkit;

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

/** A store that does what another one does. */
abstract class Wrapped implements Store {
    private final Store store;

    Wrapped(Store store) {
        this.store = store;
    }

    @Override
    public Capabilities capabilities() {
        return store.capabilities();
    }

    @Override
    public Source open(Location location, OpenOptions options, Scope scope) throws StoreException {
        return store.open(location, options, scope);
    }

    @Override
    public Entry stat(Location location, Scope scope) throws StoreException {
        return store.stat(location, scope);
    }

    @Override
    public Listing list(Location folder, ListOptions options, Scope scope) throws StoreException {
        return store.list(folder, options, scope);
    }

    @Override
    public Upload upload(Location location, UploadOptions options, Scope scope) throws StoreException {
        return store.upload(location, options, scope);
    }

    @Override
    public void makeFolder(Location folder, Scope scope) throws StoreException {
        store.makeFolder(folder, scope);
    }

    @Override
    public void delete(Entry entry, Scope scope) throws StoreException {
        store.delete(entry, scope);
    }

    @Override
    public void close() {
        store.close();
    }
}
