package io.hawser.s3;

import io.hawser.ByteRange;
import io.hawser.Digest;
import io.hawser.Entry;
import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.http.client.Answer;
import io.hawser.http.client.ContentRange;
import io.hawser.http.client.Shown;
import io.hawser.store.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Asks for one object, and makes sure that what is answered is what was asked for. */
final class ObjectReader {
    /** What the names of directory buckets end with, whose ETags are no digests. */
    private static final String DIRECTORY_BUCKET = "--x-s3";

    private final S3Client client;
    private final ObjectName object;
    private final Location location;
    private final ObjectOptions options;
    private final boolean md5;

    ObjectReader(S3Client client, ObjectName object, Location location, ObjectOptions options) {
        this.client = client;
        this.object = object;
        this.location = location;
        this.options = options;
        this.md5 = !object.bucket().endsWith(DIRECTORY_BUCKET);
    }

    Location location() {
        return location;
    }

    ObjectOptions options() {
        return options;
    }

    S3Client client() {
        return client;
    }

    ObjectName object() {
        return object;
    }

    /** No byte of the object is in the range that was asked for. */
    static final class BeyondException extends Exception {
        private static final long serialVersionUID = 1L;

        private final long size;

        private BeyondException(long size) {
            super("416: it ends before the bytes that were asked for");
            this.size = size;
        }

        /** Of the object as the answer tells it, or -1. */
        long size() {
            return size;
        }
    }

    /**
     * GetObject.
     *
     * @param range null for the whole; the answer may be the whole all the same
     * @throws BeyondException when the object ends before the range
     * @throws StoreException.Conflict when it is no longer the version that {@code pin} names
     */
    ObjectBytes get(ByteRange range, Pin pin, Scope scope) throws StoreException, BeyondException {
        var call = call("GET", pin);
        if (range != null) {
            call.header("Range", "bytes=" + range);
        }
        var answer = client.ask(call, location, scope, 200, 206, 412, 416);
        boolean kept = false;
        try {
            var bytes = bytes(answer, range, pin, scope);
            kept = true;
            return bytes;
        } finally {
            if (!kept) {
                answer.close();
            }
        }
    }

    private Call call(String method, Pin pin) {
        var call = Call.of(method, object).headers(options.forReading());
        pin.hold(call);
        return call;
    }

    private ObjectBytes bytes(Answer answer, ByteRange range, Pin pin, Scope scope)
            throws StoreException, BeyondException {
        int status = answer.status();
        if (status == 412) {
            answer.passOver(scope);
            throw changed(pin);
        }
        if (status == 416) {
            answer.passOver(scope);
            var said = answer.headers().first("Content-Range").flatMap(ContentRange::parse);
            throw new BeyondException(said.isPresent() ? said.get().total().orElse(-1) : -1);
        }
        if (status == 206) {
            return part(answer, range);
        }
        var headers = answer.headers();
        var state = ObjectState.of(headers, answer.length().orElse(-1));
        if (state.etag().isEmpty() && state.modified().isEmpty()) {
            throw new StoreException.Unavailable(
                    location,
                    "the answer has neither ETag nor Last-Modified, as an object has: something else than S3 gave it");
        }
        return new ObjectBytes(answer, new ByteRange(0, answer.length().orElse(ByteRange.OPEN)), state);
    }

    private ObjectBytes part(Answer answer, ByteRange asked) throws StoreException {
        if (asked == null) {
            throw new StoreException.Unavailable(location, "answers 206 where no range was asked for");
        }
        var field = answer.headers().first("Content-Range").orElse("nothing");
        var given = ContentRange.parse(field).filter(ContentRange::satisfied);
        boolean right = given.isPresent() && given.get().start().getAsLong() == asked.start();
        long end = right ? given.get().end().getAsLong() : 0;
        long size = right ? given.get().total().orElse(-1) : -1;
        if (right) {
            // Without the total, an end before the one that was asked for may be the object's; who knows its size will
            // tell.
            right = size < 0 ? end <= asked.end() : end == Math.min(asked.end(), size);
            right &= answer.length().orElse(end - asked.start()) == end - asked.start();
        }
        if (!right) {
            var length = answer.length();
            throw new StoreException.Unavailable(
                    location,
                    "the answer to bytes=" + asked + " does not match: its content range is " + Shown.text(field, 60)
                            + (length.isPresent() ? ", its length " + length.getAsLong() : ""));
        }
        return new ObjectBytes(answer, new ByteRange(asked.start(), end), ObjectState.of(answer.headers(), size));
    }

    /** The failure of an answer 412. */
    StoreException changed(Pin pin) {
        return new StoreException.Conflict(
                location,
                pin.etag().isEmpty()
                        ? "it is no longer the version that was opened: it was modified since"
                        : "it is no longer the version that was opened: it did not match the expected ETag "
                                + pin.etag());
    }

    /**
     * HeadObject.
     *
     * @throws StoreException.NotFound when there is no such object or version
     */
    ObjectState look(Pin pin, Scope scope) throws StoreException {
        return look(call("HEAD", pin), pin, scope);
    }

    private ObjectState look(Call call, Pin pin, Scope scope) throws StoreException {
        try (var answer = client.ask(call, location, scope, 200, 206, 412)) {
            if (answer.status() == 412) {
                throw changed(pin);
            }
            return ObjectState.of(answer.headers(), answer.announcedLength().orElse(-1));
        }
    }

    /** What {@code answer}, to HEAD or to a GET that gave all, says of the object's checksums. */
    Checksums checksums(ObjectState answer, boolean complete) {
        return Checksums.of(answer, complete, md5);
    }

    /**
     * All digests of the object; for one of its parts, S3 is asked how large they are.
     *
     * @param state of the whole object
     */
    List<Digest> digests(ObjectState state, Checksums found, Scope scope) throws StoreException {
        if (found.composite().isEmpty()) {
            return found.whole();
        }
        var composite = found.composite().get();
        var size = partSize(state, composite.count(), scope);
        if (size.isEmpty()) {
            return found.whole();
        }
        var all = new ArrayList<>(found.whole());
        all.add(composite.ofSize(size.get()));
        return all;
    }

    /**
     * The size of the object's parts; empty where that cannot be had or they have several. Of more than three, only the first and the last are looked at: with the
     * number of parts and the size of the whole, others of another size would have to make up for each other to the byte.
     */
    private Optional<Long> partSize(ObjectState state, int count, Scope scope) throws StoreException {
        long first = part(state, 1, count, scope);
        if (first < 0 || count == 1) {
            return first < 0 ? Optional.empty() : Checksums.partSize(state.size(), count, first, first);
        }
        long last = count == 2 ? state.size() - first : part(state, count, count, scope);
        return Checksums.partSize(state.size(), count, first, last);
    }

    /** The size of a part, or -1 where it is not told. */
    private long part(ObjectState state, int number, int count, Scope scope) throws StoreException {
        var pin = new Pin(state.versionId(), "", "").withVersionId(options.versionId());
        try {
            var part = look(call("HEAD", pin).query("partNumber", Integer.toString(number)), pin, scope);
            boolean told =
                    part.headers().first("x-amz-mp-parts-count").orElse("").equals(Integer.toString(count));
            return told && part.etag().equals(state.etag()) ? part.size() : -1;
        } catch (StoreException.Unavailable | StoreException.Throttled e) {
            throw e;
        } catch (StoreException _) {
            // Not every clone knows the request; without it there is one way less to verify the bytes.
            return -1;
        }
    }

    /**
     * Makes sure that an answer is of the version that was asked for: there are servers that keep none, and give what there is for any.
     *
     * @throws StoreException.Unsupported when it is not, or does not say so
     */
    void checkVersion(Pin asked, ObjectState answer) throws StoreException {
        var wanted = asked.versionId().equals("null") ? "" : asked.versionId();
        if (!asked.versionId().isEmpty() && !wanted.equals(answer.versionId())) {
            throw new StoreException.Unsupported(
                    location,
                    "version " + Shown.text(asked.versionId(), 80) + " was asked for, and "
                            + (answer.versionId().isEmpty()
                                    ? "the server gave what it has without one: it seems to keep no versions"
                                    : "version " + Shown.text(answer.versionId(), 80) + " was given"));
        }
    }

    /** What is known of the object, without reading it. */
    Entry entry(Scope scope) throws StoreException {
        var pin = Pin.NONE.withVersionId(options.versionId());
        var state = look(pin, scope);
        checkVersion(pin, state);
        return state.entry(location, digests(state, checksums(state, true), scope));
    }
}
