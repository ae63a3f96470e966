package io.hawser.testkit.artifactory;

import io.hawser.testkit.Answer;
import io.hawser.testkit.Content;
import io.hawser.testkit.Spool;
import io.hawser.testkit.artifactory.Checksums.Kind;
import io.hawser.testkit.artifactory.StoredItem.StoredFile;
import java.io.IOException;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Takes files, by their bytes or by their checksums, makes folders, and deletes. Repositories have the policy {@code
 * client-checksums}, which is the default: what a client tells must be right. Archives are not unpacked: this server
 * refuses {@code X-Explode-Archive} as the open-source edition does.
 */
final class Deployments {
    private final ServerState state;
    private final StorageApi storage;

    Deployments(ServerState state, StorageApi storage) {
        this.state = state;
        this.storage = storage;
    }

    Answer deploy(Call call, ArtifactoryUser user) throws IOException {
        check(call, user);
        Checksums told = told(call);
        Map<Kind, MessageDigest> digests = Checksums.digests();
        List<Spool.Watcher> watchers = digests.values().stream()
                .<Spool.Watcher>map(digest -> digest::update)
                .toList();
        // A content that ends early throws here, so nothing of it is stored.
        Content content = state.spool.keep(call.http().body(), watchers);
        Checksums actual = Checksums.of(digests);
        if (!told.contradicting(actual).isEmpty()) {
            throw new ArtifactoryError(409, rejection(call.path(), told, actual));
        }
        return store(call, user, content, actual, told);
    }

    Answer deployKnown(Call call, ArtifactoryUser user) throws IOException {
        Checksums told = told(call);
        Kind kind = told.get(Kind.SHA256).isPresent() ? Kind.SHA256 : Kind.SHA1;
        if (told.get(kind).isEmpty()) {
            throw new ArtifactoryError(400, "Checksum values not provided");
        }
        check(call, user);
        call.http().body().readAllBytes();
        StoredFile known = state.items.all().stream()
                .filter(item -> item.checksums().get(kind).equals(told.get(kind)))
                .flatMap(item -> item.file().stream())
                .findFirst()
                .orElseThrow(() -> new ArtifactoryError(
                        404,
                        "Checksum deploy failed. No existing file with " + kind.algorithm() + ": "
                                + told.get(kind).orElseThrow()));
        if (!told.contradicting(known.checksums()).isEmpty()) {
            throw new ArtifactoryError(409, rejection(call.path(), told, known.checksums()));
        }
        return store(call, user, known.content(), known.checksums(), told);
    }

    Answer makeFolder(Call call, ArtifactoryUser user) throws IOException {
        check(call, user);
        call.http().body().readAllBytes();
        StoredItem folder = state.items
                .find(call.path())
                .orElseGet(() -> StoredItem.made(call.path(), Optional.empty(), state.tick(), user.name()));
        if (!folder.isFolder() || isUnderFile(call.path())) {
            throw new ArtifactoryError(409, "Can't create folder over file '" + call.path() + "'.");
        }
        StoredItem stored = state.items.put(folder);
        return storage.created(call, annotated(stored, call));
    }

    Answer explode() {
        throw new ArtifactoryError(400, "This REST API is available only in Artifactory Pro.");
    }

    Answer delete(Call call, ArtifactoryUser user) {
        if (state.items.find(call.path()).isEmpty()) {
            throw new ArtifactoryError(404, "Could not locate artifact '" + call.path() + "' (Nothing to delete).");
        }
        if (!user.deletes()) {
            throw forbidden(
                    user,
                    "Not enough permissions to delete artifact '" + call.path() + "' (user '" + user
                            + "' needs DELETE permission).");
        }
        state.items.remove(call.path());
        return Answer.status(204);
    }

    private void check(Call call, ArtifactoryUser user) {
        String repo = call.path().repo();
        if (!state.items.hasRepository(repo)) {
            throw new ArtifactoryError(404, "Could not find a local repository named " + repo + " to deploy to.");
        }
        if (!user.writes()) {
            throw forbidden(
                    user,
                    "User " + user + " is not permitted to deploy '"
                            + call.path().path() + "' into '" + call.path() + "'.");
        }
        Optional<StoredItem> old = state.items.find(call.path());
        if (old.isPresent() && !old.get().isFolder() && !user.deletes()) {
            throw new ArtifactoryError(
                    403,
                    "Not enough permissions to delete/overwrite artifact '" + call.path() + "' (user '" + user
                            + "' needs DELETE permission).");
        }
    }

    /** Who is not known is asked who he is. */
    static ArtifactoryError forbidden(ArtifactoryUser user, String message) {
        return user.isAnonymous() ? ArtifactoryError.unauthorized(message) : new ArtifactoryError(403, message);
    }

    private boolean isUnderFile(ItemPath path) {
        return Stream.iterate(path.parent(), Optional::isPresent, folder -> folder.flatMap(ItemPath::parent))
                .flatMap(folder -> state.items.find(folder.get()).stream())
                .anyMatch(folder -> !folder.isFolder());
    }

    private Answer store(Call call, ArtifactoryUser user, Content content, Checksums actual, Checksums told) {
        boolean overFolder =
                state.items.find(call.path()).filter(StoredItem::isFolder).isPresent();
        if (overFolder || isUnderFile(call.path())) {
            throw new ArtifactoryError(409, "File/folder conflict at '" + call.path() + "'.");
        }
        Checksums original = told.with(Kind.SHA256, actual.get(Kind.SHA256).orElse(""));
        StoredItem item = StoredItem.made(
                call.path(), Optional.of(new StoredFile(content, actual, original)), modified(call), user.name());
        StoredItem stored = annotated(state.items.put(item), call);
        Answer answer = storage.created(call, stored);
        return actual.get(Kind.SHA256)
                .map(sha256 -> answer.with(Kind.SHA256.header(), sha256))
                .orElse(answer);
    }

    /** A client may tell the time of its file, in milliseconds since 1970. */
    private Instant modified(Call call) {
        Optional<String> told = call.header("X-Artifactory-Last-Modified");
        try {
            return told.map(text -> Instant.ofEpochMilli(Long.parseLong(text))).orElseGet(state::tick);
        } catch (NumberFormatException | DateTimeException _) {
            throw new ArtifactoryError(400, "X-Artifactory-Last-Modified: " + told.orElse(""));
        }
    }

    private StoredItem annotated(StoredItem item, Call call) {
        if (call.matrix().isEmpty()) {
            return item;
        }
        call.matrix().keySet().forEach(PropertyList::check);
        return state.items
                .change(item.path(), old -> old.withProperties(call.matrix(), item.updated()))
                .orElse(item);
    }

    private static Checksums told(Call call) {
        Checksums told = Checksums.none();
        for (Kind kind : Kind.values()) {
            Optional<String> value = call.header(kind.header());
            if (value.isPresent()) {
                told = told.with(kind, value.get().toLowerCase(Locale.ROOT));
            }
        }
        Optional<String> untyped = call.header("X-Checksum").map(value -> value.toLowerCase(Locale.ROOT));
        Optional<Kind> kind = Arrays.stream(Kind.values())
                .filter(each -> untyped.filter(each::fits).isPresent())
                .findFirst();
        return kind.isPresent() ? told.with(kind.get(), untyped.get()) : told;
    }

    private static String rejection(ItemPath path, Checksums told, Checksums actual) {
        StringBuilder message =
                new StringBuilder("Checksum policy 'LocalRepoChecksumPolicy: CLIENT' rejected the artifact '" + path
                        + "'. Checksums info: ChecksumsInfo{checksums={");
        String separator = "";
        for (Kind kind : List.of(Kind.SHA1, Kind.MD5, Kind.SHA256)) {
            message.append(separator)
                    .append(kind.algorithm() + "=ChecksumInfo{type=" + kind.algorithm() + ", original='"
                            + told.get(kind).orElse("null") + "', actual='"
                            + actual.get(kind).orElse("null") + "'}");
            separator = ", ";
        }
        return message.append("}}").toString();
    }
}
