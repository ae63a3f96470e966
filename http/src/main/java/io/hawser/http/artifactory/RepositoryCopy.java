package io.hawser.http.artifactory;

import io.hawser.Entry;
import io.hawser.Kind;
import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.http.client.Headers;
import io.hawser.http.client.Request;
import io.hawser.store.Scope;
import java.util.Optional;

/**
 * A copy between two places of one Artifactory ("Copy Item"), with its properties. What it cannot do, or not where the
 * server is no Artifactory Pro, a deploy by checksum does: a file with properties that were asked for.
 */
final class RepositoryCopy implements CopyAtCommit {
    private final Api api;
    private final Entry source;
    private final Deployment deployment;
    private final boolean onlyNew;
    private boolean asked;

    RepositoryCopy(Api api, Entry source, Deployment deployment, boolean onlyNew) {
        this.api = api;
        this.source = source;
        this.deployment = deployment;
        this.onlyNew = onlyNew;
    }

    private Location target() {
        return deployment.location();
    }

    @Override
    public Entry publish(Scope scope) throws StoreException {
        scope.expectSilence();
        if (asked) {
            // The answer to an earlier try was lost, and it may have been carried out.
            var made = made(scope);
            if (made.isPresent()) {
                return made.get();
            }
        }
        requireRoom(scope);
        requireSame(scope);
        asked = true;
        if (!deployment.parameters().isEmpty() || !copied(scope)) {
            return deployment
                    .byChecksum(Checksums.kept(source.digests()), scope)
                    .orElseThrow(() -> new StoreException.Unsupported(
                            target(), "the server does not copy " + source.location() + " by itself"));
        }
        var made = api.look(target(), scope);
        if (Checksums.difference(source.digests(), made.digests()).isPresent()) {
            // Was it the copy or the source that went wrong? A source that changed meanwhile is told as such.
            requireSame(scope);
        }
        return made;
    }

    private Optional<Entry> made(Scope scope) throws StoreException {
        try {
            return Optional.of(api.look(target(), scope)).filter(this::isCopy);
        } catch (StoreException.NotFound _) {
            return Optional.empty();
        }
    }

    private boolean isCopy(Entry there) {
        return there.version().isPresent() && there.version().equals(source.version());
    }

    /** A copy onto a folder would land within it. */
    private void requireRoom(Scope scope) throws StoreException {
        try {
            var there = api.look(target(), scope);
            if (there.kind() == Kind.FOLDER) {
                throw new StoreException.Conflict(target(), "is a folder: name the file within it");
            }
            if (onlyNew) {
                throw new StoreException.Conflict(target(), "exists already");
            }
        } catch (StoreException.NotFound _) {
            return;
        }
    }

    /** The request names no version, so the source is looked at once more. */
    private void requireSame(Scope scope) throws StoreException {
        var now = api.look(source.location(), scope);
        var difference = Checksums.difference(source.digests(), now.digests());
        if (difference.isPresent()) {
            throw new StoreException.Conflict(
                    source.location(), "it is no longer the version that was opened: it has " + difference.get());
        }
    }

    private boolean copied(Scope scope) throws StoreException {
        var from = api.item(source.location());
        var to = deployment.address();
        var url = api.api(
                from, "/copy" + UrlCode.path(from.full()) + "?to=" + UrlCode.value(to.full()) + "&suppressLayouts=1");
        // The same copy once more changes nothing.
        var request = new Request("POST", url, new Headers(), Optional.of(new TextContent("")), true);
        try (var answer = api.client().ask(request, scope)) {
            switch (answer.status()) {
                case 200 -> {
                    answer.passOver(scope);
                    return true;
                }
                case 400, 404, 405, 501 -> {
                    answer.passOver(scope);
                    return false;
                }
                default -> throw api.refusal(answer, scope);
            }
        }
    }
}
