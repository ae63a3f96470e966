package io.hawser.server;

import static io.hawser.server.RawSftp.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.Location;
import io.hawser.ssh.SftpStoreProvider;
import io.hawser.store.ListOptions;
import io.hawser.store.Scope;
import io.hawser.store.StoreContext;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder of 100,000 entries. */
class BigFolderTest {
    private static final int ENTRIES = 100_000;
    private static final int LISTINGS = 200;
    private static final long GIBIBYTE = 1 << 30;

    @TempDir
    private static Path root;

    private static TestServer server;

    @BeforeAll
    static void start() throws IOException {
        // Many names of a few files are made in a fraction of the time.
        for (int i = 0; i < ENTRIES; i++) {
            Path first = root.resolve("file-" + i % 4);
            if (i < 4) {
                Files.createFile(first);
            } else {
                Files.createLink(root.resolve("file-" + i), first);
            }
        }
        server = TestServer.serving(root);
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @Test
    void openSshListsIt() throws IOException {
        var done = server.access().sftp("ls -1\n").run();
        assertThat(done.status()).as(done.errText()).isZero();
        Set<String> names = new HashSet<>();
        done.outText().lines().filter(line -> !line.startsWith("sftp>")).forEach(names::add);
        assertThat(names).hasSize(ENTRIES).contains("file-0", "file-" + (ENTRIES - 1));
    }

    @Test
    void hawserListsIt(@TempDir Path home) throws IOException {
        var plain = StoreContext.defaults();
        var at = new Location("sftp", server.access().authority(), "/");
        var context = new StoreContext(
                Map.of("HOME", home.toString(), "PATH", System.getenv("PATH")),
                server.access().options(),
                plain.headers(),
                plain.budget(),
                plain.connectTimeout(),
                plain.trace(),
                plain.version());
        Set<String> names = new HashSet<>();
        try (var provider = new SftpStoreProvider();
                var store = provider.open(at.root(), context);
                var listing = store.list(at, ListOptions.level(), Scope.unlimited())) {
            for (var entry = listing.next(); entry.isPresent(); entry = listing.next()) {
                names.add(entry.get().location().name());
            }
        }
        assertThat(names).hasSize(ENTRIES).contains("file-0", "file-" + (ENTRIES - 1));
    }

    /** If one listing held the folder, so many would hold four gigabytes; other tests of this process need some memory meanwhile. */
    @Test
    void manyHalfReadListingsTakeLittleMemory() throws IOException {
        try (RawSftp sftp = RawSftp.begun(server.access())) {
            long before = used();
            for (int i = 0; i < LISTINGS; i++) {
                byte[] handle =
                        sftp.ask(request(11, 1).text("/")).expect(102).id(1).string();
                sftp.ask(request(12, 1).string(handle)).expect(104);
            }
            assertThat(used() - before).isLessThan(GIBIBYTE);
        }
    }

    private static long used() {
        ManagementFactory.getMemoryMXBean().gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
