package io.hawser.s3;

import io.hawser.ByteRange;
import io.hawser.StoreException;
import io.hawser.http.client.Answer;
import io.hawser.store.Scope;
import io.hawser.store.Sink;
import java.io.IOException;

/** An answer to GetObject, and where its bytes belong. Its head was checked; that the body holds to it is checked as it comes. */
final class ObjectBytes implements AutoCloseable {
    private final Answer answer;
    private final ByteRange range;
    private final ObjectState state;

    /** {@code range}: the bytes that it carries, open where it does not say how many they are. */
    ObjectBytes(Answer answer, ByteRange range, ObjectState state) {
        this.answer = answer;
        this.range = range;
        this.state = state;
    }

    /** The same where another answer told the object's size. */
    ObjectBytes ofSize(long size) {
        return range.open() ? new ObjectBytes(answer, new ByteRange(range.start(), size), state.withSize(size)) : this;
    }

    ByteRange range() {
        return range;
    }

    ObjectState state() {
        return state;
    }

    /** Whether it carries a range that was asked for, and not the whole in any case. */
    boolean partial() {
        return answer.status() == 206;
    }

    /** Whether it carries the whole object. */
    boolean complete() {
        return range.start() == 0 && (!partial() || range.end() == state.size());
    }

    /**
     * Hands the bytes from {@code position} on to {@code sink}, at most up to {@code end}, and passes over those before.
     *
     * @return the position after the last byte
     */
    long copyTo(Sink sink, long position, long end, Scope scope) throws IOException {
        try (var _ = scope.hold(answer::abort)) {
            long at = range.start();
            while (at < end) {
                var run = answer.next();
                if (run == null) {
                    throw new StoreException.Unavailable(
                            answer.where(),
                            "ended after " + (at - range.start()) + " of " + (end - range.start()) + " bytes");
                }
                long start = at;
                at += run.remaining();
                if (at > range.end()) {
                    throw longer();
                }
                Answer.handOn(run, start, position, end, sink, scope);
            }
            // The end of the framing follows the last byte, and only behind it another request can go on this
            // connection.
            if (at == range.end() && answer.next() != null) {
                throw longer();
            }
            return end;
        }
    }

    private StoreException longer() {
        return new StoreException.Unavailable(
                answer.where(), "sent more than the bytes " + range + " that it announced");
    }

    /** Gives the connection back, or breaks off what was not read. */
    @Override
    public void close() {
        answer.close();
    }
}
