package io.hawser.cli;

import io.hawser.testkit.Command;
import io.hawser.testkit.Requirement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file system of 4 MiB in memory, which only root can mount. */
record SmallDisk(Path folder) implements AutoCloseable {
    static final int SIZE = 4 << 20;

    static SmallDisk mounted() throws IOException {
        Requirement.that(System.getProperty("user.name").equals("root"), "only root can mount a small file system");
        var folder = Files.createTempDirectory("hawser-small-disk");
        var mount = Command.of("mount", "-t", "tmpfs", "-o", "size=" + SIZE, "tmpfs", folder.toString())
                .run();
        if (mount.status() != 0) {
            Files.delete(folder);
        }
        Requirement.that(mount.status() == 0, "this machine does not let root mount: " + mount.errText());
        return new SmallDisk(folder);
    }

    Path resolve(String name) {
        return folder.resolve(name);
    }

    void makeReadOnly() throws IOException {
        Cli.succeeded(Command.of("mount", "-o", "remount,ro", folder.toString()));
    }

    @Override
    public void close() throws IOException {
        Cli.succeeded(Command.of("umount", folder.toString()));
        Files.delete(folder);
    }
}
