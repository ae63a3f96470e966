package io.hawser.server.jail;

import io.hawser.testkit.Command;
import io.hawser.testkit.Requirement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file system of 1 MiB in memory, which only root can mount. */
public record SmallDisk(Path folder) implements AutoCloseable {
    /** Bytes. */
    public static final int SIZE = 1 << 20;

    /** Mounts one, or skips the test. */
    public static SmallDisk mounted() throws IOException {
        Requirement.that(System.getProperty("user.name").equals("root"), "only root can mount a small file system");
        var folder = Files.createTempDirectory("hawser-small-disk");
        int status = run("mount", "-t", "tmpfs", "-o", "size=" + SIZE, "tmpfs", folder.toString());
        if (status != 0) {
            Files.delete(folder);
        }
        Requirement.that(status == 0, "this machine does not let root mount");
        return new SmallDisk(folder);
    }

    void makeReadOnly() throws IOException {
        run("mount", "-o", "remount,ro", folder.toString());
    }

    /** Whatever still uses it is left to the machine, so that a failing test fails for its own reason. */
    @Override
    public void close() throws IOException {
        run("umount", "--lazy", folder.toString());
        Files.delete(folder);
    }

    private static int run(String... command) throws IOException {
        return Command.of(command).run().status();
    }
}
