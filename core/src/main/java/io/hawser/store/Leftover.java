package io.hawser.store;

import io.hawser.Location;
import java.time.Instant;

/**
 * Partial data that a run left and that, as far as the store can tell, nobody is at work on.
 *
 * @param location of the partial data; for a store that keeps it out of sight, of the file that it was to become
 * @param token what the store finds the rest by: a journal, the id of an upload
 * @param bytes that removing it would free, at most
 * @param modified when it was last written
 */
public record Leftover(Location location, String token, long bytes, Instant modified) {}
