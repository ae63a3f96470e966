package io.hawser.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Content;
import io.hawser.testkit.OpenSshServer;
import io.hawser.testkit.PythonSshServer;
import io.hawser.testkit.PythonSshServer.Kind;
import io.hawser.testkit.SshServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every byte of both outputs, in order, whatever takes them and however slowly: asyncssh lost the tail of more than 160 KB. */
class DeliveryTest {
    private static final int LOST_BY_ASYNCSSH = 169_426;

    @TempDir
    private static Path folder;

    private static final Map<Server, RemoteHost> HOSTS = new EnumMap<>(Server.class);
    private static final List<AutoCloseable> STARTED = new ArrayList<>();

    enum Server {
        OPENSSH,
        ASYNCSSH,
        PARAMIKO
    }

    static Stream<Arguments> serversAndSizes() {
        return Stream.of(Server.values())
                .flatMap(server ->
                        Stream.of(LOST_BY_ASYNCSSH, 160 << 10, 4 << 20).map(size -> Arguments.of(server, size)));
    }

    private static synchronized RemoteHost host(Server kind) throws IOException {
        var known = HOSTS.get(kind);
        if (known == null) {
            SshServer server = switch (kind) {
                case OPENSSH -> RemoteHost.start(folder);
                case ASYNCSSH -> PythonSshServer.serving(Kind.ASYNCSSH, folder).start();
                case PARAMIKO -> PythonSshServer.serving(Kind.PARAMIKO, folder).start();
            };
            known = RemoteHost.of(server.access());
            STARTED.add(known);
            STARTED.add(server);
            HOSTS.put(kind, known);
        }
        return known;
    }

    @AfterAll
    static void stop() throws Exception {
        for (var resource : STARTED) {
            resource.close();
        }
    }

    private static RemoteCommand cat(Server server, Content content) throws IOException {
        var file = content.writeTo(Files.createTempFile(folder, "content", ""));
        return host(server).command("cat " + file);
    }

    @ParameterizedTest
    @MethodSource("serversAndSizes")
    void aSlowPipeGetsAllOfIt(Server server, int size) throws Exception {
        var content = Content.random(size, size);
        var pipe = Pipe.open();
        var read = new FutureTask<>(() -> {
            try (var source = pipe.source()) {
                return content.mismatch(new Dawdling(Channels.newInputStream(source)));
            }
        });
        Thread.ofVirtual().start(read);

        var result = cat(server, content)
                .withStdout(Output.channel(pipe.sink()))
                .start()
                .result();

        assertThat(result.succeeded()).isTrue();
        assertThat(pipe.sink().isOpen()).isFalse();
        assertThat(read.get()).isEqualTo(OptionalLong.empty());
    }

    @ParameterizedTest
    @MethodSource("serversAndSizes")
    void aFileGetsAllOfIt(Server server, int size, @TempDir Path target) throws Exception {
        var content = Content.random(size + 1, size);

        var result = cat(server, content)
                .withStdout(Output.file(target.resolve("out")))
                .start()
                .result();

        assertThat(result.succeeded()).isTrue();
        assertThat(content.mismatch(target.resolve("out"))).isEqualTo(OptionalLong.empty());
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void bothOutputsAreCompleteAndApart(Server server) throws Exception {
        var content = Content.random(7, 1 << 20);
        var file = content.writeTo(Files.createTempFile(folder, "content", ""));
        var out = new WatchedOutput();
        var err = new WatchedOutput();

        host(server)
                .command("cat %s >&2 & cat %s; wait".formatted(file, file))
                .withStdout(Output.stream(out))
                .withStderr(Output.openStream(err))
                .start()
                .result();

        assertThat(out.toByteArray()).isEqualTo(content.bytes());
        assertThat(err.toByteArray()).isEqualTo(content.bytes());
        assertThat(out.flushes).hasValue(1);
        assertThat(out.closings).hasValue(1);
        assertThat(err.flushes).hasValue(1);
        assertThat(err.closings).hasValue(0);
    }

    @Test
    void notOneOfManyRunsLosesAByte() throws Exception {
        isNeverCut(Server.OPENSSH, 200);
    }

    @ParameterizedTest
    @EnumSource(names = {"ASYNCSSH", "PARAMIKO"})
    void notOneOfSomeRunsLosesAByte(Server server) throws Exception {
        isNeverCut(server, 20);
    }

    private void isNeverCut(Server server, int times) throws Exception {
        var content = Content.random(times, LOST_BY_ASYNCSSH);
        var command = cat(server, content);
        for (int time = 1; time <= times; time++) {
            var result = command.start().result();

            assertThat(result.stdout().bytes()).as("run " + time).isEqualTo(content.bytes());
            assertThat(result.succeeded()).isTrue();
        }
    }

    @Test
    void aGibibyteComesInOrder() throws Exception {
        int times = 16;
        var content = Content.random(9, 64 << 20);
        var file = content.writeTo(folder.resolve("large"));
        var expected = new CRC32C();
        for (int time = 0; time < times; time++) {
            try (var bytes = Files.newInputStream(file)) {
                var block = new byte[1 << 20];
                for (int count = bytes.read(block); count >= 0; count = bytes.read(block)) {
                    expected.update(block, 0, count);
                }
            }
        }
        var actual = new Digested();

        var result = host(Server.OPENSSH)
                .command("for i in $(seq %d); do cat %s; done".formatted(times, file))
                .withStdout(Output.stream(actual))
                .start()
                .result();

        assertThat(result.succeeded()).isTrue();
        assertThat(actual.count).isEqualTo(times * content.size());
        assertThat(actual.crc.getValue()).isEqualTo(expected.getValue());
    }

    @Test
    void aChannelThatIsLeftOpenServesTheCallerAndFurtherRuns() throws Exception {
        var content = Content.random(11, 100_000);
        var command = cat(Server.OPENSSH, content);
        var file = folder.resolve("four");
        try (var channel = Files.newByteChannel(
                file, java.nio.file.StandardOpenOption.CREATE, java.nio.file.StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(content.bytes()));
            for (int run = 0; run < 2; run++) {
                command.withStdout(Output.openChannel(channel)).start().result();
            }
            channel.write(ByteBuffer.wrap(content.bytes()));
        }

        try (var all = Files.newInputStream(file)) {
            for (int time = 0; time < 4; time++) {
                assertThat(all.readNBytes((int) content.size())).isEqualTo(content.bytes());
            }
            assertThat(all.read()).isEqualTo(-1);
        }
    }

    /** Reads little at a time, and gives way before each. */
    private static final class Dawdling extends java.io.FilterInputStream {
        Dawdling(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            Thread.yield();
            return in.read(bytes, offset, Math.min(length, 700));
        }
    }

    private static final class Digested extends OutputStream {
        private final CRC32C crc = new CRC32C();
        private long count;

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            crc.update(bytes, offset, length);
            count += length;
        }
    }

    @Test
    void nothingIsLostWhileTheServerChangesKeysAllTheTime() throws Exception {
        var content = Content.random(18, 16 << 20);
        var file = content.writeTo(folder.resolve("rekeyed"));
        try (var server = OpenSshServer.serving(folder).with("RekeyLimit 256K").start();
                var host = RemoteHost.of(server.access());
                var process = host.command("cat " + file + "; wc -c <" + file + " >&2")
                        .withStdout(Output.file(folder.resolve("rekeyed.out")))
                        .start()) {
            assertThat(RemoteCommandTest.text(process.result().stderr()).strip())
                    .isEqualTo(String.valueOf(content.size()));
        }
        assertThat(content.mismatch(folder.resolve("rekeyed.out"))).isEmpty();
    }
}
