package io.hawser.ledger;

import io.hawser.Location;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;

/** What the ledger knows a copy by: its source and its target, without anything that is secret, and the same from whichever folder a run is started. */
public final class CopyKey {
    private final byte[] text;
    private final long hash;

    private CopyKey(byte[] text) {
        this.text = text;
        this.hash = hash(text, 0, text.length);
    }

    /** The key of a copy between these two. */
    public static CopyKey of(Location source, Location target) {
        return new CopyKey((LedgerText.escaped(name(source)) + "\t" + LedgerText.escaped(name(target)))
                .getBytes(StandardCharsets.UTF_8));
    }

    private static String name(Location location) {
        if (!location.isLocal()) {
            return location.identity();
        }
        try {
            return Path.of(location.path()).toAbsolutePath().normalize().toString();
        } catch (InvalidPathException _) {
            // No file has such a name; whoever opens it will tell.
            return location.path();
        }
    }

    /** As it stands in a line: source, tab, target. */
    byte[] text() {
        return text;
    }

    long hash() {
        return hash;
    }

    /** FNV-1a over the bytes, then the finishing steps of SplitMix64, which spread what FNV leaves in the low bits. */
    static long hash(byte[] bytes, int from, int to) {
        long hash = 0xcbf29ce484222325L;
        for (int i = from; i < to; i++) {
            hash = (hash ^ bytes[i]) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
        hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
        return hash ^ (hash >>> 31);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CopyKey key && Arrays.equals(text, key.text);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(hash);
    }

    @Override
    public String toString() {
        return new String(text, StandardCharsets.UTF_8);
    }
}
