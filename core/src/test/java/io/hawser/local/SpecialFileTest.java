package io.hawser.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.store.Scope;
import java.io.RandomAccessFile;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpecialFileTest {
    @TempDir
    private Path folder;

    /** Its one registration is called off at once, before the pipe is opened. */
    private static final class Stopped implements Scope {
        private final CountDownLatch calledOff = new CountDownLatch(1);

        @Override
        public Hold hold(Runnable abort) {
            abort.run();
            calledOff.countDown();
            return () -> {};
        }

        @Override
        public void expectSilence() {}

        @Override
        public void expectPatience() {}

        @Override
        public void moved(long bytes) {}

        @Override
        public boolean stopped() {
            return true;
        }
    }

    @Test
    void aPipeThatIsOpenedOnlyAfterItWasCalledOffIsNotWaitedFor() throws Exception {
        var pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        var scope = new Stopped();
        var opening = CompletableFuture.supplyAsync(() -> open(pipe, scope));
        try {
            assertThatThrownBy(() -> opening.get(1, TimeUnit.MINUTES))
                    .isInstanceOf(ExecutionException.class)
                    .hasRootCauseInstanceOf(StoreException.Unavailable.class)
                    .hasMessageContaining("stopped while it waited");
        } finally {
            // Sets whoever waits all the same free.
            new RandomAccessFile(pipe.toFile(), "rw").close();
        }
    }

    private static SeekableByteChannel open(Path pipe, Stopped scope) {
        try {
            return SpecialFile.open(
                    Location.local(pipe.toString()),
                    pipe,
                    "write",
                    () -> {
                        await(scope.calledOff);
                        return Files.newByteChannel(pipe, StandardOpenOption.WRITE);
                    },
                    scope);
        } catch (StoreException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
