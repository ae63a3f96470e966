package io.hawser.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where and how works are done.
 *
 * @param launcher the command
 * @param memory a folder in memory, where the machine has such a folder
 * @param rounds how often each contender does its work
 */
record Place(Path launcher, Path memory, int rounds) {
    /** One run of a work within a folder of its own. */
    interface Within {
        String measure(Path folder) throws IOException, InterruptedException;
    }

    /** Makes a folder in memory and removes it, and all that is in it, afterwards. */
    String inFolder(Within work) throws IOException, InterruptedException {
        var folder = Files.createTempDirectory(memory, "hawser-bench");
        try {
            return work.measure(folder);
        } finally {
            Product.delete(folder);
        }
    }
}
