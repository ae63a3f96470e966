package io.hawser.cli;

import io.hawser.Entry;
import io.hawser.Hawser;
import io.hawser.Kind;
import io.hawser.Location;
import io.hawser.NameFilter;
import io.hawser.Selection;
import io.hawser.StoreException;
import io.hawser.TargetNames;
import io.hawser.store.Capabilities.Capability;
import io.hawser.store.Scope;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The files of a {@link CopyPlan}, one at a time: listings are read as far as somebody asks, folders are made as the first file needs them, and no
 * target is given out twice. Not for use by several threads.
 */
final class Jobs implements AutoCloseable {
    private static final int FOLDERS_REMEMBERED = 1024;

    private final Hawser hawser;
    private final NameFilter filter;
    private final Optional<Location> report;
    private final boolean makeFolders;
    private final Deque<CopySource> left;
    private final TargetNames names = TargetNames.none();
    private final Set<Location> folders = Collections.newSetFromMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Location, Boolean> eldest) {
            return size() > FOLDERS_REMEMBERED;
        }
    });
    private Selection selection;
    private Optional<Selection.Found> peeked = Optional.empty();
    private CopySource current;
    private boolean empty;
    private long count;

    /** With {@code makeFolders} false nothing is made: a dry run. */
    Jobs(Hawser hawser, CopyPlan plan, NameFilter filter, Optional<Location> report, boolean makeFolders)
            throws StoreException {
        this.hawser = hawser;
        this.filter = filter;
        this.report = report;
        this.makeFolders = makeFolders;
        this.left = new ArrayDeque<>(plan.sources());
        for (var source : plan.sources()) {
            if (source instanceof CopySource.Single single) {
                take(single.target());
            }
        }
    }

    /** The next one, or empty at the end. What goes wrong with a source comes out as a refusal of that source. */
    Optional<Job> next() throws InterruptedException {
        while (true) {
            if (selection != null) {
                var job = fromSelection();
                if (job.isPresent()) {
                    return job;
                }
            }
            if (left.isEmpty()) {
                return Optional.empty();
            }
            current = left.removeFirst();
            var job = begin(current);
            if (job.isPresent()) {
                return job;
            }
        }
    }

    private Optional<Job> begin(CopySource source) throws InterruptedException {
        empty = false;
        return switch (source) {
            case CopySource.Single(var location, var target) ->
                Optional.of(new Job.File(++count, Entry.file(location), target));
            case CopySource.Tree(var location, var target) -> tree(location, target);
            case CopySource.Matches matches -> {
                selection = matches.selection();
                peeked = matches.first();
                yield matches.failure().map(failure -> refused(matches.location(), matches.target(), failure));
            }
        };
    }

    private Optional<Job> tree(Location location, Location target) throws InterruptedException {
        try {
            var entry = stat(location);
            if (entry.isPresent() && entry.get().kind() != Kind.FOLDER) {
                take(target);
                return Optional.of(new Job.File(++count, entry.get(), target));
            }
            if (entry.isPresent()) {
                makeFolder(target);
            }
            empty = entry.isEmpty() && filter == NameFilter.all();
            var below = Selection.below(hawser::list, location, filter);
            selection = keys(location) ? below.ofKeys() : below;
            return Optional.empty();
        } catch (StoreException e) {
            return Optional.of(refused(location, target, e));
        }
    }

    /** What the source is; nothing where a store without folders has no object of that name, but perhaps some below it. */
    private Optional<Entry> stat(Location location) throws StoreException, InterruptedException {
        if (location.namesFolder()) {
            return Optional.empty();
        }
        try {
            return Optional.of(hawser.stat(location));
        } catch (StoreException.NotFound e) {
            if (hawser.store(location).capabilities().can(Capability.FOLDERS)) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private Optional<Job> fromSelection() throws InterruptedException {
        try {
            while (true) {
                var found = peeked.isPresent() ? peeked : selection.next();
                peeked = Optional.empty();
                if (found.isEmpty()) {
                    break;
                }
                empty = false;
                var job = job(found.get());
                // What became a folder is no file of its own.
                if (job.isPresent()) {
                    return job;
                }
            }
            endSelection();
            if (empty) {
                throw new StoreException.NotFound(
                        current.location(), "there is nothing of that name and nothing below it");
            }
            return Optional.empty();
        } catch (StoreException e) {
            close();
            return Optional.of(refused(current.location(), current.target(), e));
        }
    }

    private Optional<Job> job(Selection.Found found) {
        var entry = found.entry();
        return switch (found) {
            case Selection.Found.Refused refused ->
                Optional.of(refused(entry.location(), current.target().resolve(refused.name()), refused.cause()));
            case Selection.Found.File file -> {
                var target = current.target().resolve(file.name());
                try {
                    yield keys(target) ? Optional.of(key(entry, target)) : place(entry, file.name(), target);
                } catch (StoreException e) {
                    yield Optional.of(refused(entry.location(), target, e));
                }
            }
        };
    }

    private Job key(Entry entry, Location target) throws StoreException {
        names.takeKey(target);
        refuseInPlace(entry, target);
        return new Job.File(++count, entry, target);
    }

    /** Nothing for the folder that an empty object stands for, once it is made. */
    private Optional<Job> place(Entry entry, String name, Location target) throws StoreException {
        if (name.isEmpty() || name.endsWith("/")) {
            if (entry.size().orElse(1) != 0) {
                throw new StoreException.Rejected(
                        target, "the name ends as a folder's does, and no file can have it; there is something in it");
            }
            makeFolder(
                    name.isEmpty()
                            ? current.target()
                            : names.takeFolder(current.target(), name.substring(0, name.length() - 1)));
            return Optional.empty();
        }
        names.take(current.target(), name);
        refuseInPlace(entry, target);
        makeFolder(target.withPath(target.path().substring(0, target.path().lastIndexOf('/'))));
        return Optional.of(new Job.File(++count, entry, target));
    }

    private void refuseInPlace(Entry entry, Location target) throws StoreException {
        if (report.isPresent()
                && (SameFile.named(report.get(), target) || SameFile.named(report.get(), entry.location()))) {
            throw new StoreException.Rejected(target, "is the report of this very command");
        }
        if (SameFile.is(entry.location(), target)) {
            throw new StoreException.Rejected(entry.location(), "is the same file as its target " + target);
        }
    }

    private void take(Location target) throws StoreException {
        if (keys(target)) {
            names.takeKey(target);
        } else {
            names.take(target);
        }
    }

    private boolean keys(Location location) throws StoreException {
        return hawser.store(location).capabilities().can(Capability.KEYS);
    }

    private void makeFolder(Location folder) throws StoreException {
        if (makeFolders && !folders.contains(folder)) {
            hawser.store(folder).makeFolder(folder, Scope.unlimited());
            folders.add(folder);
        }
    }

    private Job refused(Location from, Location to, StoreException cause) {
        return new Job.Refused(++count, from, to, cause);
    }

    private void endSelection() {
        selection.close();
        selection = null;
        peeked = Optional.empty();
    }

    /** Lets go of the listing that is open. */
    @Override
    public void close() {
        if (selection != null) {
            endSelection();
        }
    }
}
