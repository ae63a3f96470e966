package io.hawser.testkit;

import io.hawser.Algorithm;
import io.hawser.store.Access;
import io.hawser.store.Capabilities;
import io.hawser.store.Capabilities.Capability;
import io.hawser.store.Placement;
import java.util.EnumSet;
import java.util.Set;

/**
 * What a {@link MemoryStore} is like.
 *
 * @param placement how it takes uploads
 * @param capabilities what it can do
 * @param access how its sources can be read
 * @param sizes whether it tells sizes
 * @param versions whether it tells versions and pins reads to them
 * @param digests which digests it tells
 * @param digestedParts bytes of the parts whose digests those are the digests of; 0 where they are of the whole
 * @param scrambled whether it hands bytes out of order to sinks that allow it
 * @param weaker whether a source that serves ranges says after its first read that it does not
 */
public record MemorySettings(
        Placement placement,
        Capabilities capabilities,
        Access access,
        boolean sizes,
        boolean versions,
        Set<Algorithm> digests,
        long digestedParts,
        boolean scrambled,
        boolean weaker) {
    /** Keeps a copy of the set. */
    public MemorySettings {
        digests = Set.copyOf(digests);
    }

    /** All capabilities, ranges, sizes and versions, no digests, bytes in order. */
    public static MemorySettings of(Placement placement) {
        // What is left behind here is found and removed by nobody: it goes with the store.
        Capabilities all = new Capabilities(
                EnumSet.complementOf(EnumSet.of(Capability.CLEAN, Capability.KEYS, Capability.VERSIONS)));
        return new MemorySettings(placement, all, Access.RANGES, true, true, Set.of(), 0, false, false);
    }

    /** With exactly these capabilities. */
    public MemorySettings withOnly(Capability... some) {
        return new MemorySettings(
                placement, Capabilities.of(some), access, sizes, versions, digests, digestedParts, scrambled, weaker);
    }

    /** With sources that are read in another way. */
    public MemorySettings withAccess(Access other) {
        return new MemorySettings(
                placement, capabilities, other, sizes, versions, digests, digestedParts, scrambled, weaker);
    }

    /** Without sizes. */
    public MemorySettings withoutSizes() {
        return new MemorySettings(
                placement, capabilities, access, false, versions, digests, digestedParts, scrambled, weaker);
    }

    /** Without versions: each read is of what is there at its beginning. */
    public MemorySettings withoutVersions() {
        return new MemorySettings(
                placement, capabilities, access, sizes, false, digests, digestedParts, scrambled, weaker);
    }

    /** With digests of the whole. */
    public MemorySettings withDigests(Algorithm... some) {
        return new MemorySettings(placement, capabilities, access, sizes, versions, Set.of(some), 0, scrambled, weaker);
    }

    /** With digests of the digests of parts of that many bytes. */
    public MemorySettings withDigestsOfParts(long size, Algorithm... some) {
        return new MemorySettings(
                placement, capabilities, access, sizes, versions, Set.of(some), size, scrambled, weaker);
    }

    /** With bytes out of order. */
    public MemorySettings inScrambledOrder() {
        return new MemorySettings(
                placement, capabilities, access, sizes, versions, digests, digestedParts, true, weaker);
    }

    /** With sources that serve ranges no longer once they were read. */
    public MemorySettings turningWeaker() {
        return new MemorySettings(
                placement, capabilities, access, sizes, versions, digests, digestedParts, scrambled, true);
    }

    /** Whether the store can do that. */
    boolean can(Capability ability) {
        return capabilities.can(ability);
    }
}
