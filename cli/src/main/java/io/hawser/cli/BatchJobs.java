package io.hawser.cli;

import io.hawser.Entry;
import io.hawser.Hawser;
import io.hawser.Location;
import io.hawser.StoreException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** The files that the transfers of a batch mean. One transfer at a time is looked at, and a wrong one is a failure like any other. */
final class BatchJobs implements JobStream {
    private static final Path DISCARDS = Path.of("/dev/null");

    private final Hawser hawser;
    private final Entries entries;
    private final BatchRules rules;
    private final boolean unchecked;
    private final Targets targets;
    private final AtomicLong numbers = new AtomicLong();
    private BatchEntry entry;
    private BatchRules.Way way;
    /** Those of the transfer that are not begun; one leaves only when it is, so that an interrupt in between loses none. */
    private Deque<Location> sources = new ArrayDeque<>();

    private CopyPlan plan;
    private Jobs listed;
    private long begun;

    /** With {@code unchecked} each transfer is checked as it comes, since nobody could look at them before. */
    BatchJobs(Hawser hawser, Entries entries, BatchRules rules, boolean unchecked, Targets targets) {
        this.hawser = hawser;
        this.entries = entries;
        this.rules = rules;
        this.unchecked = unchecked;
        this.targets = targets;
    }

    @Override
    public Optional<Job> next() throws InterruptedException {
        while (true) {
            if (listed != null) {
                var job = listed.next();
                if (job.isPresent()) {
                    return job;
                }
                closeListing();
            }
            if (!sources.isEmpty()) {
                var job = begin(sources.getFirst());
                sources.removeFirst();
                if (job.isPresent()) {
                    return job;
                }
                continue;
            }
            var step = entries.next();
            if (step.isEmpty()) {
                return Optional.empty();
            }
            begun++;
            var flaw = take(step.get());
            if (flaw.isPresent()) {
                return flaw;
            }
        }
    }

    /** How many transfers were looked at. */
    long begun() {
        return begun;
    }

    /** Whether the last one that was looked at has files that nobody asked for. */
    boolean inMidst() {
        return listed != null || !sources.isEmpty();
    }

    private Optional<Job> take(Entries.Step step) {
        switch (step) {
            case Entries.Step.Flaw(var at, var why) -> {
                return Optional.of(flawed(at, why));
            }
            case Entries.Step.Transfer(var next) -> {
                BatchRules.Planned planned;
                try {
                    planned = rules.plan(next);
                    if (unchecked) {
                        rules.check(planned);
                    }
                } catch (UsageException e) {
                    return Optional.of(refused(next.from().getFirst(), next.to(), failure(next.at(), e)));
                }
                entry = planned.entry();
                way = planned.way();
                sources = new ArrayDeque<>(next.from());
                return Optional.empty();
            }
        }
    }

    private Optional<Job> begin(Location source) throws InterruptedException {
        try {
            plan = new CopyPlan(hawser, way.recursive(), way.globs(), way.filter(), CopyPlan.Whose.BATCH);
            plan.take(List.of(source, entry.to()), entry.listed());
            if (plan.sources().getFirst() instanceof CopySource.Single(var from, var target)) {
                return Optional.of(single(from, target));
            }
            listed = new Jobs(hawser, plan.sources(), way.filter(), way.tuning(), targets, numbers::incrementAndGet);
            return Optional.empty();
        } catch (UsageException e) {
            return Optional.of(refused(source, entry.to(), failure(entry.at(), e)));
        } catch (StoreException e) {
            return Optional.of(refused(source, entry.to(), e.withNote(entry.at().toString())));
        }
    }

    private Job single(Location from, Location target) throws StoreException, InterruptedException {
        if (!discards(target)) {
            targets.take(target);
            targets.refuseInPlace(Entry.file(from), target);
            if (!target.isStandardStream()) {
                targets.makeFolderOf(target);
            }
        }
        return new Job.File(
                numbers.incrementAndGet(),
                Entry.file(from),
                target,
                way.tuning().between(from, target));
    }

    /** A device that keeps nothing takes any number of files. */
    static boolean discards(Location target) {
        return target.isLocal() && Path.of(target.path()).equals(DISCARDS);
    }

    /** A place that names no transfer stands for its source. */
    private Job flawed(ManifestPlace at, UsageException why) {
        return refused(Location.local(at.toString()), new Location(Location.LOCAL, "", ""), failure(at, why));
    }

    private Job refused(Location from, Location to, StoreException cause) {
        return new Job.Refused(numbers.incrementAndGet(), from, to, cause);
    }

    private static StoreException failure(ManifestPlace at, UsageException why) {
        var message = why.getMessage();
        var line = new ManifestPlace(at.file(), at.line(), 0).toString();
        int reason = message.startsWith(line) ? message.indexOf(": ", line.length()) : -1;
        return reason < 0
                ? new StoreException.Usage(at, message)
                : new StoreException.Usage(message.substring(0, reason), message.substring(reason + 2));
    }

    private void closeListing() {
        if (listed != null) {
            listed.close();
            plan.close();
            listed = null;
        }
    }

    @Override
    public void close() {
        closeListing();
        entries.close();
    }
}
