package io.hawser.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeldTest {
    @TempDir
    Path folder;

    private static Held success(Held.Attempt attempt) {
        return ((Held.Attempt.Success) attempt).held();
    }

    @Test
    void oneHolderAtATimeHoweverThePathIsWritten() throws IOException {
        var link = folder.resolveSibling(folder.getFileName() + "-link");
        Files.createSymbolicLink(link, folder);
        try (var held = success(Held.hold(folder.resolve("x")))) {
            held.channel().write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
            assertThat(Held.hold(folder.resolve("x"))).isInstanceOf(Held.Attempt.Taken.class);
            assertThat(Held.hold(link.resolve("x"))).isInstanceOf(Held.Attempt.Taken.class);
        } finally {
            Files.delete(link);
        }
        try (var again = success(Held.hold(folder.resolve("x")))) {
            assertThat(again.channel().size()).as("holding changes nothing").isEqualTo(3);
        }
    }

    @Test
    void whatItsOwnerRemovedIsNotHeldByTheNext() throws IOException {
        var path = folder.resolve("x");
        try (var held = success(Held.hold(path))) {
            held.delete();
        }
        assertThat(path).doesNotExist();
        try (var held = success(Held.hold(path))) {
            assertThat(path).exists();
            assertThat(held.channel().size()).isZero();
        }
    }

    @Test
    void manyAtOnceNeverHoldTogether() throws Exception {
        var path = folder.resolve("x");
        var inside = new AtomicInteger();
        var most = new AtomicInteger();
        var entered = new AtomicInteger();
        int threads = 8;
        var start = new CyclicBarrier(threads);
        Callable<Void> contender = () -> {
            start.await();
            for (int i = 0; i < 300; i++) {
                if (Held.hold(path) instanceof Held.Attempt.Success(var held)) {
                    try (held) {
                        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                        entered.incrementAndGet();
                        inside.decrementAndGet();
                        held.delete();
                    }
                }
            }
            return null;
        };
        try (var pool = Executors.newFixedThreadPool(threads)) {
            var all = IntStream.range(0, threads)
                    .mapToObj(_ -> pool.submit(contender))
                    .toList();
            for (Future<Void> one : all) {
                one.get();
            }
        }
        assertThat(most).hasValue(1);
        assertThat(entered.get()).isPositive();
    }
}
