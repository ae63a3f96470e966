package io.hawser.s3;

import io.hawser.Algorithm;
import io.hawser.ByteRange;
import io.hawser.StoreException;
import io.hawser.store.Access;
import io.hawser.store.Scope;
import io.hawser.store.Sink;
import io.hawser.store.Source;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What earlier runs left of an upload to one key: the one that this machine's journal tells of, or else, from another machine, one that the server lists and whose
 * parts are those of the source.
 */
final class EarlierUploads {
    /** Uploads whose parts are compared with the source, those with the most bytes first. */
    private static final int MOST_TRIED = 3;

    /** Parts that must differ before it is plain that an upload is of something else. */
    private static final int MOST_WRONG = 3;

    private final S3Target target;
    private final MultipartCalls calls;
    private final Source source;
    private final long size;
    private final Optional<Algorithm> wanted;
    private final Map<String, Optional<DonePart>> compared = new HashMap<>();
    private List<Other> others = List.of();

    /** An upload that can be gone on with, and those of its parts that are right. */
    record Found(MultipartCalls.Created upload, PartGrid grid, List<DonePart> parts) {}

    /** Another upload of the same key, as it was when this run began. */
    private record Other(String id, MultipartCalls.Parts parts) {}

    /**
     * For a source of {@code size} bytes, whose version is pinned.
     *
     * @param wanted the checksum that S3 is to keep
     */
    EarlierUploads(S3Target target, Source source, long size, Optional<Algorithm> wanted) {
        this.target = target;
        this.calls = target.calls();
        this.source = source;
        this.size = size;
        this.wanted = wanted;
    }

    /** Goes on with the upload of this machine's journal, which is of the same version of the same source. */
    Optional<Found> known(UploadJournal.Notes notes, Scope scope) throws StoreException {
        var grid = new PartGrid(Math.max(1, notes.partSize()));
        var listed = calls.partsSeen(target.object(), notes.upload(), scope);
        if (listed.isEmpty() || !grid.allowed(size)) {
            return Optional.empty();
        }
        var kept = Algorithm.named(notes.checksum());
        var upload = new MultipartCalls.Created(notes.upload(), kept, notes.whole());
        var done = new ArrayList<DonePart>();
        for (var part : listed.get().all()) {
            if (!grid.fits(part, size)) {
                continue;
            }
            var note = notes.parts().get(part.number());
            boolean summed = kept.isEmpty()
                    || kept.get() == Algorithm.CRC32C
                    || !part.checksum(kept.get()).isEmpty();
            if (summed && note != null && note.etag().equals(part.etag())) {
                done.add(done(part, grid, note.crc32c(), kept));
            } else {
                compare(upload, part, grid, scope).ifPresent(done::add);
            }
        }
        return Optional.of(new Found(upload, grid, done));
    }

    private DonePart done(MultipartCalls.Part part, PartGrid grid, int crc32c, Optional<Algorithm> kept) {
        var checksum = kept.map(part::checksum).orElse("");
        if (checksum.isEmpty() && kept.equals(Optional.of(Algorithm.CRC32C))) {
            checksum = PartSums.base64(Algorithm.CRC32C, crc32c & 0xFFFFFFFFL);
        }
        return new DonePart(part.number(), grid.range(part.number(), size), crc32c, part.etag(), checksum);
    }

    /** Finds an upload of the same bytes among those that the server lists, other than {@code known}; the source is read to tell. */
    Optional<Found> listed(String known, Scope scope) throws StoreException {
        var all = new ArrayList<Other>();
        for (var upload : calls.uploadsSeen(target.object(), scope)) {
            boolean ours = upload.checksum().isEmpty()
                    || wanted.filter(algorithm -> upload.checksum().equals(algorithm.name()))
                            .isPresent();
            if (ours && upload.plain() && !upload.id().equals(known)) {
                calls.partsSeen(target.object(), upload.id(), scope)
                        .ifPresent(parts -> all.add(new Other(upload.id(), parts)));
            }
        }
        all.sort(Comparator.comparingLong(this::fitting).reversed());
        others = all;
        for (var other : all.subList(0, Math.min(MOST_TRIED, all.size()))) {
            var found = found(other, scope);
            if (found.isPresent()) {
                others = all.stream().filter(o -> o != other).toList();
                return found;
            }
        }
        return Optional.empty();
    }

    private long fitting(Other other) {
        var grid = PartGrid.ofParts(other.parts().all(), size);
        return grid.allowed(size) ? grid.fitting(other.parts().all(), size) : 0;
    }

    private Optional<Found> found(Other other, Scope scope) throws StoreException {
        var parts = other.parts();
        var grid = PartGrid.ofParts(parts.all(), size);
        if (source.access() == Access.ONCE || !grid.allowed(size)) {
            return Optional.empty();
        }
        var upload = parts.upload(other.id());
        compareAll(upload, parts.all(), grid, scope);
        var done = new ArrayList<DonePart>();
        int wrong = 0;
        for (var part : parts.all()) {
            if (grid.fits(part, size)) {
                compare(upload, part, grid, scope).ifPresent(done::add);
                wrong++;
            }
            if (done.isEmpty() && wrong >= MOST_WRONG) {
                break;
            }
        }
        return done.isEmpty() ? Optional.empty() : Optional.of(new Found(upload, grid, done));
    }

    /** The part, if it has the bytes of the source, which are read once more, though not again after a failure elsewhere. */
    private Optional<DonePart> compare(
            MultipartCalls.Created upload, MultipartCalls.Part part, PartGrid grid, Scope scope) throws StoreException {
        var comparison = new Comparison(upload, part, grid);
        if (source.access() == Access.ONCE) {
            return Optional.empty();
        }
        if (!compared.containsKey(comparison.key())) {
            read(comparison.range, List.of(comparison), scope);
        }
        return compared.get(comparison.key());
    }

    /** Compares all parts at once where each reading of the source begins at its start. */
    private void compareAll(MultipartCalls.Created upload, List<MultipartCalls.Part> parts, PartGrid grid, Scope scope)
            throws StoreException {
        var all = parts.stream()
                .filter(part -> grid.fits(part, size))
                .map(part -> new Comparison(upload, part, grid))
                .filter(comparison -> !compared.containsKey(comparison.key()))
                .toList();
        if (source.access() == Access.FROM_START && !all.isEmpty()) {
            read(new ByteRange(0, all.getLast().range.end()), all, scope);
        }
    }

    private void read(ByteRange range, List<Comparison> comparisons, Scope scope) throws StoreException {
        var left = new ArrayDeque<>(comparisons);
        try {
            source.read(
                    range,
                    Sink.inOrder((position, bytes) -> {
                        scope.moved(bytes.remaining());
                        long end = position + bytes.remaining();
                        while (bytes.hasRemaining()) {
                            if (left.getFirst().take(end - bytes.remaining(), bytes)) {
                                left.removeFirst();
                            }
                        }
                    }),
                    scope);
        } catch (StoreException e) {
            throw e;
        } catch (IOException e) {
            throw new IllegalStateException("sums do not fail", e);
        }
    }

    /** A part and the bytes of the source that it should have. */
    private final class Comparison {
        private final MultipartCalls.Created upload;
        private final MultipartCalls.Part part;
        private final ByteRange range;
        private final String told;
        private final PartSums sums;

        private Comparison(MultipartCalls.Created upload, MultipartCalls.Part part, PartGrid grid) {
            this.upload = upload;
            this.part = part;
            this.range = grid.range(part.number(), size);
            this.told = upload.checksum().map(part::checksum).orElse("");
            this.sums = new PartSums(upload.checksum(), told.isEmpty());
        }

        private String key() {
            return upload.id() + " " + part.number() + " " + part.etag();
        }

        /** Takes what is its own of the bytes, and passes over those before; returns whether those were the last. */
        private boolean take(long at, ByteBuffer bytes) {
            int before = (int) Math.min(bytes.remaining(), Math.max(0, range.start() - at));
            bytes.position(bytes.position() + before);
            int own = (int) Math.min(bytes.remaining(), range.end() - at - before);
            sums.update(bytes.slice(bytes.position(), own));
            bytes.position(bytes.position() + own);
            if (at + before + own < range.end()) {
                return false;
            }
            boolean same = told.isEmpty()
                    ? part.etag().equals(sums.md5().orElseThrow().etag())
                    : told.equals(sums.checksum().orElseThrow());
            compared.put(
                    key(),
                    same
                            ? Optional.of(new DonePart(
                                    part.number(),
                                    range,
                                    sums.crc32c(),
                                    part.etag(),
                                    sums.checksum().orElse("")))
                            : Optional.empty());
            return true;
        }
    }

    /**
     * Removes other uploads of the same bytes, which are of no use to anybody any more, unless one has grown since this run began: somebody is at work on it.
     *
     * @param done the parts of the object, which is complete
     */
    void removeOthers(Map<Integer, DonePart> done, Scope scope) throws StoreException {
        for (var other : others) {
            var before = other.parts().all();
            boolean same = !before.isEmpty() && before.stream().allMatch(part -> isDone(part, done));
            if (same
                    && calls.partsSeen(target.object(), other.id(), scope)
                            .filter(other.parts()::equals)
                            .isPresent()) {
                calls.abort(target.object(), other.id(), scope);
            }
        }
    }

    private boolean isDone(MultipartCalls.Part part, Map<Integer, DonePart> done) {
        var ours = done.get(part.number());
        return ours != null
                && ours.range().length() == part.size()
                && (ours.etag().equals(part.etag())
                        || !ours.checksum().isEmpty()
                                && wanted.map(part::checksum).orElse("").equals(ours.checksum()));
    }
}
