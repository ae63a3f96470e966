package io.hawser.engine;

import io.hawser.ByteRange;
import io.hawser.Digest;
import io.hawser.Entry;
import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.store.OpenOptions;
import io.hawser.store.Sink;
import io.hawser.store.Store;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** Both ends of a copy, and looks at what is there. */
record Ends(Run run, Store sources, Entry from, Store targets, Location to) {
    /** What is at the source now. */
    Entry source() throws IOException {
        return run.retrying(from.location(), run.token(), this::source);
    }

    private Entry source(Lifeline life) throws StoreException {
        var attributes = run.options().sourceAttributes();
        if (attributes.isEmpty()) {
            return sources.stat(from.location(), life);
        }
        // They may mean another version than the one that a look would find.
        var looking = OpenOptions.look().withAttributes(attributes);
        try (var source = sources.open(from.location(), looking, life)) {
            return source.entry();
        }
    }

    /** What is at the target now. */
    Optional<Entry> target() throws IOException {
        try {
            return Optional.of(run.retrying(to, run.token(), life -> targets.stat(to, life)));
        } catch (StoreException.NotFound _) {
            return Optional.empty();
        }
    }

    /** The digest of the source's bytes, computed as {@code like} was. */
    Digest sourceDigest(Digest like) throws IOException {
        return digest(sources, from.location(), run.options().sourceAttributes(), like);
    }

    /** The digest of the bytes that are in the target, computed as {@code like} was. */
    Digest targetDigest(Digest like) throws IOException {
        return digest(targets, to, Map.of(), like);
    }

    private Digest digest(Store store, Location location, Map<String, String> attributes, Digest like)
            throws IOException {
        var options = OpenOptions.whole().withAttributes(attributes);
        return run.retrying(location, run.token(), life -> {
            var digest = StreamDigest.of(like);
            try (var source = store.open(location, options, life)) {
                source.read(ByteRange.from(0), into(digest, life), life);
                source.confirm(life);
            }
            return digest.finish();
        });
    }

    private Sink into(StreamDigest digest, Lifeline life) {
        return Sink.inOrder((position, bytes) -> {
            int count = bytes.remaining();
            life.moved(count);
            digest.update(bytes);
            life.pause();
            run.limit(count, run.token());
            life.resume();
        });
    }
}
