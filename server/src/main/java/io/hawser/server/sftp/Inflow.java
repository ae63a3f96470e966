package io.hawser.server.sftp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What has come from the client and was not worked on yet: as many bytes as its window, whatever they are cut into. The transport's thread appends,
 * another reads. An idle channel holds one segment at most.
 */
final class Inflow {
    private static final int SEGMENT = 1 << 15;

    private static final class Segment {
        final byte[] bytes = new byte[SEGMENT];
        Segment next;
    }

    /** A piece of what is read, in place. */
    interface Piece {
        void accept(ByteBuffer bytes) throws IOException;
    }

    private final AtomicInteger available = new AtomicInteger();
    /** A segment that was read to its end, to be filled again. */
    private final AtomicReference<Segment> spare = new AtomicReference<>();

    // The writer's.
    private Segment tail;
    private int filled = SEGMENT;

    // Both's: who makes the queue non-empty sets it, before the bytes are told of.
    private volatile Segment first;

    // The reader's.
    private Segment head;
    private int position;

    void append(byte[] from, int offset, int length) {
        int done = 0;
        while (done < length) {
            if (filled == SEGMENT) {
                grow();
            }
            int piece = Math.min(length - done, SEGMENT - filled);
            System.arraycopy(from, offset + done, tail.bytes, filled, piece);
            filled += piece;
            done += piece;
        }
        available.addAndGet(length);
    }

    private void grow() {
        Segment old = spare.getAndSet(null);
        Segment made = old == null ? new Segment() : old;
        made.next = null;
        if (tail == null) {
            first = made;
        } else {
            tail.next = made;
        }
        tail = made;
        filled = 0;
    }

    int available() {
        return available.get();
    }

    /** The next four bytes, which are there, as a number; they stay. */
    int peekInt() {
        settle();
        Segment segment = head;
        int at = position;
        int value = 0;
        for (int i = 0; i < Integer.BYTES; i++) {
            if (at == SEGMENT) {
                segment = segment.next;
                at = 0;
            }
            value = value << Byte.SIZE | segment.bytes[at++] & 0xff;
        }
        return value;
    }

    int readByte() {
        settle();
        int value = head.bytes[position] & 0xff;
        pass(1);
        return value;
    }

    int readInt() {
        int value = peekInt();
        skip(Integer.BYTES);
        return value;
    }

    /** To be called when there is nothing more to read for now. */
    void rest() {
        spare.set(null);
    }

    byte[] readBytes(int length) {
        byte[] all = new byte[length];
        int done = 0;
        while (done < length) {
            settle();
            int piece = Math.min(length - done, SEGMENT - position);
            System.arraycopy(head.bytes, position, all, done, piece);
            pass(piece);
            done += piece;
        }
        return all;
    }

    /** Hands on that many bytes without copying them. Those that were not handed on because of a failure are still there. */
    void read(int length, Piece piece) throws IOException {
        int left = length;
        while (left > 0) {
            settle();
            int size = Math.min(left, SEGMENT - position);
            piece.accept(ByteBuffer.wrap(head.bytes, position, size));
            pass(size);
            left -= size;
        }
    }

    void skip(int length) {
        int left = length;
        while (left > 0) {
            settle();
            int size = Math.min(left, SEGMENT - position);
            pass(size);
            left -= size;
        }
    }

    private void pass(int size) {
        position += size;
        available.addAndGet(-size);
    }

    /** Goes to the segment that has the next byte. */
    private void settle() {
        if (head == null) {
            head = first;
            first = null;
        }
        if (position == SEGMENT) {
            Segment spent = head;
            head = spent.next;
            position = 0;
            spare.lazySet(spent);
        }
    }
}
