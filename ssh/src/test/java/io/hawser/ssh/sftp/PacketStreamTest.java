package io.hawser.ssh.sftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PacketStreamTest {
    /** Takes note of everything, and gives every DATA reply room. */
    private static final class Recorder implements PacketStream.Receiver {
        private final List<String> seen = new ArrayList<>();

        @Override
        public void version(long version, Reply extensions) {
            seen.add("version " + version);
        }

        @Override
        public Exchange answered(int id, int type) throws ProtocolException {
            if (id < 0) {
                throw new ProtocolException("not under way");
            }
            return new Exchange() {
                private final ByteBuffer room = ByteBuffer.allocate(1000);

                @Override
                ByteBuffer room(int length) {
                    return length <= 1000 ? room : null;
                }

                @Override
                void filled(int length) {
                    seen.add(id + " data " + Arrays.hashCode(Arrays.copyOf(room.array(), length)));
                }

                @Override
                void replied(Reply reply) throws IOException {
                    seen.add(id + " status " + reply.status().code());
                }

                @Override
                void failed(IOException why) {
                    seen.add(id + " failed");
                }
            };
        }
    }

    private static byte[] version() {
        return new byte[] {0, 0, 0, 5, PacketType.VERSION, 0, 0, 0, 3};
    }

    private static byte[] data(int id, byte[] bytes) {
        return ByteBuffer.allocate(13 + bytes.length)
                .putInt(9 + bytes.length)
                .put((byte) PacketType.DATA)
                .putInt(id)
                .putInt(bytes.length)
                .put(bytes)
                .array();
    }

    private static byte[] status(int id, int code) {
        return ByteBuffer.allocate(17)
                .putInt(13)
                .put((byte) PacketType.STATUS)
                .putInt(id)
                .putInt(code)
                .putInt(0)
                .array();
    }

    private static byte[] join(byte[]... packets) {
        var all = ByteBuffer.allocate(
                Arrays.stream(packets).mapToInt(p -> p.length).sum());
        Arrays.stream(packets).forEach(all::put);
        return all.array();
    }

    private static List<String> fed(byte[] bytes, int... pieces) throws IOException {
        var recorder = new Recorder();
        var stream = new PacketStream(recorder);
        int at = 0;
        for (int piece : pieces) {
            int count = Math.min(piece, bytes.length - at);
            stream.accept(bytes, at, count);
            at += count;
        }
        stream.accept(bytes, at, bytes.length - at);
        return recorder.seen;
    }

    @Property(tries = 200)
    void theSamePacketsComeOutHoweverTheBytesCome(@ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int piece)
            throws IOException {
        var random = new Random(seed);
        var content = new byte[random.nextInt(1000) + 1];
        random.nextBytes(content);
        var bytes = join(version(), status(1, 0), data(2, content), data(3, new byte[] {7}), status(4, 1));
        var pieces = random.ints(bytes.length / piece + 1L, 1, piece + 1).toArray();
        assertThat(fed(bytes, pieces))
                .isEqualTo(fed(bytes))
                .containsExactly(
                        "version 3",
                        "1 status 0",
                        "2 data " + Arrays.hashCode(content),
                        "3 data " + Arrays.hashCode(new byte[] {7}),
                        "4 status 1");
    }

    /** Whatever comes is a packet or a violation of the protocol, never another failure and never memory without a limit. */
    @Property(tries = 2000)
    void changedBytesAreAProtocolErrorOrPackets(@ForAll long seed) {
        var random = new Random(seed);
        var bytes = join(version(), status(1, 0), data(2, new byte[300]), status(3, 4), data(4, new byte[10]));
        for (int i = 0; i <= random.nextInt(4); i++) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        try {
            fed(bytes, random.nextInt(bytes.length));
        } catch (IOException e) {
            assertThat(e).isInstanceOf(ProtocolException.class);
        }
    }

    @Test
    void textInTheBeginningIsShown() {
        var text = "Last login: today\u001b[31m\r\n".getBytes(StandardCharsets.US_ASCII);
        assertThatThrownBy(() -> fed(text))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("\"Last login: today?[31m\"");
    }

    @Test
    void dataBeyondWhatWasAskedIsRefused() {
        assertThatThrownBy(() -> fed(join(version(), data(1, new byte[1001])))).isInstanceOf(ProtocolException.class);
    }

    @Test
    void aRequestWhoseDataIsRefusedIsToldOnce() throws IOException {
        var recorder = new Recorder();
        var stream = new PacketStream(recorder);
        var bytes = join(version(), data(1, new byte[1001]));
        assertThatThrownBy(() -> stream.accept(bytes, 0, bytes.length)).isInstanceOf(ProtocolException.class);
        assertThat(recorder.seen).containsExactly("version 3", "1 failed");
        assertThat(stream.underWay()).isNull();
    }

    @Test
    void dataThatSaysItIsLongerThanItsPacketIsRefused() {
        var lying = data(1, new byte[10]);
        ByteBuffer.wrap(lying).putInt(9, 11);
        assertThatThrownBy(() -> fed(join(version(), lying))).isInstanceOf(ProtocolException.class);
    }

    @Test
    void emptyDataIsRefusedSinceItWouldBeAskedForForEver() {
        assertThatThrownBy(() -> fed(join(version(), data(1, new byte[0])))).isInstanceOf(ProtocolException.class);
    }
}
