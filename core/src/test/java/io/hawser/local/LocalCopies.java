package io.hawser.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.Algorithm;
import io.hawser.CopyOptions;
import io.hawser.Digest;
import io.hawser.Entry;
import io.hawser.Hawser;
import io.hawser.HawserOptions;
import io.hawser.Location;
import io.hawser.Outcome;
import io.hawser.StoreException;
import io.hawser.TransferEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** What tests of local copies share: a folder, a source, a target, and the whole engine in between. */
abstract class LocalCopies {
    static final int MIB = 1 << 20;

    @TempDir
    Path folder;

    final Hawser hawser =
            Hawser.open(HawserOptions.defaults().withProviders(List.of()).withEnvironment(Map.of()));

    @AfterEach
    void close() {
        hawser.close();
    }

    Path source(int size) throws IOException {
        var bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return Files.write(folder.resolve("source"), bytes);
    }

    Path target() {
        return folder.resolve("target");
    }

    static Location at(Path path) {
        return Location.local(path.toString());
    }

    Outcome copy(Path from, Path to, CopyOptions options) throws StoreException, InterruptedException {
        return hawser.copy(at(from), at(to), options).result();
    }

    static CopyOptions options() {
        return CopyOptions.defaults().withPartSize(MIB);
    }

    static Digest digest(Algorithm algorithm, Path file) throws Exception {
        return Digest.of(
                algorithm, MessageDigest.getInstance(algorithm.jcaName()).digest(Files.readAllBytes(file)));
    }

    void assertNothingLeft() throws IOException {
        try (var names = Files.list(folder)) {
            assertThat(names.map(p -> p.getFileName().toString())).noneMatch(PartialNames::isOurs);
        }
    }

    /** Copies until {@code bytes} have moved, then cancels. */
    Outcome interrupted(Path source, CopyOptions options, long bytes) throws InterruptedException {
        var moved = new AtomicLong();
        var transfer = hawser.copy(
                Entry.file(at(source)),
                at(target()),
                options,
                (t, event) -> {
                    if (event instanceof TransferEvent.Moved(var more) && moved.addAndGet(more) >= bytes) {
                        t.cancel();
                    }
                },
                null);
        return transfer.await();
    }
}
