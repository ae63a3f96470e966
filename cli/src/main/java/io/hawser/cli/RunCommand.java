package io.hawser.cli;

import io.hawser.Hawser;
import io.hawser.Location;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code hawser run}. */
final class RunCommand {
    private static final int MOST_FAILURES = 1_000_000_000;

    private final Invocation call;
    private final Settings settings;
    private final Screen screen;
    private final Variables variables;
    private final ProgressDisplay.How how;
    private final int mostFailures;

    /**
     * What was known of a batch before it began.
     *
     * @param transfers how many there are, or -1 where nobody could look
     * @param files how many files they are, or -1 where only listings can tell
     */
    private record Known(Entries entries, BatchRules rules, long transfers, int files) {}

    private RunCommand(Invocation call) throws UsageException {
        this.call = call;
        this.settings = call.settings();
        this.screen = call.screen();
        this.variables = Variables.of(settings);
        this.how = settings.value(Option.PROGRESS, ProgressDisplay.How::parse, ProgressDisplay.How.AUTO);
        this.mostFailures = settings.value(Option.MAX_FAILURES, Settings.upTo(MOST_FAILURES), Integer.MAX_VALUE);
    }

    static int run(Invocation call) throws Exception {
        return new RunCommand(call).run();
    }

    private int run() throws Exception {
        var word = call.operands().getFirst();
        try (var manifest = ManifestFile.open(word, settings);
                var hawser = openedBeside(manifest, word)) {
            var known = known(hawser, manifest);
            var report = known.rules().report();
            if (report.isPresent() && !manifest.isStandardInput() && SameFile.is(report.get(), Location.local(word))) {
                throw new UsageException("--report " + report.get() + ": is the manifest; write the report elsewhere");
            }
            if (known.transfers() == 0) {
                screen.note(manifest.label() + ": no transfers, so nothing is copied");
            }
            boolean dry = settings.isSet(Option.DRY_RUN);
            var targets = new Targets(hawser, report, !dry);
            try (var jobs = new BatchJobs(hawser, known.entries(), known.rules(), known.transfers() < 0, targets)) {
                return dry ? new DryRun(hawser, call.out(), screen).run(jobs) : copy(hawser, jobs, known);
            }
        }
    }

    private Hawser openedBeside(ManifestFile manifest, String word) throws UsageException {
        var ledger = settings.find(Option.LEDGER).filter(file -> !file.text().isBlank());
        if (ledger.isPresent()
                && !manifest.isStandardInput()
                && SameFile.is(Location.local(ledger.get().text()), Location.local(word))) {
            throw ledger.get().wrong("is the manifest; give the ledger a file of its own");
        }
        return Stores.openForCopies(settings, screen);
    }

    /** Reads and checks as much as can be before a byte moves. */
    private Known known(Hawser hawser, ManifestFile manifest) throws UsageException, InterruptedException {
        if (!manifest.form().streamed()) {
            var whole = WholeManifest.read(manifest, EntryReader.ofWhole(variables));
            var rules = rules(hawser, manifest, whole.defaults());
            int files = 0;
            for (var entry : whole.entries()) {
                int of = rules.check(rules.plan(entry));
                files = files < 0 || of < 0 ? -1 : files + of;
            }
            BatchConflicts.refuse(whole.entries(), rules);
            return new Known(Entries.of(whole.entries()), rules, whole.entries().size(), files);
        }
        var rules = rules(hawser, manifest, Map.of());
        return manifest.lasts() ? looked(manifest, rules) : new Known(lines(manifest), rules, -1, -1);
    }

    private BatchRules rules(Hawser hawser, ManifestFile manifest, Map<Option, List<Setting>> defaults)
            throws UsageException {
        return new BatchRules(hawser, settings, call.rules(), defaults, manifest.isStandardInput());
    }

    private LineEntries lines(ManifestFile manifest) throws UsageException {
        return new LineEntries(manifest, EntryReader.ofLines(variables));
    }

    /** Goes through all lines once and keeps none. */
    private Known looked(ManifestFile manifest, BatchRules rules) throws UsageException, InterruptedException {
        long transfers = 0;
        long files = 0;
        try (var entries = lines(manifest)) {
            for (var step = entries.next(); step.isPresent(); step = entries.next()) {
                switch (step.get()) {
                    case Entries.Step.Flaw flaw -> throw flaw.why();
                    case Entries.Step.Transfer(var entry) -> {
                        int of = rules.check(rules.plan(entry));
                        files = files < 0 || of < 0 ? -1 : files + of;
                        transfers++;
                    }
                }
            }
        }
        int counted = files > Integer.MAX_VALUE ? -1 : (int) files;
        return new Known(lines(manifest), rules, transfers, counted);
    }

    private int copy(Hawser hawser, BatchJobs jobs, Known known) throws Exception {
        var around = new SupervisedRun.Circumstances(settings, call.out(), screen, how, known.files(), mostFailures);
        var ended = SupervisedRun.of(hawser, jobs, around);
        if (known.transfers() != 0) {
            screen.note(ended.tally().sum());
        }
        if (ended.tally().failed() > 1) {
            ended.run().failures().lines().forEach(screen::note);
        }
        if (ended.signal() != null || ended.run().gaveUp()) {
            int failed = ended.tally().failed();
            var why = ended.run().gaveUp() ? " after " + PlainProgress.counted(failed, "failure", "failures") : "";
            left(jobs, known).ifPresent(left -> screen.note("stopped" + why + "; " + left));
        }
        return ended.status();
    }

    /** What of the manifest was not begun; empty when all was. */
    private static Optional<String> left(BatchJobs jobs, Known known) {
        var midst = jobs.inMidst() ? "; the last one was begun and not gone through" : "";
        if (known.transfers() < 0) {
            return Optional.of("transfers begun: " + jobs.begun() + ", and nothing was read after them" + midst);
        }
        long left = known.transfers() - jobs.begun();
        return left == 0 && midst.isEmpty()
                ? Optional.empty()
                : Optional.of("transfers not begun: " + left + " of " + known.transfers() + midst);
    }
}
