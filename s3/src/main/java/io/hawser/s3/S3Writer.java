package io.hawser.s3;

import io.hawser.Entry;
import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.local.TargetLocks;
import io.hawser.store.Leftover;
import io.hawser.store.Scope;
import io.hawser.store.Upload;
import io.hawser.store.UploadOptions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** What changes the objects of a bucket: uploads, their leftovers, deletions. */
final class S3Writer {
    private final S3Client client;
    private final ObjectOptions objects;
    private final Shared shared;
    private final String endpoint;
    private final Map<String, String> environment;

    /** What all stores of a provider have in common; {@code abilities} are those of one endpoint. */
    record Shared(PartBuffers buffers, Abilities abilities) {}

    /**
     * For the bucket of {@code client}.
     *
     * @param objects what is set for all objects
     * @param endpoint the name of the endpoint, to tell its objects from those of others
     */
    S3Writer(S3Client client, ObjectOptions objects, Shared shared, String endpoint, Map<String, String> environment) {
        this.client = client;
        this.objects = objects;
        this.shared = shared;
        this.endpoint = endpoint;
        this.environment = environment;
    }

    private S3Target target(ObjectName object, ObjectOptions options) {
        return new S3Target(
                client, object, identity(object), options, shared.buffers(), shared.abilities(), environment);
    }

    private String identity(ObjectName object) {
        return endpoint + " " + object;
    }

    private TargetLocks.Lock lock(ObjectName object) throws StoreException {
        return new TargetLocks(environment).take(object.location(), identity(object));
    }

    /** Prepares to write an object. */
    Upload upload(Location location, UploadOptions options) throws StoreException {
        var object = ObjectName.of(location);
        var target = target(object, objects.withWriting(options.attributes(), location));
        var lock = lock(object);
        S3Upload upload = null;
        try {
            upload = new S3Upload(target, options, lock);
            return upload;
        } finally {
            if (upload == null) {
                lock.close();
            }
        }
    }

    /**
     * Removes an object, or a version of it, if it still is the one that {@code entry} is about. S3 says of nothing that it was removed, so it is looked for
     * first.
     */
    void delete(Entry entry, Scope scope) throws StoreException {
        var object = ObjectName.of(entry.location());
        var pin = entry.version().map(Pin::ofToken).orElse(Pin.NONE);
        var look = Call.of("HEAD", object).headers(objects.forReading());
        pin.hold(look);
        try (var answer = client.ask(look, object, scope, 200)) {
            answer.passOver(scope);
        } catch (StoreException.Denied _) {
            // Who may delete need not be allowed to read.
        } catch (StoreException.Conflict e) {
            throw changed(object, e);
        }
        boolean conditional = !pin.etag().isEmpty() && shared.abilities().conditions();
        try {
            remove(object, pin, conditional, scope);
        } catch (StoreException.Unsupported e) {
            if (!conditional) {
                throw e;
            }
            remove(object, pin, false, scope);
        }
    }

    private static StoreException changed(ObjectName object, StoreException cause) {
        return new StoreException.Conflict(object, "is another version by now, and was not deleted", cause);
    }

    private void remove(ObjectName object, Pin pin, boolean conditional, Scope scope) throws StoreException {
        var call = Call.of("DELETE", object).headers(objects.forBucket());
        if (!pin.versionId().isEmpty()) {
            call.query("versionId", pin.versionId());
        }
        if (conditional) {
            call.header("If-Match", pin.etag());
        }
        try (var answer = client.ask(call, object, scope, 200, 204)) {
            answer.passOver(scope);
        } catch (StoreException.Conflict e) {
            throw conditional ? changed(object, e) : e;
        }
    }

    /** Unfinished uploads of keys below a prefix, by key, without those that a run on this machine is at work on. */
    List<Leftover> leftovers(Location folder, Scope scope) throws StoreException {
        var calls = new MultipartCalls(client, objects);
        var uploads = new ArrayList<MultipartCalls.Listed>();
        calls.uploads(folder.authority(), ObjectName.prefix(folder), scope, uploads::add);
        var leftovers = new ArrayList<Leftover>();
        for (var upload : uploads) {
            var object = new ObjectName(folder.authority(), upload.key());
            if (held(object)) {
                continue;
            }
            try {
                leftovers.add(leftover(
                        object, upload, calls.parts(object, upload.id(), scope).all()));
            } catch (StoreException.NotFound _) {
                // It was completed or removed meanwhile.
            }
        }
        leftovers.sort(Comparator.comparing(leftover -> leftover.location().path()));
        return leftovers;
    }

    private boolean held(ObjectName object) throws StoreException {
        try {
            lock(object).close();
            return false;
        } catch (StoreException.Conflict _) {
            return true;
        }
    }

    private static Leftover leftover(ObjectName object, MultipartCalls.Listed upload, List<MultipartCalls.Part> parts) {
        long bytes = parts.stream().mapToLong(MultipartCalls.Part::size).sum();
        var times = Stream.concat(Stream.of(upload.initiated()), parts.stream().map(MultipartCalls.Part::modified));
        var last = times.map(time -> time.orElse(null)).filter(Objects::nonNull).max(Comparator.naturalOrder());
        return new Leftover(object.location(), upload.id(), bytes, last.orElse(Instant.EPOCH));
    }

    /** Removes an unfinished upload, unless a run on this machine has taken hold of its key. */
    boolean remove(Leftover leftover, Scope scope) throws StoreException {
        var object = ObjectName.of(leftover.location());
        TargetLocks.Lock lock;
        try {
            lock = lock(object);
        } catch (StoreException.Conflict _) {
            return false;
        }
        try (lock) {
            new MultipartCalls(client, objects).abort(object, leftover.token(), scope);
            var journal = UploadJournal.of(environment, identity(object));
            if (Optional.of(journal.read().upload()).equals(Optional.of(leftover.token()))) {
                journal.remove();
            }
            return true;
        }
    }
}
