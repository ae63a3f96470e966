package io.hawser.cli;

import io.hawser.store.Capabilities.Capability;
import java.nio.file.Files;
import java.nio.file.Path;

/** {@code hawser clean}. */
final class CleanCommand {
    private CleanCommand() {}

    static int run(Invocation call) throws Exception {
        var location = CopyCommand.location(call.operands().getFirst());
        if (location.isStandardStream() || location.isLocal() && !Files.isDirectory(Path.of(location.path()))) {
            throw new UsageException(location + ": there is no such folder");
        }
        boolean onlyTell = call.has("-n");
        try (var hawser = Stores.open(call.settings(), call.screen())) {
            StatCommand.refuseUnknown(hawser, location);
            if (!hawser.store(location).capabilities().can(Capability.CLEAN)) {
                throw new UsageException(location
                        + ": clean takes a folder of this machine or of an SFTP server, or a prefix of an S3 bucket; over "
                        + location.scheme() + " no partial data is kept");
            }
            for (var leftover : hawser.leftovers(location)) {
                var what = Shown.text(leftover.location() + " (" + ByteSize.show(leftover.bytes()) + ", last written "
                        + leftover.modified() + ")");
                if (onlyTell) {
                    call.out().line("would remove " + what);
                } else if (hawser.remove(leftover)) {
                    call.out().line("removed " + what);
                }
            }
        }
        return 0;
    }
}
