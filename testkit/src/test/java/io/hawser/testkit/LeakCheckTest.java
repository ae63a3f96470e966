package io.hawser.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@LeakChecked
class LeakCheckTest {
    @Test
    void leavingNothingOpenIsFine(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");
        OpenResources before = OpenResources.now();
        try (FileInputStream in = new FileInputStream(file.toFile())) {
            assertThat(in.read()).isEqualTo('x');
        }
        assertThat(OpenResources.now().beyond(before)).isEmpty();
    }

    @Test
    void openFilesAreFound(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x").toRealPath();
        OpenResources before = OpenResources.now();
        try (FileInputStream in = new FileInputStream(file.toFile())) {
            assertThat(in.read()).isEqualTo('x');
            assertThat(OpenResources.now().beyond(before)).containsExactly("file " + file);
            assertThat(OpenResources.filesBelow(folder)).containsExactly(file);
            Files.delete(file);
            assertThat(OpenResources.filesBelow(folder)).containsExactly(file);
        }
        assertThat(OpenResources.filesBelow(folder)).isEmpty();
    }

    @Test
    void openSocketsAreFound() throws IOException {
        OpenResources before = OpenResources.now();
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(OpenResources.now().beyond(before))
                    .containsExactly("socket from port " + socket.getLocalPort() + " to port 0");
        }
        assertThat(OpenResources.now().beyond(before)).isEmpty();
    }

    @Test
    void threadsAreFoundVirtualOnesToo() throws InterruptedException {
        OpenResources before = OpenResources.now();
        CountDownLatch end = new CountDownLatch(1);
        Thread named = Thread.ofPlatform().name("hawser-test-1").start(() -> await(end));
        Thread virtual = Thread.ofVirtual().start(() -> await(end));
        // A thread shows our code only once it runs it.
        Eventually.holds(() -> OpenResources.now().beyond(before).size() == 2, () -> "both threads run");
        assertThat(OpenResources.now().beyond(before))
                .anyMatch(leak -> leak.startsWith("thread hawser-test-1 at"))
                .allMatch(leak -> leak.contains("LeakCheckTest"));
        end.countDown();
        named.join();
        virtual.join();
        assertThat(OpenResources.now().beyond(before)).isEmpty();
    }

    @ExtendWith(TestRun.Only.class)
    @LeakChecked
    static class Leaking {
        static FileInputStream left;

        @Test
        void leaves(@TempDir Path folder) throws IOException {
            left = new FileInputStream(
                    Files.writeString(folder.resolve("left"), "x").toFile());
        }

        @Test
        void leavesNothing() {}
    }

    @Test
    void aTestThatLeavesAFileOpenFails() throws IOException {
        try {
            TestRun run = TestRun.of(Leaking.class);
            assertThat(run.failures().keySet()).containsExactlyInAnyOrder("leaves(Path)", "LeakCheckTest$Leaking");
            assertThat(run.failures().get("leaves(Path)")).hasMessageContaining("left open: file /");
            assertThat(run.successes()).contains("leavesNothing()");
        } finally {
            Leaking.left.close();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
