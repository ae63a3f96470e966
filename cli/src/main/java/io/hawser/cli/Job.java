package io.hawser.cli;

import io.hawser.CopyOptions;
import io.hawser.Entry;
import io.hawser.Location;
import io.hawser.StoreException;

/** One step of a run, in the order of the input. */
sealed interface Job {
    /**
     * A file that is to be copied.
     *
     * @param number its position in the input, from 1
     */
    record File(long number, Entry from, Location to, CopyOptions options) implements Job {}

    /** A file that cannot be copied, and why. */
    record Refused(long number, Location from, Location to, StoreException cause) implements Job {}
}
