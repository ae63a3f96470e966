package io.hawser.cli;

import io.hawser.local.Leftovers;
import java.nio.file.Files;
import java.nio.file.Path;

/** {@code hawser clean}. */
final class CleanCommand {
    private CleanCommand() {}

    static int run(Invocation call) throws Exception {
        var location = CopyCommand.location(call.operands().getFirst());
        if (!location.isLocal() || location.isStandardStream()) {
            throw new UsageException(location + ": clean takes a local folder");
        }
        var folder = Path.of(location.path());
        if (!Files.isDirectory(folder)) {
            throw new UsageException(location + ": there is no such folder");
        }
        boolean onlyTell = call.has("-n");
        for (var leftover : Leftovers.find(folder)) {
            var what = Shown.text(leftover.part() + " (" + ByteSize.show(leftover.bytes()) + ", last written "
                    + leftover.modified() + ")");
            if (onlyTell) {
                call.out().line("would remove " + what);
            } else if (Leftovers.remove(leftover)) {
                call.out().line("removed " + what);
            }
        }
        return 0;
    }
}
