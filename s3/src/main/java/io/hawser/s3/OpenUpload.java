package io.hawser.s3;

import io.hawser.Algorithm;
import io.hawser.StoreException;
import io.hawser.store.Scope;
import java.util.Optional;

/**
 * The multipart upload of an object: created for the first part that needs it, noted in the journal before that and after, and removed with whatever earlier runs
 * left.
 */
final class OpenUpload {
    private final S3Target target;
    private final MultipartCalls calls;
    private final UploadJournal journal;
    private volatile MultipartCalls.Created current;
    private String stale;
    private boolean unknownBefore;
    private boolean unknown;
    private boolean journaling;

    /** {@code notes}: what the journal says of an earlier run. */
    OpenUpload(S3Target target, UploadJournal journal, UploadJournal.Notes notes) {
        this.target = target;
        this.calls = target.calls();
        this.journal = journal;
        this.stale = notes.upload();
        this.unknownBefore = notes.creating() && notes.upload().isEmpty();
    }

    /** The upload, if there is one. */
    Optional<MultipartCalls.Created> current() {
        return Optional.ofNullable(current);
    }

    boolean is(MultipartCalls.Created one) {
        return current == one;
    }

    /** Whether an upload may have been created of which only the server knows, and which is of use here. */
    boolean unknown() {
        return unknown;
    }

    /**
     * Learns whether what the journal says is about the same source; if it is not, an upload whose creation was not answered is of no use to anybody.
     */
    void compared(boolean known, Scope scope) throws StoreException {
        if (unknownBefore && !known) {
            calls.removeLost(target.object(), scope);
        }
        unknown |= unknownBefore && known;
        unknownBefore = false;
    }

    /** Removes what the journal tells of, unless it is the upload with that id. */
    void discardStale(String kept, Scope scope) throws StoreException {
        if (!stale.isEmpty() && !stale.equals(kept)) {
            calls.abortIfAllowed(target.object(), stale, scope);
            journal.remove();
        }
        stale = "";
    }

    /** Whether there is an upload of an earlier run, of which it is not known yet what becomes of it. */
    boolean undecided() {
        return !stale.isEmpty();
    }

    /** Begins the journal, for a source of that identity. */
    void journalFor(String identity, PartGrid grid) {
        journal.start(identity);
        journaling = true;
        current().ifPresent(upload -> journal.created(upload, grid.size()));
    }

    /** Goes on with an upload of an earlier run. */
    void adopt(MultipartCalls.Created upload) {
        current = upload;
        unknown = false;
    }

    /** The upload, which is created if there is none; {@code checksum} is what S3 is to keep of its parts. */
    synchronized MultipartCalls.Created get(PartGrid grid, Optional<Algorithm> checksum, Scope scope)
            throws StoreException {
        if (current == null) {
            var made = unknown ? calls.lost(target.object(), scope) : Optional.<MultipartCalls.Created>empty();
            if (made.isEmpty()) {
                unknown = true;
                if (!journaling) {
                    // A small object that finds no memory: nothing to resume, and yet something to remove after a kill.
                    journalFor("none", grid);
                }
                journal.creating();
                made = Optional.of(createOrKnowNone(checksum, scope));
            }
            journal.created(made.get(), grid.size());
            adopt(made.get());
        }
        return current;
    }

    private MultipartCalls.Created createOrKnowNone(Optional<Algorithm> checksum, Scope scope) throws StoreException {
        try {
            return create(checksum, scope);
        } catch (StoreException e) {
            // After a refusal, an upload without parts is one that another machine has just created.
            unknown = e.retryable() && !(e instanceof StoreException.Throttled);
            throw e;
        }
    }

    private MultipartCalls.Created create(Optional<Algorithm> checksum, Scope scope) throws StoreException {
        var created = target.create(ObjectCommit.headers(target), checksum, scope);
        if (checksum.isPresent() && created.checksum().isEmpty()) {
            target.abilities().withoutChecksums();
        }
        return created;
    }

    /**
     * Forgets the upload for one whose parts need no checksum, if it just turned out that the server takes none behind a part.
     *
     * @param into the upload that a part was sent into
     * @param before whether a checksum behind a part seemed possible then
     * @param empty whether no part is there yet; otherwise it is too late
     * @return whether the part is to be sent once more
     */
    synchronized boolean startedOver(MultipartCalls.Created into, boolean before, boolean empty, Scope scope)
            throws StoreException {
        if (into != current) {
            return true;
        }
        boolean asked = target.options().checksumAlgorithm().isPresent();
        boolean learned = (before || !asked) && !target.abilities().trailers();
        if (!learned || into.checksum().isEmpty() || !empty) {
            return false;
        }
        current = null;
        calls.abort(target.object(), into.id(), scope);
        return true;
    }

    /** The upload was completed. */
    void completed() {
        current = null;
    }

    /** Removes the upload and what earlier runs left of others. */
    void abort(Scope scope) throws StoreException {
        if (current == null && unknown) {
            calls.removeLost(target.object(), scope);
        }
        if (current != null) {
            calls.abort(target.object(), current.id(), scope);
            current = null;
        }
        unknown = false;
        discardStale("", scope);
    }
}
