package io.hawser.s3;

import io.hawser.http.client.Request;
import io.hawser.store.Scope;
import io.hawser.store.Sink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/** The bytes of a part or a small object in memory, to be filled in any order and sent as often as need be. */
final class PartMemory implements AutoCloseable {
    /** A channel copies what is not outside the heap into memory of the same size, and each thread keeps its own. */
    private static final int MOST_AT_ONCE = 256 << 10;

    private final List<ByteBuffer> pieces;
    private final int pieceSize;
    private final Runnable giveBack;
    private final AtomicLong filled = new AtomicLong();
    private int length;
    private boolean closed;

    /** {@code length} bytes in pieces of {@code pieceSize}, which {@code giveBack} is for. */
    PartMemory(List<ByteBuffer> pieces, int pieceSize, int length, Runnable giveBack) {
        this.pieces = pieces;
        this.pieceSize = pieceSize;
        this.length = length;
        this.giveBack = giveBack;
    }

    /** Bytes that are somebody else's and there already. */
    static PartMemory of(ByteBuffer bytes) {
        var whole = bytes.slice();
        var memory = new PartMemory(List.of(whole), Math.max(1, whole.capacity()), whole.capacity(), () -> {});
        memory.filled.set(whole.capacity());
        return memory;
    }

    int length() {
        return length;
    }

    /** Cuts it to the bytes that came, from the beginning on. */
    void cut(int bytes) {
        length = bytes;
    }

    /** Whether as many bytes came as it is long. */
    boolean full() {
        return filled.get() == length;
    }

    /** Forgets what it holds, so that it can be filled again. */
    void clear() {
        filled.set(0);
    }

    /** Takes bytes that belong {@code at} bytes from the beginning. */
    void put(int at, ByteBuffer bytes) throws IOException {
        int count = bytes.remaining();
        if (at < 0 || count > length - at) {
            throw new IOException("bytes from " + at + " on of a part with " + length + ", " + count + " of them");
        }
        for (int to = at; bytes.hasRemaining(); ) {
            int within = to % pieceSize;
            int some = Math.min(bytes.remaining(), pieceSize - within);
            pieces.get(to / pieceSize).put(within, bytes, bytes.position(), some);
            bytes.position(bytes.position() + some);
            to += some;
        }
        filled.addAndGet(count);
    }

    /** A sink for bytes of a file from {@code start} on. */
    Sink sink(long start) {
        return new Sink() {
            @Override
            public boolean ordered() {
                return false;
            }

            @Override
            public void write(long position, ByteBuffer bytes) throws IOException {
                put(Math.toIntExact(position - start), bytes);
            }
        };
    }

    /** What takes the bytes in order. */
    interface Reader<E extends Exception> {
        void take(ByteBuffer bytes) throws E;
    }

    /** Hands over all bytes, in order. */
    <E extends Exception> void read(Reader<E> reader) throws E {
        for (int at = 0; at < length; ) {
            int within = at % pieceSize;
            int some = Math.min(Math.min(pieceSize - within, MOST_AT_ONCE), length - at);
            reader.take(pieces.get(at / pieceSize).slice(within, some));
            at += some;
        }
    }

    /** It as the body of a request. */
    Body body(Scope scope) {
        return new Body(scope);
    }

    /** It as the body of a request, which is told how often it went out. */
    final class Body implements Request.Content {
        private final Scope scope;
        private int sent;

        private Body(Scope scope) {
            this.scope = scope;
        }

        @Override
        public OptionalLong length() {
            return OptionalLong.of(length);
        }

        @Override
        public boolean replayable() {
            return true;
        }

        @Override
        public void writeTo(Request.Output output) throws IOException {
            sent++;
            read(bytes -> {
                int count = bytes.remaining();
                output.write(bytes);
                scope.moved(count);
            });
            // From here on the server may take its time to store what it has.
            scope.expectSilence();
        }

        /** Whether the request may have reached the server more than once, so that a refusal may be of the later one alone. */
        boolean repeated() {
            return sent > 1;
        }
    }

    /** Gives the memory back, once. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            giveBack.run();
        }
    }
}
