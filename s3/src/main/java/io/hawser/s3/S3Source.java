package io.hawser.s3;

import io.hawser.ByteRange;
import io.hawser.Entry;
import io.hawser.StoreException;
import io.hawser.store.Access;
import io.hawser.store.OpenOptions;
import io.hawser.store.Scope;
import io.hawser.store.Sink;
import io.hawser.store.Source;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One version of one object. Every request for its bytes names the version, and every answer is compared with it.
 *
 * <p>There are clones that give each range an ETag of its own. Then HEAD decides whether the object is the one that was opened, from there on size and
 * date tell answers apart, and HEAD has the last word before the copy is published ({@link #confirm}). A date proves that only once the second that it
 * names is over.
 */
final class S3Source implements Source {
    private final ObjectReader reader;
    private final Pin asked;
    private final ObjectState opened;
    private final Entry entry;
    /** The answer that opened it, until somebody reads it. */
    private final AtomicReference<ObjectBytes> first;

    private volatile Access access;
    private volatile boolean loose;

    /** {@code asked}: the version that was asked for; {@code loose}: whether ETags tell nothing; {@code first}: may be null. */
    private S3Source(
            ObjectReader reader,
            Pin asked,
            ObjectState opened,
            Checksums found,
            boolean loose,
            ObjectBytes first,
            Scope scope)
            throws StoreException {
        reader.checkVersion(asked, opened);
        this.reader = reader;
        this.asked = asked;
        this.opened = opened;
        this.entry = opened.entry(reader.location(), reader.digests(opened, found, scope));
        this.loose = loose || opened.etag().isEmpty();
        this.first = new AtomicReference<>(first);
        this.access = Access.RANGES;
    }

    /**
     * Opens an object with one request, where its answer carries all of it with a digest; otherwise with a second one for what the first does not tell,
     * while the first bytes are on their way.
     */
    static S3Source open(ObjectReader reader, OpenOptions options, Scope scope) throws StoreException {
        var known = options.known();
        var token = known.isPresent() ? known.get().version() : Optional.<String>empty();
        var asked = (token.isPresent() ? Pin.ofToken(token.get()) : Pin.NONE)
                .withVersionId(reader.options().versionId());
        var range = options.first();
        if (range.isEmpty()) {
            return unread(reader, asked, scope);
        }
        long size = known.isPresent() ? known.get().size().orElse(-1) : -1;
        boolean whole = range.start() == 0 && (options.single() || size >= 0 && size <= range.end());
        ObjectBytes first;
        try {
            first = reader.get(whole ? null : range, asked, scope);
        } catch (ObjectReader.BeyondException _) {
            // An empty object has no range; and one that became shorter is opened for who wants to begin anew.
            return unread(reader, asked, scope);
        }
        boolean kept = false;
        try {
            var source = opened(reader, asked, first, range, scope);
            if (!whole && !first.partial()) {
                source.access = Access.FROM_START;
            }
            kept = true;
            return source;
        } finally {
            if (!kept) {
                first.close();
            }
        }
    }

    private static S3Source unread(ObjectReader reader, Pin asked, Scope scope) throws StoreException {
        var state = reader.look(asked, scope);
        if (state.size() < 0) {
            throw sizeless(reader);
        }
        return new S3Source(reader, asked, state, reader.checksums(state, true), false, null, scope);
    }

    private static S3Source opened(ObjectReader reader, Pin asked, ObjectBytes first, ByteRange range, Scope scope)
            throws StoreException {
        var state = first.state();
        boolean expected = asked.etag().isEmpty() || asked.etag().equals(state.etag());
        var found = reader.checksums(state, first.complete());
        boolean told = !found.whole().isEmpty() || found.composite().isPresent();
        if (expected && state.size() >= 0 && first.complete() && (told || !first.partial() || state.bare())) {
            return new S3Source(reader, asked, state, found, false, first, scope);
        }
        var head = lookBeside(reader, asked, state, scope);
        if (head == null) {
            if (!expected) {
                throw reader.changed(asked);
            }
            if (state.size() < 0) {
                throw sizeless(reader);
            }
            return new S3Source(reader, asked, state, found, false, first, scope);
        }
        return compared(reader, asked, first, head, range, scope);
    }

    /** What HEAD says, of whatever is there now; null where it is refused although the object can be read. */
    private static ObjectState lookBeside(ObjectReader reader, Pin asked, ObjectState state, Scope scope)
            throws StoreException {
        var versionId = asked.versionId().isEmpty() ? state.versionId() : asked.versionId();
        try {
            return reader.look(new Pin(versionId, "", ""), scope);
        } catch (StoreException.Denied | StoreException.Unsupported | StoreException.Rejected _) {
            return null;
        }
    }

    /** The source, if HEAD and the first answer are about the same version, and that is the one that was asked for. */
    private static S3Source compared(
            ObjectReader reader, Pin asked, ObjectBytes first, ObjectState head, ByteRange range, Scope scope)
            throws StoreException {
        if (head.size() < 0) {
            throw sizeless(reader);
        }
        var state = first.state().size() < 0 ? first.state().withSize(head.size()) : first.state();
        if (!asked.etag().isEmpty() && !asked.etag().equals(head.etag())) {
            throw reader.changed(asked);
        }
        boolean sameTag = !state.etag().isEmpty() && state.etag().equals(head.etag());
        if (sameTag ? state.size() != head.size() : !state.sameSizeAndDate(head)) {
            throw new StoreException.Conflict(
                    reader.location(),
                    "it changed while it was opened: it had " + state.size() + " bytes, modified " + state.modified()
                            + ", and has " + head.size() + ", modified " + head.modified());
        }
        if (!sameTag && !head.etag().isEmpty() && !state.settled()) {
            throw unsettled(reader);
        }
        if (first.partial() && first.range().end() != Math.min(range.end(), head.size())) {
            throw new StoreException.Unavailable(
                    reader.location(), "the answer to bytes=" + range + " has bytes " + first.range() + " alone");
        }
        return new S3Source(
                reader, asked, head, reader.checksums(head, true), !sameTag, first.ofSize(head.size()), scope);
    }

    private static StoreException sizeless(ObjectReader reader) {
        return new StoreException.Unavailable(reader.location(), "no answer tells its size");
    }

    private static StoreException unsettled(ObjectReader reader) {
        return new StoreException.Unavailable(
                reader.location(),
                "answers give it several ETags, and it was modified so lately that its date does not tell versions apart");
    }

    /** Who reads it. */
    ObjectReader reader() {
        return reader;
    }

    /** What was opened. */
    ObjectState opened() {
        return opened;
    }

    @Override
    public Entry entry() {
        return entry;
    }

    @Override
    public Access access() {
        return access;
    }

    @Override
    public long read(ByteRange range, Sink sink, Scope scope) throws IOException {
        long size = opened.size();
        long end = range.open() ? size : range.end();
        if (Math.max(range.start(), end) > size) {
            throw new StoreException.Rejected(
                    entry.location(), "bytes " + range + " were asked for, and it has " + size);
        }
        long position = range.start();
        while (position < end) {
            try (var bytes = next(new ByteRange(position, end), scope)) {
                position =
                        bytes.copyTo(sink, position, Math.min(end, bytes.range().end()), scope);
            }
        }
        return position;
    }

    private ObjectBytes next(ByteRange range, Scope scope) throws StoreException {
        var unread = first.get();
        boolean fits = unread != null
                && (unread.range().start() == range.start() || !unread.partial() && access == Access.FROM_START);
        return fits && first.compareAndSet(unread, null) ? unread : fetch(range, scope);
    }

    private ObjectBytes fetch(ByteRange range, Scope scope) throws StoreException {
        boolean ranged = access == Access.RANGES && range.length() < opened.size();
        ObjectBytes bytes;
        try {
            bytes = reader.get(ranged ? range : null, pin(), scope);
        } catch (ObjectReader.BeyondException e) {
            throw e.size() >= 0 && e.size() != opened.size()
                    ? differs("it had " + opened.size() + " bytes and has " + e.size())
                    : new StoreException.Unavailable(
                            entry.location(), "bytes " + range + " were not served: " + e.getMessage(), e);
        }
        boolean kept = false;
        try {
            check(bytes, range, scope);
            if (ranged && !bytes.partial()) {
                access = Access.FROM_START;
            }
            kept = true;
            return bytes.ofSize(opened.size());
        } finally {
            if (!kept) {
                bytes.close();
            }
        }
    }

    private String versionId() {
        return asked.versionId().isEmpty() ? opened.versionId() : asked.versionId();
    }

    private Pin pin() {
        if (loose) {
            return new Pin(versionId(), "", opened.settled() ? opened.modified() : "");
        }
        return new Pin(versionId(), opened.versionId().isEmpty() ? opened.etag() : "", "");
    }

    private void check(ObjectBytes bytes, ByteRange range, Scope scope) throws StoreException {
        var state = bytes.state();
        if (state.size() >= 0 && state.size() != opened.size()) {
            throw differs("it had " + opened.size() + " bytes and has " + state.size());
        }
        if (bytes.partial() && bytes.range().end() != range.end()) {
            throw new StoreException.Unavailable(
                    entry.location(), "the answer to bytes=" + range + " has bytes " + bytes.range() + " alone");
        }
        if (!opened.versionId().isEmpty() && !state.versionId().isEmpty()) {
            if (!state.versionId().equals(opened.versionId())) {
                throw differs("its version was " + opened.versionId() + " and is " + state.versionId());
            }
            return;
        }
        if (!loose && state.etag().equals(opened.etag())) {
            return;
        }
        if (!loose && state.etag().isEmpty()) {
            throw new StoreException.Unavailable(
                    entry.location(),
                    "an answer came without the ETag that the object had, so that it may be of another version");
        }
        if (!state.modified().equals(opened.modified())) {
            throw differs("its ETag was " + opened.etag() + " and is " + state.etag() + ", it was modified "
                    + opened.modified() + " and now is " + state.modified());
        }
        if (!loose) {
            compareWithHead(scope);
        }
        if (!opened.etag().isEmpty() && !state.settled()) {
            throw unsettled(reader);
        }
        loose = true;
    }

    private void compareWithHead(Scope scope) throws StoreException {
        var head = reader.look(new Pin(asked.versionId(), "", ""), scope);
        if (!head.etag().equals(opened.etag()) || !opened.sameSizeAndDate(head)) {
            throw differs("its ETag was " + opened.etag() + " and is " + head.etag());
        }
    }

    private StoreException differs(String how) {
        return new StoreException.Conflict(entry.location(), "it changed while it was read: " + how);
    }

    @Override
    public void confirm(Scope scope) throws StoreException {
        if (loose && opened.versionId().isEmpty()) {
            compareWithHead(scope);
        }
    }

    @Override
    public void close() {
        var unread = first.getAndSet(null);
        if (unread != null) {
            unread.close();
        }
    }
}
