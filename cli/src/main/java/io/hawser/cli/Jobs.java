package io.hawser.cli;

import io.hawser.Entry;
import io.hawser.Hawser;
import io.hawser.Kind;
import io.hawser.Location;
import io.hawser.NameFilter;
import io.hawser.Selection;
import io.hawser.StoreException;
import io.hawser.store.Capabilities.Capability;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The files of a {@link CopyPlan}: listings are read as far as somebody asks. Not for use by several threads.
 */
final class Jobs implements JobStream {
    private final Hawser hawser;
    private final NameFilter filter;
    private final CopyTuning tuning;
    private final Targets targets;
    private final LongSupplier numbers;
    private final Deque<CopySource> left;
    private Selection selection;
    private Optional<Selection.Found> peeked = Optional.empty();
    private CopySource current;
    private boolean empty;

    /** The files of those sources, which take their numbers from {@code numbers}. */
    Jobs(
            Hawser hawser,
            List<CopySource> sources,
            NameFilter filter,
            CopyTuning tuning,
            Targets targets,
            LongSupplier numbers)
            throws StoreException {
        this.hawser = hawser;
        this.filter = filter;
        this.tuning = tuning;
        this.targets = targets;
        this.numbers = numbers;
        this.left = new ArrayDeque<>(sources);
        for (var source : sources) {
            if (source instanceof CopySource.Single single) {
                targets.take(single.target());
            }
        }
    }

    @Override
    public Optional<Job> next() throws InterruptedException {
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
            case CopySource.Single(var location, var target) -> Optional.of(file(Entry.file(location), target));
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
                targets.take(target);
                return Optional.of(file(entry.get(), target));
            }
            if (entry.isPresent()) {
                targets.makeFolder(target);
            }
            empty = entry.isEmpty() && filter == NameFilter.all();
            var below = Selection.below(hawser::list, location, filter);
            selection = targets.keys(location) ? below.ofKeys() : below;
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

    private Optional<Job> job(Selection.Found found) throws InterruptedException {
        var entry = found.entry();
        return switch (found) {
            case Selection.Found.Refused refused ->
                Optional.of(refused(entry.location(), current.target().resolve(refused.name()), refused.cause()));
            case Selection.Found.File file -> {
                var target = current.target().resolve(file.name());
                try {
                    yield targets.keys(target) ? Optional.of(key(entry, target)) : place(entry, file.name(), target);
                } catch (StoreException e) {
                    yield Optional.of(refused(entry.location(), target, e));
                }
            }
        };
    }

    private Job key(Entry entry, Location target) throws StoreException {
        targets.take(target);
        targets.refuseInPlace(entry, target);
        return file(entry, target);
    }

    /** Nothing for the folder that an empty object stands for, once it is made. */
    private Optional<Job> place(Entry entry, String name, Location target) throws StoreException, InterruptedException {
        if (name.isEmpty() || name.endsWith("/")) {
            if (entry.size().orElse(1) != 0) {
                throw new StoreException.Rejected(
                        target, "the name ends as a folder's does, and no file can have it; there is something in it");
            }
            if (name.isEmpty()) {
                targets.makeFolder(current.target());
            } else {
                targets.makeFolder(current.target(), name.substring(0, name.length() - 1));
            }
            return Optional.empty();
        }
        targets.take(current.target(), name);
        targets.refuseInPlace(entry, target);
        targets.makeFolderOf(target);
        return Optional.of(file(entry, target));
    }

    private Job file(Entry from, Location to) {
        return new Job.File(numbers.getAsLong(), from, to, tuning.between(from.location(), to));
    }

    private Job refused(Location from, Location to, StoreException cause) {
        return new Job.Refused(numbers.getAsLong(), from, to, cause);
    }

    private void endSelection() {
        selection.close();
        selection = null;
        peeked = Optional.empty();
    }

    @Override
    public void close() {
        if (selection != null) {
            endSelection();
        }
    }
}
