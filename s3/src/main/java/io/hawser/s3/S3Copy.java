package io.hawser.s3;

import io.hawser.Algorithm;
import io.hawser.ByteRange;
import io.hawser.Entry;
import io.hawser.StoreException;
import io.hawser.http.client.Headers;
import io.hawser.store.Receipt;
import io.hawser.store.Scope;
import io.hawser.store.ServerCopy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A copy that S3 makes by itself: by one CopyObject at the commit, or, of a larger object or one that must be new, by a multipart upload whose parts are copied
 * (CompleteMultipartUpload knows conditions everywhere, CopyObject on few servers).
 */
final class S3Copy implements ServerCopy {
    /** The largest object there is. */
    static final long LARGEST = PartGrid.LARGEST * MultipartCalls.MOST_PARTS;

    /** The largest object that CopyObject takes. */
    private static final long LARGEST_AT_ONCE = 5L << 30;

    /** Bytes of a piece at least: no byte comes by here, and every request takes its time. */
    private static final long PIECE = 128L << 20;

    private final S3Target target;
    private final MultipartCalls calls;
    private final CopySource source;
    private final long size;
    private final boolean atOnce;
    private final PartGrid grid;
    private final UploadJournal journal;
    private final boolean resume;
    private final TreeMap<Integer, DonePart> parts = new TreeMap<>();
    private List<ByteRange> resumed = List.of();
    private MultipartCalls.Created upload;

    /** {@code wish}: the size of parts that is asked for; {@code resume}: whether to go on from what an earlier run left. */
    S3Copy(
            S3Target target,
            CopySource source,
            long size,
            boolean onlyNew,
            long wish,
            UploadJournal journal,
            boolean resume) {
        this.target = target;
        this.calls = target.calls();
        this.source = source;
        this.size = size;
        this.atOnce = size <= LARGEST_AT_ONCE && !onlyNew;
        this.grid = PartGrid.of(Math.max(wish, PIECE), size);
        this.journal = journal;
        this.resume = resume && !source.version().isEmpty();
    }

    @Override
    public long pieceSize(long bytes) {
        return atOnce ? Math.max(1, bytes) : grid.size();
    }

    /** What an earlier run had left. */
    List<ByteRange> resumed() {
        return resumed;
    }

    /** Takes leave of the multipart upload, which somebody else removes. */
    void forget() {
        upload = null;
        parts.clear();
    }

    /** The multipart upload, if there is one. */
    Optional<MultipartCalls.Created> upload() {
        return Optional.ofNullable(upload);
    }

    /** Whether a later run could go on from what is there. */
    boolean resumable() {
        return resume && !parts.isEmpty();
    }

    @Override
    public List<ByteRange> begin(Scope scope) throws StoreException {
        parts.clear();
        var notes = journal.read();
        var identity = UploadJournal.digest("copy\n" + source.version() + "\n" + size + "\n" + describe());
        boolean known = !atOnce && resume && notes.identity().equals(identity) && notes.partSize() == grid.size();
        if (!atOnce && !notes.upload().isEmpty() && !(known && goOn(notes, scope))) {
            known = false;
            calls.abortIfAllowed(target.object(), notes.upload(), scope);
            journal.remove();
        }
        if (atOnce) {
            return List.of();
        }
        journal.start(identity);
        if (!known || upload == null) {
            if (notes.creating() && notes.upload().isEmpty()) {
                calls.removeLost(target.object(), scope);
            }
            journal.creating();
            upload = create(scope);
        }
        journal.created(upload, grid.size());
        parts.values().forEach(part -> journal.part(part.number(), part.crc32c(), part.etag()));
        resumed = parts.values().stream().map(DonePart::range).toList();
        return resumed;
    }

    private String describe() {
        var text = new StringBuilder();
        for (var field : source.description().fields()) {
            if (!field.name().endsWith("-customer-key")) {
                text.append(field.name()).append(": ").append(field.value()).append('\n');
            }
        }
        return text.toString();
    }

    private boolean goOn(UploadJournal.Notes notes, Scope scope) throws StoreException {
        var listed = calls.partsSeen(target.object(), notes.upload(), scope);
        if (listed.isEmpty()) {
            return false;
        }
        var kept = Algorithm.named(notes.checksum());
        upload = new MultipartCalls.Created(notes.upload(), kept, notes.whole());
        for (var part : listed.get().all()) {
            var note = notes.parts().get(part.number());
            if (grid.fits(part, size) && note != null && note.etag().equals(part.etag())) {
                parts.put(
                        part.number(),
                        new DonePart(
                                part.number(),
                                grid.range(part.number(), size),
                                0,
                                part.etag(),
                                kept.map(part::checksum).orElse("")));
            }
        }
        return true;
    }

    private MultipartCalls.Created create(Scope scope) throws StoreException {
        var headers = source.description();
        if (!headers.has("x-amz-tagging")) {
            source.tags(scope).ifPresent(tags -> headers.set("x-amz-tagging", tags));
        }
        return target.create(headers, checksum(), scope);
    }

    /** The checksum that the copy is to have: that of the source where it has one of the whole, so that the two can be compared. */
    private Optional<Algorithm> checksum() {
        var asked = target.options().checksumAlgorithm().map(Algorithm::valueOf);
        if (asked.isPresent() || !target.abilities().checksums()) {
            return asked;
        }
        var kept = Checksums.of(source.state(), true, false).whole();
        return kept.stream()
                .map(digest -> digest.algorithm())
                .filter(Algorithm::combinable)
                .findFirst();
    }

    @Override
    public Receipt copy(ByteRange range, Scope scope) throws StoreException {
        if (atOnce) {
            return new Receipt(range, "");
        }
        int number = grid.number(range.start());
        var call = source.in(calls.part(target.object(), upload.id(), number));
        if (range.length() < size) {
            // Of a small object no range can be copied.
            call.header("x-amz-copy-source-range", "bytes=" + range);
        }
        scope.expectSilence();
        var result = ask(call.content(Bytes.none()), scope);
        var etag = ObjectState.quoted(result.getOrDefault("ETag", ""));
        if (etag.isEmpty()) {
            throw new StoreException.Rejected(target.object(), "the answer to UploadPartCopy has no ETag");
        }
        var checksum = upload.checksum()
                .map(algorithm -> result.getOrDefault("Checksum" + algorithm.name(), ""))
                .orElse("");
        synchronized (parts) {
            parts.put(number, new DonePart(number, range, 0, etag, checksum));
        }
        journal.part(number, 0, etag);
        return new Receipt(range, etag);
    }

    /** Sends a copy's request and returns the elements of its result, which may turn out to be an error. */
    private Map<String, String> ask(Call call, Scope scope) throws StoreException {
        try {
            return target.client().result(call, target.object(), scope);
        } catch (StoreException.Conflict e) {
            if (S3Error.says(e, "PreconditionFailed")) {
                throw new StoreException.Conflict(
                        target.object(), "its source is no longer the version that was opened", e);
            }
            throw e;
        } catch (StoreException.Denied e) {
            if (S3Error.says(e, "AccessDenied")) {
                // Tags or a key of the source may be what is out of reach; who may read its bytes can still bring them.
                throw new StoreException.Unsupported(target.object(), "S3 may not copy it by itself: " + e.reason(), e);
            }
            throw e;
        } catch (StoreException e) {
            throw MultipartCalls.told(target.object(), e);
        }
    }

    /** Makes the copy visible. */
    Entry commit(ObjectCommit commit, Scope scope) throws StoreException {
        if (!atOnce) {
            return commit.complete(upload, List.copyOf(parts.values()), size, source.description(), scope);
        }
        return commit.copy(new AtOnce(scope), this::isThere, size, scope);
    }

    private boolean isThere(ObjectState there) {
        var before = source.state();
        if (there.size() != size || !ObjectCommit.describes(source.description(), there)) {
            return false;
        }
        var kept = new ArrayList<>(Checksums.of(before, true, true).whole());
        kept.retainAll(Checksums.of(there, true, true).whole());
        return !kept.isEmpty();
    }

    /** A CopyObject. */
    private final class AtOnce implements Publication.Publishing {
        private final Scope scope;
        private final Bytes body = Bytes.none();

        private AtOnce(Scope scope) {
            this.scope = scope;
        }

        @Override
        public ObjectState send(boolean conditional) throws StoreException {
            var call = source.in(Call.of("PUT", target.object())).content(body);
            if (source.described()) {
                call.headers(source.description()).header("x-amz-metadata-directive", "REPLACE");
            } else {
                call.headers(target.options().forWriting());
            }
            if (target.options().forWriting().has("x-amz-tagging")) {
                call.header("x-amz-tagging-directive", "REPLACE");
            }
            target.options()
                    .checksumAlgorithm()
                    .ifPresent(algorithm -> call.header("x-amz-checksum-algorithm", algorithm));
            scope.expectSilence();
            var result = ask(call, scope);
            var said = new Headers().set("ETag", result.getOrDefault("ETag", ""));
            Optional.ofNullable(result.get("VersionId")).ifPresent(id -> said.set("x-amz-version-id", id));
            return ObjectState.of(said, -1);
        }

        @Override
        public boolean repeated() {
            return body.repeated();
        }
    }
}
