package io.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A million transfers take no more memory than the command has. */
class BatchMemoryTest {
    private static final int FOLDERS = 1000;
    private static final int FILES = 1000;

    @TempDir
    Path folder;

    /** Each target has a name of its own, by one of a thousand links to a folder of a thousand files. */
    @Test
    void ofAMillionLines() throws Exception {
        Files.writeString(folder.resolve("a"), "a");
        var real = Files.createDirectory(folder.resolve("real"));
        for (int j = 0; j < FILES; j++) {
            Files.createFile(real.resolve("f" + j));
        }
        try (var manifest = Files.newBufferedWriter(folder.resolve("m.tsv"))) {
            for (int i = 0; i < FOLDERS; i++) {
                Files.createSymbolicLink(folder.resolve("l" + i), real);
                for (int j = 0; j < FILES; j++) {
                    manifest.write("a\tl" + i + "/f" + j + "\n");
                }
            }
        }
        var command = Cli.hawser("run", "--if-exists", "skip", "--progress", "none", "m.tsv")
                .in(folder);

        var measured = PeakMemory.of(command);

        assertThat(measured.ended().errText()).contains("copied 0 files: ", "; 1000000 skipped");
        assertThat(measured.kib()).isLessThanOrEqualTo(256 << 10);
    }

    @Test
    void ofTheLargestWholeManifest() throws Exception {
        try (var manifest = Files.newBufferedWriter(folder.resolve("m.yaml"))) {
            manifest.write("version: 1\ntransfers:\n");
            for (int i = 0; i < 100_000; i++) {
                manifest.write("- {from: /dev/null, to: " + "t".repeat(60) + "/" + i + ", verify: 'md5:"
                        + "%032x".formatted(i) + "', attempts: 2}\n");
            }
        }
        var measured = PeakMemory.of(Cli.hawser("run", "--dry-run", "m.yaml").in(folder));

        assertThat(measured.ended().outText()).hasLineCount(100_001);
        assertThat(measured.kib()).isLessThanOrEqualTo(256 << 10);
    }
}
