package io.hawser;

import io.hawser.store.PartialName;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * The targets that one run has taken, so that two sources never share one, whatever spelling of a local path they have. Keeps 64 bits for each and none of the names: of a million different
 * names two are taken for equal once in forty million runs.
 */
public final class TargetNames {
    private final HashSet files = new HashSet();
    private final HashSet folders = new HashSet();

    private TargetNames() {}

    /** With nothing taken yet. */
    public static TargetNames none() {
        return new TargetNames();
    }

    /**
     * Takes the place of {@code name} in {@code folder}.
     *
     * @param name relative, as {@link Selection} gives it
     * @throws StoreException.Rejected when the name would lead out of the folder, or is one that partial data has
     * @throws StoreException.Conflict when the place is taken, or a folder is needed where a file was taken or the other way round
     */
    public Location take(Location folder, String name) throws StoreException {
        var target = fit(folder, name);
        take(target);
        return target;
    }

    /**
     * Notes that there is a folder {@code name} in {@code folder}. Several may be the same.
     *
     * @throws StoreException.Rejected when the name would lead out of the folder
     * @throws StoreException.Conflict when a file was taken there, or where a folder above it is needed
     */
    public Location takeFolder(Location folder, String name) throws StoreException {
        var target = fit(folder, name);
        var whole = whole(target);
        if (files.contains(hash(whole, whole.length()))) {
            throw new StoreException.Conflict(target, "another file of this run has the name of this folder");
        }
        takeAbove(target, whole + "/");
        return target;
    }

    /**
     * Takes that key, in a store where names are {@linkplain io.hawser.store.Capabilities.Capability#KEYS keys}.
     *
     * @throws StoreException.Conflict when it is taken
     */
    public void takeKey(Location target) throws StoreException {
        takeFile(target, whole(target));
    }

    private static Location fit(Location folder, String name) throws StoreException {
        var target = folder.resolve(name);
        var flaw = flaw(name);
        if (flaw.isPresent()) {
            throw new StoreException.Rejected(target, "the name " + flaw.get() + " and is not taken as a path");
        }
        for (var segment : name.split("/")) {
            if (PartialName.isOurs(segment)) {
                throw new StoreException.Rejected(
                        target, "partial data of Hawser has such names, and no file may take one");
            }
        }
        return target;
    }

    /**
     * Takes that place.
     *
     * @throws StoreException.Conflict when it is taken, or a folder is needed where a file was taken or the other way round
     */
    public void take(Location target) throws StoreException {
        var whole = whole(target);
        if (folders.contains(hash(whole, whole.length()))) {
            throw new StoreException.Conflict(target, "another file of this run needs a folder of that name");
        }
        takeAbove(target, whole);
        takeFile(target, whole);
    }

    private static String whole(Location target) {
        boolean file = target.isLocal() && !target.isStandardStream();
        return target.scheme() + "://" + target.authority() + "|" + (file ? normal(target.path()) : target.path());
    }

    /** One spelling of a local path for all that mean it by their names alone: links are not looked at. */
    private static String normal(String path) {
        try {
            return Path.of(path).toAbsolutePath().normalize().toString();
        } catch (InvalidPathException _) {
            // Whoever writes there will say so.
            return path;
        }
    }

    /** Takes the folders above. */
    private void takeAbove(Location target, String whole) throws StoreException {
        for (int end = whole.lastIndexOf('/'); end > whole.indexOf('|'); end = whole.lastIndexOf('/', end - 1)) {
            long above = hash(whole, end);
            if (files.contains(above)) {
                throw new StoreException.Conflict(target, "a folder above it is another file of this run");
            }
            if (!folders.add(above)) {
                break;
            }
        }
    }

    private void takeFile(Location target, String whole) throws StoreException {
        if (!files.add(hash(whole, whole.length()))) {
            throw new StoreException.Conflict(target, "another source of this run goes to the same name");
        }
    }

    /** What makes a relative name unfit to be appended to a folder's; empty when nothing does. */
    static Optional<String> flaw(String name) {
        if (name.isEmpty()) {
            return Optional.of("is empty");
        }
        if (name.startsWith("/")) {
            return Optional.of("begins with a slash");
        }
        if (name.indexOf('\0') >= 0) {
            return Optional.of("contains a NUL character");
        }
        for (var segment : name.split("/", -1)) {
            switch (segment) {
                case "" -> {
                    return Optional.of("contains an empty segment");
                }
                case ".", ".." -> {
                    return Optional.of("contains the segment '" + segment + "'");
                }
                default -> {}
            }
        }
        return Optional.empty();
    }

    /** FNV-1a over the characters, then the finishing steps of SplitMix64, which spread what FNV leaves in the low bits. */
    private static long hash(String text, int length) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < length; i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
        hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
        hash ^= hash >>> 31;
        return hash == 0 ? 1 : hash;
    }

    /** Numbers other than 0, in an open-addressed table at most two thirds full. */
    private static final class HashSet {
        private long[] slots = new long[64];
        private int count;

        boolean contains(long value) {
            return slots[slot(slots, value)] == value;
        }

        /** Whether it was not there before. */
        boolean add(long value) {
            int slot = slot(slots, value);
            if (slots[slot] == value) {
                return false;
            }
            slots[slot] = value;
            if (++count > slots.length / 3 * 2) {
                var larger = new long[slots.length * 2];
                Arrays.stream(slots).filter(v -> v != 0).forEach(v -> larger[slot(larger, v)] = v);
                slots = larger;
            }
            return true;
        }

        private static int slot(long[] table, long value) {
            int at = (int) value & (table.length - 1);
            while (table[at] != 0 && table[at] != value) {
                at = (at + 1) & (table.length - 1);
            }
            return at;
        }
    }
}
