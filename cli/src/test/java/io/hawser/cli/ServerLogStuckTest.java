package io.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.server.ServerEvent;
import io.hawser.testkit.Eventually;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** The log while whoever reads it does not. */
class ServerLogStuckTest {
    private static final ServerEvent EVENT = new ServerEvent.Connected("127.0.0.1:4000");
    private static final int MANY = 100_000;

    /** Takes nothing until it is told to. */
    private static final class Stuck extends OutputStream {
        private final CountDownLatch free = new CountDownLatch(1);
        private final ByteArrayOutputStream taken = new ByteArrayOutputStream();

        @Override
        public void write(int one) {
            throw new AssertionError("lines are written whole");
        }

        @Override
        public void write(byte[] bytes, int from, int count) {
            try {
                free.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            synchronized (taken) {
                taken.write(bytes, from, count);
            }
        }

        String text() {
            synchronized (taken) {
                return taken.toString(StandardCharsets.UTF_8);
            }
        }
    }

    @Test
    void nobodyWaitsAndWhatIsLostIsCountedAndToldWhereItIsMissing() {
        var stuck = new Stuck();
        var log = new ServerLog(ServerLog.Form.TEXT, InstantSource.system(), stuck);
        for (int i = 0; i < MANY; i++) {
            log.accept(EVENT);
        }
        long lost = log.lost();
        assertThat(lost).isBetween(1L, MANY - 10_000L);

        stuck.free.countDown();
        Eventually.holds(() -> stuck.text().contains(" log-lost lines=" + lost + "\n"), () -> "no word of it");
        log.warn("afterwards");
        log.close();

        assertThat(stuck.text().lines()).hasSize((int) (MANY - lost) + 2);
        assertThat(stuck.text()).endsWith(" warning text=afterwards\n");
        assertThat(log.lost()).isEqualTo(lost);
    }

    @Test
    void itsEndWaitsForNobody() {
        var stuck = new Stuck();
        var log = new ServerLog(ServerLog.Form.TEXT, InstantSource.system(), stuck);
        log.accept(EVENT);
        log.close();
        assertThat(stuck.text()).isEmpty();
        stuck.free.countDown();
    }

    @Test
    void whatLibrariesWriteIsWellFormedToo() throws Exception {
        var out = new ByteArrayOutputStream();
        var log = new ServerLog(ServerLog.Form.JSON, InstantSource.system(), out);
        try (log;
                var error = log.standardError()) {
            error.println("two\nlines\r");
            new IllegalStateException("größe \u001b[2J").printStackTrace(error);
            error.print("x".repeat(10_000));
            error.println();
        }
        assertThat(Cli.json(out.toString(StandardCharsets.UTF_8)))
                .hasSizeGreaterThan(5)
                .allSatisfy(line -> assertThat(line).containsEntry("event", "warning"))
                .extracting(line -> line.get("text"))
                .contains("two", "lines", "java.lang.IllegalStateException: größe \u001b[2J");
    }
}
