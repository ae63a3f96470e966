package io.hawser.ssh;

import java.io.IOException;

/**
 * What takes one output during one run. Bytes come from one thread at a time; then {@link #settle} and {@link #end} are called once each, in that order
 * and with the same word, also when writing failed.
 */
interface Drain {
    /** How the run ended, as far as its output is concerned. */
    enum Ending {
        /** With status 0. */
        WELL,
        /** All output came, but with another status or a signal. */
        COMPLETE,
        /** Something is missing. */
        BROKEN
    }

    /** Takes bytes; blocks while there is no room. */
    void write(byte[] bytes, int offset, int length) throws IOException;

    /** The last chance to fail: brings everything to where it has to be, before anything is made visible. */
    default void settle(Ending ending) throws IOException {}

    /** Makes it visible, closes or releases. */
    default void end(Ending ending) throws IOException {}

    /** The run is broken off: whoever waits in {@link #write} for somebody else in this process should not any more. From any thread; must not block. */
    default void abandon() {}

    /** How a message names it. */
    default String label(OutputKind kind) {
        return kind.label();
    }

    /** What it captured. */
    default Captured captured() {
        return Captured.nothing();
    }

    /** Takes everything and keeps nothing. */
    static Drain nowhere() {
        return (_, _, _) -> {};
    }

    /** Hands everything to {@code other}, whose end is somebody else's business. */
    static Drain joined(Drain other) {
        return other::write;
    }
}
