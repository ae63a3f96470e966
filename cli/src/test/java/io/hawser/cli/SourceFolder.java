package io.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What tests of folders share: one to copy from, whose files hold their own names. */
abstract class SourceFolder {
    @TempDir
    Path folder;

    Path from;

    @BeforeEach
    void makeSource() throws Exception {
        from = Files.createDirectory(folder.resolve("from"));
    }

    void file(String name) throws Exception {
        var file = from.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, name);
    }

    void isCopied(Path to, List<String> names) throws Exception {
        for (var name : names) {
            assertThat(Files.readString(to.resolve(name))).isEqualTo(name);
        }
        assertThat(Cli.tree(to).stream().filter(name -> !name.endsWith("/")))
                .containsExactlyInAnyOrderElementsOf(names);
    }
}
