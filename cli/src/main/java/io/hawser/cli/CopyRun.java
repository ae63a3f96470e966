package io.hawser.cli;

import io.hawser.CopyOptions;
import io.hawser.Hawser;
import io.hawser.Outcome;
import io.hawser.StoreException;
import io.hawser.Summary;
import io.hawser.Transfer;
import io.hawser.TransferEvent;
import io.hawser.Verified;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * Copies the files of a plan. One thread reads the input and starts copies, only so far ahead that memory does not grow with the input; whoever
 * ends a file enters it in the books: one at a time counts, reports and tells.
 */
final class CopyRun {
    /** What is waited for before more is started: little enough that one busy host does not keep others waiting. */
    private static final int MOST_AT_ONCE = 64;

    private final Hawser hawser;
    private final Screen screen;
    private final Optional<Report> report;
    private final Board board;
    private final Semaphore window;
    private final int ahead;
    private final int mostFailures;
    private final Tally tally = new Tally();
    private final Failures failures = new Failures();
    private volatile boolean stopping;
    private volatile boolean enough;
    private volatile Thread starter;
    private Throwable fault;
    private boolean brokenPipe;
    private boolean reportLost;

    /**
     * Copies with {@code hawser}.
     *
     * @param ahead most files that are started and not ended
     * @param mostFailures files that may fail before nothing more is started
     */
    CopyRun(Hawser hawser, Screen screen, Optional<Report> report, Board board, int ahead, int mostFailures) {
        this.hawser = hawser;
        this.screen = screen;
        this.report = report;
        this.board = board;
        this.ahead = ahead;
        this.window = new Semaphore(ahead);
        this.mostFailures = mostFailures;
    }

    /** Stops what is under way and starts nothing more. For any thread. */
    void stop() {
        stopping = true;
        hawser.cancelAll();
        wakeStarter();
    }

    private void wakeStarter() {
        var reading = starter;
        if (reading != null) {
            reading.interrupt();
        }
    }

    /** Copies everything, and returns when all has ended. */
    Tally run(JobStream jobs) throws InterruptedException {
        // Not a virtual one: a connection that is made on it would need a poller, for which the JVM waits 0.3 s at its
        // end.
        var reading = Thread.ofPlatform().daemon().name("hawser-starter").start(() -> startAll(jobs));
        starter = reading;
        reading.join();
        tellFault();
        window.acquire(ahead);
        tellFault();
        synchronized (this) {
            return tally;
        }
    }

    /** What went wrong, once all has ended. */
    synchronized Failures failures() {
        return failures;
    }

    /** Whether the rest was left because too much had failed. */
    boolean gaveUp() {
        return enough;
    }

    /** Whether nobody reads standard output any more. */
    synchronized boolean brokenPipe() {
        return brokenPipe;
    }

    /** Whether some of the report could not be written. */
    synchronized boolean reportLost() {
        return reportLost;
    }

    private void startAll(JobStream jobs) {
        // Room for several at a time, so that this thread is woken once for all of them.
        int several = Math.clamp(ahead / 4, 1, MOST_AT_ONCE);
        int room = 0;
        try {
            while (true) {
                if (room == 0) {
                    window.acquire(several);
                    room = several;
                }
                if (stopping || enough) {
                    break;
                }
                var job = jobs.next();
                if (job.isEmpty()) {
                    break;
                }
                start(job.get());
                room--;
            }
        } catch (InterruptedException _) {
            // Nothing more is to be started.
        } catch (RuntimeException | Error e) {
            failed(e);
        } finally {
            window.release(room);
        }
    }

    /** Whatever it is, the run must not end as if all had been done. */
    private synchronized void failed(Throwable why) {
        fault = why;
    }

    private synchronized void tellFault() {
        if (fault instanceof Error error) {
            throw error;
        }
        if (fault instanceof RuntimeException exception) {
            throw exception;
        }
    }

    private void start(Job job) {
        switch (job) {
            case Job.File file -> {
                var transfer = hawser.copy(file.from(), file.to(), file.options(), this::hear, file);
                if (stopping) {
                    // It may have missed the call to stop.
                    transfer.cancel();
                }
            }
            case Job.Refused(var number, var from, var to, var cause) -> {
                board.refused();
                var nothing = new Summary(from, to, 0, 0, 0, Duration.ZERO, Verified.unverified(), false);
                enter(number, new Outcome.Failed(nothing, cause), CopyOptions.defaults());
            }
        }
    }

    private void hear(Transfer transfer, TransferEvent event) {
        switch (event) {
            case TransferEvent.Queued() -> board.started(transfer);
            case TransferEvent.Retrying(var cause, var attempt, var attempts, var pause) ->
                screen.detail("trying again in " + TimeSpan.show(pause) + " (" + attempt + " of " + attempts
                        + " without progress): " + told(transfer, cause));
            case TransferEvent.Finished(var outcome) -> {
                board.ended(transfer, outcome);
                var file = (Job.File) transfer.context();
                enter(file.number(), outcome, file.options());
            }
            case TransferEvent.Started _, TransferEvent.Moved _, TransferEvent.Finishing _ -> {}
        }
    }

    /** Enters a file in the books, and makes room for another. */
    private void enter(long number, Outcome outcome, CopyOptions options) {
        try {
            synchronized (this) {
                tally.add(outcome, options.verify());
                report(number, outcome);
                tell(outcome, options);
                if (tally.failed() >= mostFailures && !enough) {
                    enough = true;
                    wakeStarter();
                }
            }
        } catch (RuntimeException | Error e) {
            failed(e);
        } finally {
            window.release();
        }
    }

    private static String told(Transfer transfer, StoreException cause) {
        return cause.where().isEmpty() ? transfer.source() + ": " + cause.reason() : cause.getMessage();
    }

    private void report(long number, Outcome outcome) {
        if (report.isEmpty() || reportLost) {
            return;
        }
        try {
            report.get().write(number, outcome);
        } catch (OutputException e) {
            reportLost = true;
            if (e.brokenPipe()) {
                brokenPipe = true;
                stop();
            } else {
                screen.error("the report is not complete: " + e.getMessage());
            }
        }
    }

    private void tell(Outcome outcome, CopyOptions options) {
        switch (outcome) {
            case Outcome.Failed(var summary, var cause) -> {
                failures.add(cause, error(summary, cause));
                if (summary.target().isStandardStream() && OutputException.isBrokenPipe(cause)) {
                    brokenPipe = true;
                    screen.detail(cause.getMessage());
                } else {
                    screen.error(error(summary, cause));
                }
            }
            case Outcome.Copied _, Outcome.Skipped _, Outcome.Cancelled _ -> {
                // The closing line says the same of a single file.
                if (board.files() != 1 && screen.shows(Screen.Detail.VERBOSE)) {
                    screen.detail(Tally.line(outcome, options.verify()));
                }
            }
        }
    }

    private static String error(Summary summary, StoreException cause) {
        var message = cause.where().isEmpty() ? summary.source() + ": " + cause.reason() : cause.getMessage();
        return summary.resumable() && summary.bytes() > 0
                ? message + " (" + ByteSize.show(summary.bytes()) + " are kept for the next run)"
                : message;
    }
}
