package io.hawser.http.artifactory;

import io.hawser.Kind;
import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.http.client.Headers;
import io.hawser.http.client.Request;
import io.hawser.store.ListOptions;
import io.hawser.store.Listing;
import io.hawser.store.Scope;
import java.util.Optional;

/** The folders of one Artifactory: what is in them, by the best way that server and user have; new ones. */
final class Folders {
    private final Api api;

    /** Whether the server said that this user gets no file lists. */
    private volatile boolean fileListsRefused;

    Folders(Api api) {
        this.api = api;
    }

    /** See {@link io.hawser.store.Store#list}. */
    Listing list(Location location, ListOptions options, Scope scope) throws StoreException {
        var address = api.address(location);
        var folder = location.withPath(address.base() + (address.inRepository() ? address.full() : ""));
        var properties = Properties.of(options.attributes(), folder);
        if (!address.inRepository()) {
            if (options.recursive() || !properties.none()) {
                throw new StoreException.Rejected(
                        location, "names no repository: " + folder + "/repository is right, or a listing without -r");
            }
            return RepositoryList.open(api, folder, scope);
        }
        if (properties.none() && !fileListsRefused) {
            try {
                return RowListing.ofFiles(api, folder, options.recursive(), scope);
            } catch (StoreException e) {
                requireAnotherWay(e);
                requireFolder(folder, address, scope);
                fileListsRefused = !(e instanceof StoreException.NotFound);
            }
        }
        return query(folder, new Query(address, options.recursive(), properties), scope);
    }

    private Listing query(Location folder, Query query, Scope scope) throws StoreException {
        try {
            var listing = new QueryListing(api, folder, query, scope);
            if (!listing.empty()) {
                return listing;
            }
            var info = requireFolder(folder, query.address(), scope);
            return unfound(folder, query, info, scope).orElse(listing);
        } catch (StoreException.Rejected e) {
            return unsorted(folder, query, e, scope);
        } catch (StoreException e) {
            return walk(folder, query, e, scope);
        }
    }

    private Listing unsorted(Location folder, Query query, StoreException refusal, Scope scope) throws StoreException {
        try {
            var info = requireFolder(folder, query.address(), scope);
            var listing = RowListing.ofQuery(api, folder, query, scope);
            return listing.empty() ? unfound(folder, query, info, scope).orElse(listing) : listing;
        } catch (StoreException.Rejected e) {
            refusal.addSuppressed(e);
            return walk(folder, query, refusal, scope);
        }
    }

    /** What is in a folder although a query finds nothing: that of a remote repository is found under its cache's name alone. */
    private Optional<Listing> unfound(Location folder, Query query, Optional<FileInfo> info, Scope scope) {
        return info.filter(
                        there -> query.properties().none() && !there.children().isEmpty())
                .map(there -> new FolderWalk(api, folder, there, query.recursive(), scope));
    }

    private Listing walk(Location folder, Query query, StoreException refusal, Scope scope) throws StoreException {
        requireAnotherWay(refusal);
        if (!query.properties().none()) {
            throw refusal;
        }
        var info = requireFolder(folder, query.address(), scope).orElseThrow(() -> refusal);
        return new FolderWalk(api, folder, info, query.recursive(), scope);
    }

    /** Goes on where a way to list is not for this server or user; other failures are final. */
    private static void requireAnotherWay(StoreException failure) throws StoreException {
        switch (failure) {
            case StoreException.Denied _,
                    StoreException.NotFound _,
                    StoreException.Rejected _,
                    StoreException.Unsupported _ -> {}
            default -> throw failure;
        }
    }

    /**
     * Insists that there is such a folder; empty where the user may not ask.
     *
     * @throws StoreException.NotFound when there is nothing of that name
     * @throws StoreException.Rejected when it is a file
     */
    private Optional<FileInfo> requireFolder(Location folder, Address address, Scope scope) throws StoreException {
        FileInfo info;
        try {
            info = FileInfo.ask(api, address, scope);
        } catch (StoreException.Denied | StoreException.Unsupported _) {
            return Optional.empty();
        }
        if (!info.folder()) {
            throw new StoreException.Rejected(folder, "is a file, not a folder");
        }
        return Optional.of(info);
    }

    /** @throws StoreException.Conflict when something is in it */
    void requireEmpty(Location folder, Scope scope) throws StoreException {
        int count = FileInfo.ask(api, api.address(folder), scope).children().size();
        if (count > 0) {
            throw new StoreException.Conflict(folder, "the folder is not empty");
        }
    }

    /** See {@link io.hawser.store.Store#makeFolder}. */
    void make(Location folder, Scope scope) throws StoreException {
        var address = api.address(folder);
        if (!address.inRepository()) {
            return;
        }
        try {
            if (api.look(folder, scope).kind() != Kind.FOLDER) {
                throw new StoreException.Conflict(folder, "is a file, not a folder");
            }
            return;
        } catch (StoreException.NotFound e) {
            if (address.path().isEmpty()) {
                throw e;
            }
        }
        var request = new Request("PUT", api.folder(address), new Headers(), Optional.of(new TextContent("")));
        try (var answer = api.client().ask(request, scope)) {
            switch (answer.status()) {
                case 200, 201, 204 -> answer.passOver(scope);
                default -> throw api.refusal(answer, scope);
            }
        }
    }
}
