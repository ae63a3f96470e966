package io.hawser.server.jail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Swaps two names of a folder: at once where the system can, so that there is always something of each name. */
interface Exchange {
    /** {@code RENAME_EXCHANGE} of renameat2(2). */
    int AT_ONCE = 2;

    void names(String one, String other) throws IOException;

    static Exchange in(Path folder) {
        if (SystemCall.obstacle().isPresent()) {
            return (one, other) -> {
                Path between = folder.resolve("between");
                Files.move(folder.resolve(one), between);
                Files.move(folder.resolve(other), folder.resolve(one));
                Files.move(between, folder.resolve(other));
            };
        }
        return (one, other) -> {
            try (var calls = new Calls()) {
                byte[] a = NativePath.of(folder.resolve(one)).bytes();
                byte[] b = NativePath.of(folder.resolve(other)).bytes();
                Errno.check(calls.rename(Calls.AT_FDCWD, a, Calls.AT_FDCWD, b, AT_ONCE), FilePath.of(a));
            }
        };
    }
}
