package io.hawser.http.artifactory;

import io.hawser.Entry;
import io.hawser.Kind;
import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.http.client.Headers;
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
import java.util.Optional;

/** The repositories of one Artifactory. */
final class ArtifactoryStore implements Store {
    private static final String CONTENT_TYPE = "content-type";

    private final Api api;
    private final Folders folders;

    ArtifactoryStore(Api api) {
        this.api = api;
        this.folders = new Folders(api);
    }

    @Override
    public Capabilities capabilities() {
        return Capabilities.of(
                Capability.LIST, Capability.WRITE, Capability.DELETE, Capability.FOLDERS, Capability.SERVER_COPY);
    }

    @Override
    public Source open(Location location, OpenOptions options, Scope scope) throws StoreException {
        return ArtifactorySource.open(api, location, options, scope);
    }

    @Override
    public Entry stat(Location location, Scope scope) throws StoreException {
        return api.look(location, scope);
    }

    @Override
    public Entry describe(Location location, Scope scope) throws StoreException {
        var address = api.address(location);
        return address.inRepository()
                ? new Description(api, address).of(stat(location, scope), scope)
                : stat(location, scope);
    }

    @Override
    public Listing list(Location folder, ListOptions options, Scope scope) throws StoreException {
        options.refuseVersions(folder);
        return folders.list(folder, options, scope);
    }

    @Override
    public Upload upload(Location location, UploadOptions options, Scope scope) throws StoreException {
        for (var name : options.attributes().keySet()) {
            if (!name.equals(CONTENT_TYPE) && !name.equals(Properties.ATTRIBUTE)) {
                throw new StoreException.Rejected(
                        location,
                        "a deploy has no attribute '" + name + "', only '" + CONTENT_TYPE + "' and '"
                                + Properties.ATTRIBUTE + "'");
            }
        }
        var type = options.attributes().getOrDefault(CONTENT_TYPE, "application/octet-stream");
        if (!Headers.validValue(type)) {
            throw new StoreException.Rejected(location, "the content type has a line end or another control character");
        }
        var properties = Properties.of(options.attributes(), location);
        var deployment = new Deployment(
                api, location, api.item(location), properties.parameters(), type, Optional.empty(), Optional.empty());
        if (location.namesFolder()) {
            throw new StoreException.Rejected(location, "names a folder: give the file a name");
        }
        if (options.onlyNew()) {
            refuseExisting(location, scope);
        }
        return new ArtifactoryUpload(api, location, deployment, options);
    }

    private void refuseExisting(Location location, Scope scope) throws StoreException {
        try {
            stat(location, scope);
        } catch (StoreException.NotFound _) {
            return;
        }
        throw new StoreException.Conflict(location, "exists already");
    }

    @Override
    public void makeFolder(Location folder, Scope scope) throws StoreException {
        folders.make(folder, scope);
    }

    /**
     * Removes a file, or an empty folder. Artifactory would remove a folder with all that is in it, so what is there is
     * looked at first.
     */
    @Override
    public void delete(Entry entry, Scope scope) throws StoreException {
        var location = entry.location();
        var address = api.address(location);
        requireRemovable(location);
        var there = stat(location, scope);
        if (there.kind() == Kind.FOLDER) {
            if (entry.kind() != Kind.FOLDER) {
                throw new StoreException.Conflict(location, "is a folder, not a file");
            }
            folders.requireEmpty(location, scope);
        } else if (entry.kind() == Kind.FOLDER) {
            throw new StoreException.Conflict(location, "is a file, not a folder");
        } else if (entry.version().isPresent()
                && there.version().isPresent()
                && !entry.version().equals(there.version())) {
            throw new StoreException.Conflict(
                    location,
                    "is no longer the version that was meant: "
                            + there.version().get() + " instead of "
                            + entry.version().get());
        }
        scope.expectSilence();
        try (var answer = api.client().ask(Request.delete(api.file(address, "")), scope)) {
            switch (answer.status()) {
                case 200, 202, 204 -> answer.passOver(scope);
                case 404 ->
                    throw api.refusal(answer, scope)
                            .withNote("it was there a moment ago: perhaps its deletion is not allowed");
                default -> throw api.refusal(answer, scope);
            }
        }
    }

    @Override
    public void requireRemovable(Location folder) throws StoreException {
        if (api.address(folder).path().isEmpty()) {
            throw new StoreException.Rejected(
                    folder, "a repository is not removed, nor emptied: name what is to be removed in it");
        }
    }

    /** Connections are the provider's, which shares them among its stores. */
    @Override
    public void close() {}
}
