package io.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Command;
import io.hawser.testkit.Content;
import io.hawser.testkit.Requirement;
import io.hawser.testkit.ScriptedHttpServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks that do not take what they are given. */
class DiskTest {
    @TempDir
    Path folder;

    private Path file(long size) throws IOException {
        return Content.random(4, size).writeTo(folder.resolve("file"));
    }

    @Test
    void aFullDiskLeavesTheOldFileAsItWas() throws Exception {
        try (var disk = SmallDisk.mounted()) {
            Files.writeString(disk.resolve("target"), "old");

            Cli.failed(
                    Cli.hawser(
                            "cp",
                            file(8 << 20).toString(),
                            disk.resolve("target").toString()),
                    "target: cannot write: No space left on device");

            assertThat(disk.resolve("target")).hasContent("old");
        }
    }

    @Test
    void aFullDiskIsToldForWhatAServerSends() throws Exception {
        try (var disk = SmallDisk.mounted();
                var server = ScriptedHttpServer.start()) {
            server.serve("/a", Content.random(4, 64 << 20));
            Files.writeString(disk.resolve("target"), "old");

            Cli.failed(
                    Cli.hawser("cp", "--part-size", "1M", server.url("/a"))
                            .and(disk.resolve("target").toString()),
                    "No space left on device");

            assertThat(disk.resolve("target")).hasContent("old");
        }
    }

    @Test
    void theLastByteThatDoesNotFitIsTold() throws Exception {
        // The journal takes a page of its own, if there is one.
        int page = 4096;
        try (var disk = SmallDisk.mounted()) {
            var target = disk.resolve("target").toString();
            Cli.succeeded(Cli.hawser(
                    "cp", "-q", "--no-resume", file(SmallDisk.SIZE - 2 * page).toString(), target));
            Files.delete(disk.resolve("target"));

            Cli.failed(
                    Cli.hawser(
                            "cp", "-q", "--no-resume", file(SmallDisk.SIZE + 1).toString(), target),
                    "No space left");

            assertThat(Cli.tree(disk.folder())).isEmpty();
        }
    }

    @Test
    void standardOutputOnADiskThatFillsUpIsTold() throws Exception {
        try (var disk = SmallDisk.mounted()) {
            var ended = Cli.hawser("cat", file(SmallDisk.SIZE + 1).toString())
                    .writingTo(disk.resolve("out"))
                    .run();

            assertThat(ended.status()).as(ended.toString()).isEqualTo(1);
            assertThat(ended.errText())
                    .contains("standard output", "No space left")
                    .hasLineCount(1);
            Files.delete(disk.resolve("out"));

            var fits = file(SmallDisk.SIZE - 4096);
            Cli.succeeded(Cli.hawser("cat", fits.toString()).writingTo(disk.resolve("out")));
            assertThat(Files.mismatch(fits, disk.resolve("out"))).isEqualTo(-1);
        }
    }

    @Test
    void aReportOnAFullDiskIsTold() throws Exception {
        try (var disk = SmallDisk.mounted()) {
            Content.random(5, SmallDisk.SIZE).writeTo(disk.resolve("filler"));

            Cli.failed(
                    Cli.hawser("cp", "-q", "--report", disk.resolve("report").toString())
                            .and(file(10).toString(), folder.resolve("copy").toString()),
                    "the report is not complete",
                    "no space left");
        }
    }

    @Test
    void aReadOnlyFileSystemIsTold() throws Exception {
        try (var disk = SmallDisk.mounted()) {
            Files.writeString(disk.resolve("target"), "old");
            disk.makeReadOnly();

            Cli.failed(
                    Cli.hawser("cp", file(10).toString(), disk.resolve("target").toString()), "ead-only file system");
            Cli.failed(Cli.hawser("cp", file(10).toString(), disk.resolve("new").toString()), "ead-only file system");
            Cli.failed(Cli.hawser("rm", disk.resolve("target").toString()), "ead-only file system");

            assertThat(disk.resolve("target")).hasContent("old");
        }
    }

    @Test
    void aFolderWithoutPermissionIsTold() throws Exception {
        var closed = Files.createDirectory(folder.resolve("closed"));
        Files.writeString(closed.resolve("target"), "old");
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("r-xr-xr-x"));
        file(10);
        try {
            var command = Cli.hawser("cp", "file", "closed/target").in(folder);
            Cli.failed(isRoot() ? withoutPrivilege(command) : command, "closed/target", "permission");
            assertThat(closed.resolve("target")).hasContent("old");
        } finally {
            Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    /** Permissions do not stop root until it gives up the privilege to pass them over. */
    private static Command withoutPrivilege(Command command) {
        var setpriv = Requirement.tool("setpriv");
        return Cli.bash("exec '" + setpriv + "' --bounding-set=-dac_override,-dac_read_search \"$@\"", command);
    }
}
