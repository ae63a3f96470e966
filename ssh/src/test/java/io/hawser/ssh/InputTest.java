package io.hawser.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hawser.StoreException;
import io.hawser.ssh.CommandException.Reason;
import io.hawser.testkit.Content;
import io.hawser.testkit.OpenSshServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a command reads: every byte of it, and never a reason to wait once it has ended. */
class InputTest {
    private static final Content CONTENT = Content.random(3, 5_000_000);

    @TempDir
    private static Path folder;

    private static OpenSshServer server;
    private static RemoteHost host;

    @BeforeAll
    static void start() throws Exception {
        server = RemoteHost.start(folder);
        host = RemoteHost.of(server.access());
    }

    @AfterAll
    static void stop() throws Exception {
        host.close();
        server.close();
    }

    private static final class Counted extends ByteArrayInputStream {
        private final AtomicInteger closings = new AtomicInteger();

        Counted(byte[] bytes) {
            super(bytes);
        }

        @Override
        public void close() {
            closings.incrementAndGet();
        }
    }

    private static void isEchoed(Input input) throws Exception {
        var result = host.command("cat")
                .withStdin(input)
                .withStdout(Output.capture(6_000_000))
                .start()
                .result();

        assertThat(result.succeeded()).isTrue();
        assertThat(result.stdout().bytes()).isEqualTo(CONTENT.bytes());
    }

    @Test
    void itsBytesArriveFromEverySource() throws Exception {
        var file = CONTENT.writeTo(folder.resolve("input"));
        isEchoed(Input.bytes(CONTENT.bytes()));
        isEchoed(Input.file(file));
        isEchoed(Input.channel(FileChannel.open(file)));
        var closed = new Counted(CONTENT.bytes());
        isEchoed(Input.stream(closed));
        assertThat(closed.closings).hasValue(1);
        var left = new Counted(CONTENT.bytes());
        isEchoed(Input.openStream(left));
        assertThat(left.closings).hasValue(0);
        try (var channel = FileChannel.open(file)) {
            isEchoed(Input.openChannel(channel));
            assertThat(channel.isOpen()).isTrue();
        }
    }

    @Test
    void withoutOneTheEndIsReadAtOnce() throws Exception {
        var result = host.command("cat; echo end").start().result();

        assertThat(RemoteCommandTest.text(result.stdout())).isEqualTo("end\n");
    }

    @Test
    void aChannelThatDoesNotBlockIsReadToItsEnd() throws Exception {
        var pipe = Pipe.open();
        pipe.source().configureBlocking(false);
        Thread.ofVirtual().start(() -> {
            try (var sink = pipe.sink()) {
                var bytes = java.nio.ByteBuffer.wrap(CONTENT.bytes());
                while (bytes.hasRemaining()) {
                    sink.write(bytes);
                }
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });

        isEchoed(Input.channel(pipe.source()));

        assertThat(pipe.source().isOpen()).isFalse();
    }

    @Test
    void aCommandThatDoesNotReadItEndsAllTheSame() throws Exception {
        var endless = new InputStream() {
            @Override
            public int read() {
                return 0;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) {
                return length;
            }
        };
        for (var command : new String[] {"exit 4", "exec <&-; echo out; exit 4", "head -c 1000 >/dev/null; exit 4"}) {
            var result = host.command(command)
                    .withStdin(Input.stream(endless))
                    .start()
                    .result();

            assertThat(result.exitStatus()).as(command).hasValue(4);
        }
    }

    @Test
    void aSourceThatBlocksDoesNotDelayTheEnd() throws Exception {
        var released = new CountDownLatch(1);
        var blocked = new InputStream() {
            @Override
            public int read() throws IOException {
                try {
                    released.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                return -1;
            }
        };
        try {
            assertThat(host.command("echo done")
                            .withStdin(Input.openStream(blocked))
                            .start()
                            .result()
                            .succeeded())
                    .isTrue();
            var pipe = Pipe.open();
            assertThat(host.command("echo done")
                            .withStdin(Input.channel(pipe.source()))
                            .start()
                            .result()
                            .succeeded())
                    .isTrue();
            assertThat(pipe.source().isOpen()).isFalse();
            pipe.sink().close();
        } finally {
            released.countDown();
        }
    }

    @Test
    void aSourceThatFailsIsNotTheEndOfTheInput() throws Exception {
        var torn = new InputStream() {
            private boolean begun;

            @Override
            public int read() throws IOException {
                if (!begun) {
                    begun = true;
                    return 'a';
                }
                throw new IOException("The tape is torn");
            }
        };
        var seen = folder.resolve("seen");
        try (var process = host.command("cat >/dev/null && touch " + seen)
                .withStdin(Input.stream(torn))
                .start()) {
            var failure = catchThrowableOfType(CommandException.class, process::result);

            assertThat(failure.reason()).isEqualTo(Reason.INPUT);
            assertThat(failure).hasMessageEndingWith(": standard input: the tape is torn");
        }
    }

    @Test
    void aFileThatIsNotThereCostsNoConnection() {
        long before = server.connections();

        assertThatThrownBy(() -> host.command("cat")
                        .withStdin(Input.file(folder.resolve("missing")))
                        .start())
                .isInstanceOf(StoreException.NotFound.class)
                .hasMessageContaining("missing");
        assertThat(server.connections()).isEqualTo(before);
    }
}
