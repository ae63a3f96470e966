package io.hawser.server.jail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.server.jail.Jail.Flag;
import io.hawser.testkit.OpenResources;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A jail with something beside it that must stay as it is, and no descriptor that stays open. */
abstract class JailFixture {
    static final Set<Flag> READ = Set.of(Flag.READ);
    static final Set<Flag> CREATE = Set.of(Flag.READ, Flag.WRITE, Flag.CREATE);

    @TempDir
    Path folder;

    Path inside;
    Path outside;
    Jail jail;

    abstract Jail open(Path root) throws IOException;

    @BeforeEach
    void makeJail() throws IOException {
        inside = Files.createDirectory(folder.resolve("inside"));
        outside = Files.createDirectory(folder.resolve("outside"));
        Files.writeString(outside.resolve("secret"), "secret");
        jail = open(inside);
    }

    @AfterEach
    void nothingIsLeftOpenNorTouchedOutside() throws IOException {
        jail.close();
        assertThat(OpenResources.filesBelow(folder)).isEmpty();
        try (var all = Files.list(outside)) {
            assertThat(all).containsExactly(outside.resolve("secret"));
        }
        assertThat(outside.resolve("secret")).hasContent("secret");
    }

    static FilePath path(String text) {
        return FilePath.of(text);
    }

    static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    void put(String name, String content) throws IOException {
        try (var file = jail.open(path(name), CREATE, 0666)) {
            file.write(0, bytes(content));
        }
    }

    String get(String name) throws IOException {
        try (var file = jail.open(path(name), READ, 0)) {
            var buffer = ByteBuffer.allocate(1000);
            file.read(0, buffer);
            return new String(buffer.array(), 0, buffer.position(), UTF_8);
        }
    }

    List<String> names(String name) throws IOException {
        List<String> names = new ArrayList<>();
        try (var listing = jail.list(path(name))) {
            for (var entries = listing.next(100); !entries.isEmpty(); entries = listing.next(100)) {
                entries.forEach(entry -> names.add(entry.name().toString()));
            }
        }
        return names;
    }

    Path link(String name, String target) throws IOException {
        return Files.createSymbolicLink(inside.resolve(name), Path.of(target));
    }

    static void together(List<? extends Callable<Void>> work) throws Exception {
        var start = new CyclicBarrier(work.size());
        try (var executor = Executors.newFixedThreadPool(work.size())) {
            List<Future<Void>> all = new ArrayList<>();
            for (var one : work) {
                all.add(executor.submit(() -> {
                    start.await();
                    return one.call();
                }));
            }
            for (var one : all) {
                one.get();
            }
        }
    }
}
