package io.hawser.cli;

import io.hawser.Hawser;
import io.hawser.StoreException;
import java.util.Optional;

/**
 * A run of copies with what stands around it: the report, signals, the display of progress.
 *
 * @param signal that stopped it, or null
 * @param ledgerFailure what could not be noted in the ledger, if anything
 */
record SupervisedRun(CopyRun run, Tally tally, Interruption.Signal signal, Optional<StoreException> ledgerFailure) {
    private static final int BROKEN_PIPE = 141;

    /**
     * What surrounds the copies.
     *
     * @param files how many there are, or -1 where only listings can tell
     * @param mostFailures files that may fail before nothing more is started
     */
    record Circumstances(
            Settings settings,
            StandardOutput out,
            Screen screen,
            ProgressDisplay.How progress,
            int files,
            int mostFailures) {}

    /** Copies all of them; returns when everything has ended. */
    static SupervisedRun of(Hawser hawser, JobStream jobs, Circumstances around) throws Exception {
        var settings = around.settings();
        var screen = around.screen();
        var board = new Board(around.files());
        var report = Report.open(settings, around.out());
        // Whoever counts failures wants nothing begun after the last of them, so nothing waits for its turn.
        int ahead = around.mostFailures() == Integer.MAX_VALUE ? Stores.ahead(settings) : Stores.transfers(settings);
        var run = new CopyRun(hawser, screen, report, board, ahead, around.mostFailures());
        try (var interruption = Interruption.runs(screen, _ -> run.stop())) {
            var tally = copied(run, jobs, board, report, around);
            var unnoted = hawser.ledgerFailure();
            unnoted.ifPresent(why -> screen.error(
                    "the ledger is not complete, so the next run copies again what it lacks: " + why.getMessage()));
            return new SupervisedRun(run, tally, interruption.received(), unnoted);
        }
    }

    private static Tally copied(CopyRun run, JobStream jobs, Board board, Optional<Report> report, Circumstances around)
            throws Exception {
        var how = around.screen().shows(Screen.Detail.NORMAL) ? around.progress() : ProgressDisplay.How.NONE;
        try (var _ = ProgressDisplay.start(
                how, board, around.screen(), around.settings().environment())) {
            return run.run(jobs);
        } finally {
            if (report.isPresent()) {
                report.get().close();
            }
        }
    }

    /** The exit status. */
    int status() {
        if (signal != null) {
            return signal.status();
        }
        boolean wrong = tally.failed() > 0 || run.reportLost() || ledgerFailure.isPresent();
        return run.brokenPipe() ? BROKEN_PIPE : wrong ? 1 : 0;
    }
}
