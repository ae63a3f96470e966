package io.hawser.ssh.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Eventually;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ProcessWireTest {
    /** The program is known to have ended before its last words are read: they are waited for. */
    @Test
    void tellsTheLastWordsOfAProgramThatHasEnded() throws Exception {
        var go = new CountDownLatch(1);
        var program = "sh -c 'echo first >&2; echo last words >&2; exit 3'";
        var wire = ProcessWire.start(program, Map.of(), "peer", _ -> {
            try {
                go.await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
        var said = new CompletableFuture<String>();
        try {
            assertThat(wire.receive(new byte[1], 0, 1)).isEqualTo(-1);
            var asking = Thread.ofPlatform().start(() -> said.complete(wire.endOfInput()));
            Eventually.holds(
                    () -> said.isDone() || asking.getState() == Thread.State.TIMED_WAITING,
                    () -> "the asking thread is " + asking.getState());
        } finally {
            go.countDown();
        }
        assertThat(said.get()).isEqualTo("the ProxyCommand ended with status 3: last words");
        wire.shut();
    }
}
