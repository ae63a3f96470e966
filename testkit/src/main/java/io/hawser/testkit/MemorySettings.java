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
 * @param scrambled whether it hands bytes out of order to sinks that allow it
 */
public record MemorySettings(
        Placement placement,
        Capabilities capabilities,
        Access access,
        boolean sizes,
        boolean versions,
        Set<Algorithm> digests,
        boolean scrambled) {
    /** Keeps a copy of the set. */
    public MemorySettings {
        digests = Set.copyOf(digests);
    }

    /** All capabilities, ranges, sizes and versions, no digests, bytes in order. */
    public static MemorySettings of(Placement placement) {
        // What is left behind here is found and removed by nobody: it goes with the store.
        Capabilities all = new Capabilities(EnumSet.complementOf(EnumSet.of(Capability.CLEAN)));
        return new MemorySettings(placement, all, Access.RANGES, true, true, Set.of(), false);
    }

    /** With exactly these capabilities. */
    public MemorySettings withOnly(Capability... some) {
        return new MemorySettings(placement, Capabilities.of(some), access, sizes, versions, digests, scrambled);
    }

    /** With sources that are read in another way. */
    public MemorySettings withAccess(Access other) {
        return new MemorySettings(placement, capabilities, other, sizes, versions, digests, scrambled);
    }

    /** Without sizes. */
    public MemorySettings withoutSizes() {
        return new MemorySettings(placement, capabilities, access, false, versions, digests, scrambled);
    }

    /** Without versions: each read is of what is there at its beginning. */
    public MemorySettings withoutVersions() {
        return new MemorySettings(placement, capabilities, access, sizes, false, digests, scrambled);
    }

    /** With digests that have a {@linkplain Algorithm#jcaName() Java name}. */
    public MemorySettings withDigests(Algorithm... some) {
        return new MemorySettings(placement, capabilities, access, sizes, versions, Set.of(some), scrambled);
    }

    /** With bytes out of order. */
    public MemorySettings inScrambledOrder() {
        return new MemorySettings(placement, capabilities, access, sizes, versions, digests, true);
    }

    /** Whether the store can do that. */
    boolean can(Capability ability) {
        return capabilities.can(ability);
    }
}
