package io.hawser.server.jail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What a rename does on file systems that do not refuse a taken name themselves. */
final class UnclaimedNameTest extends JailFixture {
    @Override
    Jail open(Path root) throws IOException {
        return OpenedJail.linux(root);
    }

    private long rename(String from, String to, boolean folder) throws IOException {
        var root = LinuxRoot.at(inside);
        var old = SplitPath.of(path(from));
        var fresh = SplitPath.of(path(to));
        try (var calls = new Calls();
                var source = root.folder(calls, old, path(from));
                var target = root.folder(calls, fresh, path(to))) {
            return new UnclaimedName(calls, source.number(), old.name(), target.number(), fresh.name()).rename(folder);
        } finally {
            root.close();
        }
    }

    @Test
    void filesAndFoldersMoveToFreeNames() throws IOException {
        put("a", "abc");
        jail.makeFolder(path("d"), 0755);
        put("d/x", "x");
        assertThat(rename("a", "d/b", false)).isZero();
        assertThat(rename("d", "e", true)).isZero();
        assertThat(names("/")).containsExactly("e");
        assertThat(get("e/b") + get("e/x")).isEqualTo("abcx");
    }

    @Test
    void whatHasTheNameStays() throws IOException {
        put("a", "a");
        put("b", "b");
        jail.makeFolder(path("d"), 0755);
        jail.makeFolder(path("e"), 0755);
        assertThat(rename("a", "b", false)).isEqualTo(-Errno.EEXIST);
        assertThat(rename("a", "d", false)).isEqualTo(-Errno.EEXIST);
        assertThat(rename("d", "e", true)).isEqualTo(-Errno.EEXIST);
        assertThat(rename("d", "a", true)).isEqualTo(-Errno.EEXIST);
        assertThat(get("a") + get("b")).isEqualTo("ab");
    }

    @Test
    void aFailureLeavesNoPlaceholder() throws IOException {
        jail.makeFolder(path("d"), 0755);
        assertThat(rename("d", "d/e", true)).isEqualTo(-Errno.EINVAL);
        assertThat(rename("none", "e", true)).isEqualTo(-Errno.ENOENT);
        assertThat(rename("none", "e", false)).isEqualTo(-Errno.ENOENT);
        assertThat(names("/")).containsExactly("d");
        assertThat(names("d")).isEmpty();
    }
}
