package io.hawser.ssh.sftp;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.ssh.SftpStoreProvider;
import io.hawser.store.Leftover;
import io.hawser.store.Scope;
import io.hawser.testkit.LeakChecked;
import io.hawser.testkit.OpenSshServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@LeakChecked
class SftpLeftoversTest {
    private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");

    @TempDir
    private Path served;

    @TempDir
    private Path home;

    private Path file(String name, Instant time) throws IOException {
        var file = Files.writeString(served.resolve(name), "1234");
        Files.setLastModifiedTime(file, FileTime.from(time));
        return file;
    }

    @Test
    void onlyWhatNobodyWritesIsFoundAndRemoved() throws Exception {
        var part = file(".a~0011.hawser-part", LONG_AGO);
        var journal = file(".a.hawser-journal", LONG_AGO);
        var live = file(".b~0022.hawser-part", Instant.now());
        var other = file("c.hawser-part", LONG_AGO);
        try (var server = OpenSshServer.serving(served).start();
                var provider = new SftpStoreProvider();
                var store = provider.open(server.access().location("").root(), TestSsh.context(server, home))) {
            var folder = server.access().location("");
            var found = store.leftovers(folder, Scope.unlimited());
            assertThat(found)
                    .containsExactly(
                            new Leftover(folder.resolve(".a.hawser-journal"), "", 4, LONG_AGO),
                            new Leftover(folder.resolve(".a~0011.hawser-part"), "", 4, LONG_AGO));

            Files.setLastModifiedTime(journal, FileTime.from(Instant.now()));
            assertThat(store.remove(found.get(0), Scope.unlimited()))
                    .as("written meanwhile")
                    .isFalse();
            assertThat(store.remove(found.get(1), Scope.unlimited())).isTrue();
            assertThat(part).doesNotExist();
            assertThat(journal).exists();
            assertThat(live).exists();
            assertThat(other).exists();
            assertThat(served.toFile().list()).hasSize(3);
        }
    }
}
