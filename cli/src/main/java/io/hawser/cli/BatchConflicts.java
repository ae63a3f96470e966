package io.hawser.cli;

import io.hawser.Location;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What transfers of one manifest would do to each other. They run side by side, so a file that one writes or deletes and another reads would be there for it or not as chance
 * has it. Looks at single files; what listings find is compared as it is found.
 */
final class BatchConflicts {
    private final Map<Location, ManifestPlace> targets = new HashMap<>();
    private final Map<Location, ManifestPlace> sources = new HashMap<>();
    private final Map<Location, ManifestPlace> deleted = new HashMap<>();

    private BatchConflicts() {}

    /**
     * Goes through all of them.
     *
     * @throws UsageException when two would become one file, or one would write or delete what another reads
     */
    static void refuse(List<BatchEntry> entries, BatchRules rules) throws UsageException {
        var conflicts = new BatchConflicts();
        for (var entry : entries) {
            // Planned once more in the second round: to keep the options of all would take more memory than the
            // manifest.
            var transfer = rules.plan(entry);
            for (var from : rules.singles(transfer)) {
                conflicts.take(transfer, from);
            }
        }
        for (var entry : entries) {
            for (var from : rules.singles(rules.plan(entry))) {
                conflicts.refuseWritten(entry, from);
            }
        }
    }

    private void take(BatchRules.Planned transfer, Location from) throws UsageException {
        var entry = transfer.entry();
        takeTarget(entry, from);
        if (from.isStandardStream()) {
            return;
        }
        var source = SameFile.normal(from);
        boolean deletes = transfer.way().tuning().general().deleteSource();
        var other = deletes ? sources.get(source) : deleted.get(source);
        if (other != null) {
            throw entry.at()
                    .wrong(from
                            + (deletes
                                    ? " would be deleted, and is the source of the transfer at "
                                    : " is the source of the transfer at ")
                            + other
                            + (deletes ? " too" : " too, which would delete it"));
        }
        sources.put(source, entry.at());
        if (deletes) {
            deleted.put(source, entry.at());
        }
    }

    private void takeTarget(BatchEntry entry, Location from) throws UsageException {
        var target = BatchRules.target(entry, from);
        if (target.isEmpty() || BatchJobs.discards(target.get())) {
            return;
        }
        var other = targets.putIfAbsent(SameFile.normal(target.get()), entry.at());
        if (other != null) {
            throw entry.at()
                    .wrong(target.get() + " is the target of "
                            + (other.equals(entry.at())
                                    ? "another source of this transfer"
                                    : "the transfer at " + other)
                            + " too");
        }
    }

    private void refuseWritten(BatchEntry entry, Location from) throws UsageException {
        var writer = from.isStandardStream() ? null : targets.get(SameFile.normal(from));
        if (writer != null && !writer.equals(entry.at())) {
            throw entry.at()
                    .wrong(from + " is the target of the transfer at " + writer
                            + "; transfers run side by side, so give this one to a run of its own");
        }
    }
}
