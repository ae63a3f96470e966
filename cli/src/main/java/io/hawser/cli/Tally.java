package io.hawser.cli;

import io.hawser.Outcome;
import io.hawser.Summary;
import io.hawser.Verified;
import io.hawser.Verify;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Counts how the files of a command ended, for its closing line. Not for use by several threads. */
final class Tally {
    private final long begun = System.nanoTime();
    private final Map<Verified.By, Integer> verified = new EnumMap<>(Verified.By.class);
    private final Map<String, Integer> unverified = new TreeMap<>();
    private String only;
    private int copied;
    private int skipped;
    private int failed;
    private int cancelled;
    private long bytes;
    private long resumed;

    /** Counts a file that was to be verified in that way. */
    void add(Outcome outcome, Verify verify) {
        only = copied + skipped + failed + cancelled == 0 ? line(outcome, verify) : null;
        switch (outcome) {
            case Outcome.Copied(var summary) -> {
                copied++;
                bytes += summary.bytes();
                resumed += summary.resumedBytes();
                if (summary.verified().by() == Verified.By.NONE) {
                    unverified.merge(why(verify), 1, Integer::sum);
                } else {
                    verified.merge(summary.verified().by(), 1, Integer::sum);
                }
            }
            case Outcome.Skipped _ -> skipped++;
            case Outcome.Failed _ -> failed++;
            case Outcome.Cancelled _ -> cancelled++;
        }
    }

    int failed() {
        return failed;
    }

    /** Whether there was one file, whose failure has been told. */
    boolean onlyFailure() {
        return failed == 1 && copied + skipped + cancelled == 0;
    }

    /** One file in one line: what was copied, how fast, and what was verified against what. */
    static String line(Outcome outcome, Verify verify) {
        var summary = outcome.summary();
        var names = summary.source() + " to " + summary.target();
        return switch (outcome) {
            case Outcome.Copied _ ->
                "copied " + names + ": " + speed(summary.bytes(), summary.resumedBytes(), summary.elapsed()) + ", "
                        + proof(summary.verified(), verify) + resumed(summary.resumedBytes());
            case Outcome.Skipped skipped -> "skipped " + names + ": " + skipped.reason();
            case Outcome.Failed failed ->
                "failed " + names + ": " + failed.cause().reason() + left(summary);
            case Outcome.Cancelled _ -> "cancelled " + names + left(summary);
        };
    }

    /** Everything in one line; a single file by its name. */
    String line() {
        return only != null ? only : sum();
    }

    /** Everything in one line, in figures only. */
    String sum() {
        var parts = new ArrayList<String>();
        parts.add("copied " + files(copied) + ": " + speed(bytes, resumed, Duration.ofNanos(System.nanoTime() - begun))
                + resumed(resumed));
        if (copied > 0) {
            parts.add(proofs());
        }
        add(parts, skipped, " skipped");
        add(parts, failed, " failed");
        add(parts, cancelled, " cancelled");
        return String.join("; ", parts);
    }

    private static void add(ArrayList<String> parts, int count, String what) {
        if (count > 0) {
            parts.add(count + what);
        }
    }

    private static String files(int count) {
        return PlainProgress.counted(count, "file", "files");
    }

    private static String speed(long bytes, long resumed, Duration elapsed) {
        double seconds = Math.max(0.001, elapsed.toNanos() / 1e9);
        return ByteSize.show(bytes) + " in " + TimeSpan.show(elapsed) + " ("
                + ByteSize.showRate((bytes - resumed) / seconds) + ")";
    }

    private static String resumed(long bytes) {
        return bytes == 0 ? "" : ", " + ByteSize.show(bytes) + " of them from an earlier run";
    }

    private static String left(Summary summary) {
        return summary.resumable() ? " (the same command goes on from " + ByteSize.show(summary.bytes()) + ")" : "";
    }

    private static String why(Verify verify) {
        return verify instanceof Verify.None ? "not asked for" : "the source offers no digest";
    }

    private static String proof(Verified verified, Verify verify) {
        return switch (verified.by()) {
            case NONE -> "unverified: " + why(verify);
            case SOURCE, SIDECAR, GIVEN, TARGET ->
                "verified "
                        + verified.digest()
                                .map(digest -> digest.algorithm().label() + " ")
                                .orElse("") + origin(verified.by());
        };
    }

    private String proofs() {
        var texts = new ArrayList<String>();
        verified.forEach((by, count) -> texts.add(count + " verified " + origin(by)));
        unverified.forEach((why, count) -> texts.add(count + " unverified: " + why));
        return String.join(", ", texts);
    }

    /** In the report's words. */
    private static String origin(Verified.By by) {
        return "(" + by.name().toLowerCase(Locale.ROOT) + ")";
    }
}
