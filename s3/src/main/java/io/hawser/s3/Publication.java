package io.hawser.s3;

import io.hawser.StoreException;
import io.hawser.store.Scope;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Makes an object visible, and finds out whether that happened where the answer does not say: when it is lost, when it is an error of the server's own, or
 * when it is about a second request after a first one had done it.
 */
final class Publication {
    private final S3Target target;
    private final boolean onlyNew;
    private boolean doubtful;

    /** {@code onlyNew}: whether it is a conflict if there is something of that name. */
    Publication(S3Target target, boolean onlyNew) {
        this.target = target;
        this.onlyNew = onlyNew;
    }

    /** The request that does it. */
    interface Publishing {
        /**
         * Sends it and returns what its answer says of the object.
         *
         * @param conditional whether to ask for it only if there is nothing of that name
         */
        ObjectState send(boolean conditional) throws StoreException;

        /** Whether it may have reached the server more than once. */
        boolean repeated();
    }

    /**
     * Sends the request, unless it was done before.
     *
     * @param proof whether what is there is what was to be published
     */
    ObjectState publish(Publishing request, Predicate<ObjectState> proof, Scope scope) throws StoreException {
        if (doubtful || onlyNew) {
            var there = thereIfAllowed(scope);
            if (doubtful && there.filter(proof).isPresent()) {
                return there.get();
            }
            if (!doubtful && there.isPresent()) {
                // Some clones do not know conditions and do as if there were none.
                throw exists(null);
            }
        }
        try {
            return send(request);
        } catch (StoreException e) {
            var refused = e instanceof StoreException.Conflict;
            boolean unknown =
                    e.retryable() || S3Error.says(e, "NoSuchUpload") || refused && (doubtful || request.repeated());
            if (unknown) {
                doubtful = true;
                var done = lookAfter(e, scope).filter(proof);
                if (done.isPresent()) {
                    return done.get();
                }
            }
            throw refused && onlyNew ? exists(e) : MultipartCalls.told(target.object(), e);
        }
    }

    private ObjectState send(Publishing request) throws StoreException {
        boolean conditional = onlyNew && target.abilities().conditions();
        try {
            return request.send(conditional);
        } catch (StoreException.Unsupported e) {
            if (!conditional) {
                throw e;
            }
            var state = request.send(false);
            target.abilities().withoutConditions();
            return state;
        }
    }

    private StoreException exists(StoreException cause) {
        return new StoreException.Conflict(target.location(), "exists already", cause);
    }

    private Optional<ObjectState> lookAfter(StoreException failure, Scope scope) {
        try {
            return there(scope);
        } catch (StoreException e) {
            failure.addSuppressed(e);
            return Optional.empty();
        }
    }

    /** What is there now; who may write need not be allowed to read. */
    private Optional<ObjectState> thereIfAllowed(Scope scope) throws StoreException {
        try {
            return there(scope);
        } catch (StoreException.Denied _) {
            return Optional.empty();
        }
    }

    /** What is there now. */
    private Optional<ObjectState> there(Scope scope) throws StoreException {
        try {
            return Optional.of(look(scope));
        } catch (StoreException.NotFound _) {
            return Optional.empty();
        }
    }

    /**
     * What is there now.
     *
     * @throws StoreException.NotFound when there is nothing
     */
    ObjectState look(Scope scope) throws StoreException {
        var call = Call.of("HEAD", target.object()).headers(target.options().forReading());
        try (var answer = target.client().ask(call, target.object(), scope, 200)) {
            return ObjectState.of(answer.headers(), answer.announcedLength().orElse(-1));
        }
    }
}
