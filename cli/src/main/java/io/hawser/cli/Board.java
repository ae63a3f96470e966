package io.hawser.cli;

import io.hawser.Outcome;
import io.hawser.Progress;
import io.hawser.Transfer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** Which copies are under way and what has ended: what a progress display looks at. Safe for any thread. */
final class Board {
    private final Set<Transfer> running = new LinkedHashSet<>();
    private final int expected;
    private int done;
    private int failed;
    private int retries;
    private long bytes;
    private long resumed;

    /** One file under way. */
    record Row(String source, String target, Progress progress) {}

    /**
     * How everything stands.
     *
     * @param rows files under way, without those that wait for their turn
     * @param files how many there are in all, or -1 where only a listing can tell
     * @param done those that ended well
     * @param bytes that are in their targets
     * @param fetched those of them that this run moved
     * @param total of all files, absent while one is not known
     */
    record Sample(
            long nanos,
            List<Row> rows,
            int files,
            int done,
            int failed,
            long bytes,
            long fetched,
            OptionalLong total,
            int retries) {}

    /** For that many files; -1 while a listing is yet to tell. */
    Board(int files) {
        this.expected = files;
    }

    /** How many files there are, or -1 where only a listing can tell. */
    int files() {
        return expected;
    }

    synchronized void started(Transfer transfer) {
        running.add(transfer);
    }

    synchronized void ended(Transfer transfer, Outcome outcome) {
        running.remove(transfer);
        var summary = outcome.summary();
        retries += Math.max(0, summary.attempts() - 1);
        switch (outcome) {
            case Outcome.Copied _ -> {
                done++;
                bytes += summary.bytes();
                resumed += summary.resumedBytes();
            }
            case Outcome.Skipped _ -> done++;
            case Outcome.Failed _, Outcome.Cancelled _ -> failed++;
        }
    }

    /** A file that failed before it became a copy. */
    synchronized void refused() {
        failed++;
    }

    synchronized Sample sample(long nanos) {
        var rows = new ArrayList<Row>(running.size());
        long sum = bytes;
        long fetched = bytes - resumed;
        long left = 0;
        boolean known = expected == done + failed + running.size();
        int tries = retries;
        for (var transfer : running) {
            var progress = transfer.progress();
            if (progress.state() != Progress.State.QUEUED) {
                rows.add(new Row(transfer.source().toString(), transfer.target().toString(), progress));
            }
            sum += progress.bytes();
            fetched += progress.bytes() - progress.resumedBytes();
            tries += progress.retries();
            known &= progress.total().isPresent();
            left += progress.total().orElse(0) - progress.bytes();
        }
        return new Sample(
                nanos,
                rows,
                expected,
                done,
                failed,
                sum,
                fetched,
                known ? OptionalLong.of(sum + Math.max(0, left)) : OptionalLong.empty(),
                tries);
    }
}
