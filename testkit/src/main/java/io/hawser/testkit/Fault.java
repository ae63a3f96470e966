package io.hawser.testkit;

import java.time.Duration;

/**
 * What goes wrong on one connection. Positions count the bytes that move in one direction, from the first of the
 * connection ({@link FaultProxy}) or of an answer's body ({@link Answer#suffering}). Which connections a fault hits is
 * said by a {@link FaultScript}.
 */
public sealed interface Fault {
    /** The way the bytes go that a fault counts. */
    enum Direction {
        /** From the server: downloads, answers. */
        TO_CLIENT,
        /** From the client: requests, uploads. */
        TO_SERVER
    }

    /** The direction whose bytes this fault counts or changes. */
    Direction direction();

    /** A fault that ends the flow of bytes. */
    sealed interface Cut extends Fault {
        /** The bytes that still pass. */
        long after();
    }

    /**
     * The connection is accepted and reset at once, before a byte is exchanged. A connection that is truly refused
     * cannot be counted, since its packets never reach a program; {@link FaultProxy#outage()} does that.
     */
    record Refuse() implements Fault {
        @Override
        public Direction direction() {
            return Direction.TO_CLIENT;
        }
    }

    /** Both ends get a TCP reset after so many bytes. */
    record ResetAfter(long after, Direction direction) implements Cut {
        /** Counts what the server sends. */
        public ResetAfter(long after) {
            this(after, Direction.TO_CLIENT);
        }
    }

    /** The receiver sees an orderly end of the stream after so many bytes. */
    record FinAfter(long after, Direction direction) implements Cut {
        /** Counts what the server sends. */
        public FinAfter(long after) {
            this(after, Direction.TO_CLIENT);
        }
    }

    /** After so many bytes nothing moves any more, and the connection stays open until the other side gives up. */
    record StallAfter(long after, Direction direction) implements Cut {
        /** Counts what the server sends. */
        public StallAfter(long after) {
            this(after, Direction.TO_CLIENT);
        }
    }

    /** After so many bytes the rest passes in steps of {@code step} bytes, each when {@code pace} lets it. */
    record Drip(long after, int step, Pace pace, Direction direction) implements Fault {
        /** A step has at least one byte. */
        public Drip {
            if (step < 1) {
                throw new IllegalArgumentException("A drip of " + step + " bytes");
            }
        }

        /** Slows what the server sends. */
        public Drip(long after, int step, Pace pace) {
            this(after, step, pace, Direction.TO_CLIENT);
        }
    }

    /** The lowest bit of the byte at a position arrives inverted. */
    record FlipBit(long at, Direction direction) implements Fault {
        /** Changes what the server sends. */
        public FlipBit(long at) {
            this(at, Direction.TO_CLIENT);
        }
    }

    /** Bytes arrive so much later, without being fewer per second: half a round trip. */
    record Delay(Duration oneWay, Direction direction) implements Fault {
        /** Delays what the server sends. */
        public Delay(Duration oneWay) {
            this(oneWay, Direction.TO_CLIENT);
        }
    }
}
