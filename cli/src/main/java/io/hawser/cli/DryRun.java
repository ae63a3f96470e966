package io.hawser.cli;

import io.hawser.Entry;
import io.hawser.Hawser;
import io.hawser.IfExists;
import io.hawser.Kind;
import io.hawser.Location;
import io.hawser.StoreException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Says what would be copied: a line for each file on standard output. */
final class DryRun {
    private final Hawser hawser;
    private final StandardOutput out;
    private final Screen screen;

    DryRun(Hawser hawser, StandardOutput out, Screen screen) {
        this.hawser = hawser;
        this.out = out;
        this.screen = screen;
    }

    /** Goes through all of them; the exit status is the one that the copies would have, as far as a look can tell. */
    int run(JobStream jobs) throws OutputException, InterruptedException {
        int status = 0;
        for (var job = jobs.next(); job.isPresent(); job = jobs.next()) {
            try {
                switch (job.get()) {
                    case Job.File file ->
                        out.line(Shown.text(line(
                                looked(file.from()), file.to(), file.options().ifExists())));
                    case Job.Refused refused -> throw refused.cause();
                }
            } catch (StoreException e) {
                screen.error(e.getMessage());
                status = 1;
            }
        }
        return status;
    }

    /** With what its store says of it, unless a listing told that already. */
    private Entry looked(Entry from) throws StoreException, InterruptedException {
        return from.size().isPresent() || from.location().isStandardStream() ? from : hawser.stat(from.location());
    }

    private String line(Entry from, Location to, IfExists how) throws StoreException, InterruptedException {
        var names = from.location() + " to " + to;
        var size = from.size().isPresent() ? " (" + ByteSize.show(from.size().getAsLong()) + ")" : "";
        if (how == IfExists.OVERWRITE || to.isStandardStream()) {
            return "would copy " + names + size;
        }
        var there = existing(to);
        if (there.isEmpty()) {
            return "would copy " + names + size;
        }
        return switch (how) {
            case SKIP -> "would skip " + names + ": the target exists";
            case FAIL -> throw new StoreException.Conflict(to, "exists already");
            case CHANGED ->
                differs(from, there.get()) ? "would copy " + names + size : "would skip " + names + ": not changed";
            case OVERWRITE -> throw new AssertionError("was handled above");
        };
    }

    private Optional<Entry> existing(Location target) throws StoreException, InterruptedException {
        try {
            return Optional.of(hawser.stat(target)).filter(entry -> entry.kind() == Kind.FILE);
        } catch (StoreException.NotFound _) {
            return Optional.empty();
        }
    }

    private static boolean differs(Entry from, Entry there) {
        return !from.size().equals(there.size())
                || !from.modified().map(DryRun::second).equals(there.modified().map(DryRun::second));
    }

    private static Instant second(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS);
    }
}
