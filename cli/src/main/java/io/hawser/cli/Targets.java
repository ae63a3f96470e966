package io.hawser.cli;

import io.hawser.Entry;
import io.hawser.Hawser;
import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.TargetNames;
import io.hawser.store.Capabilities.Capability;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Where the files of a command go: no target is given out twice, and folders are made as files need them. Not for use by several threads. */
final class Targets {
    private static final int FOLDERS_REMEMBERED = 1024;

    private final Hawser hawser;
    private final Optional<Location> report;
    private final boolean makeFolders;
    private final TargetNames names = TargetNames.none();
    private final Set<Location> folders = Collections.newSetFromMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Location, Boolean> eldest) {
            return size() > FOLDERS_REMEMBERED;
        }
    });

    /** With {@code makeFolders} false nothing is made: a dry run. */
    Targets(Hawser hawser, Optional<Location> report, boolean makeFolders) {
        this.hawser = hawser;
        this.report = report;
        this.makeFolders = makeFolders;
    }

    /** Whether names in that store are keys. */
    boolean keys(Location location) throws StoreException {
        return hawser.store(location).capabilities().can(Capability.KEYS);
    }

    /** Takes that place for a file. */
    void take(Location target) throws StoreException {
        if (keys(target)) {
            names.takeKey(target);
        } else {
            names.take(target);
        }
    }

    /** Takes the place of {@code name} in {@code folder} for a file. */
    void take(Location folder, String name) throws StoreException {
        names.take(folder, name);
    }

    /** Makes the folder {@code name} in {@code folder}. */
    void makeFolder(Location folder, String name) throws StoreException, InterruptedException {
        makeFolder(names.takeFolder(folder, name));
    }

    void makeFolder(Location folder) throws StoreException, InterruptedException {
        if (makeFolders && !folders.contains(folder)) {
            hawser.makeFolder(folder);
            folders.add(folder);
        }
    }

    /** Makes the folder that a file goes into, where there are folders. */
    void makeFolderOf(Location target) throws StoreException, InterruptedException {
        int slash = target.path().lastIndexOf('/');
        if (slash > 0 && !keys(target)) {
            makeFolder(target.withPath(target.path().substring(0, slash)));
        }
    }

    /** Refuses a copy onto itself or onto the report, and one of the report. */
    void refuseInPlace(Entry entry, Location target) throws StoreException {
        if (report.isPresent()
                && (SameFile.named(report.get(), target) || SameFile.named(report.get(), entry.location()))) {
            throw new StoreException.Rejected(target, "is the report of this very command");
        }
        if (SameFile.is(entry.location(), target)) {
            throw new StoreException.Rejected(entry.location(), "is the same file as its target " + target);
        }
    }
}
