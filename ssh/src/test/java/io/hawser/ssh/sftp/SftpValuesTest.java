package io.hawser.ssh.sftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.ByteRange;
import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.local.TargetLocks;
import io.hawser.store.ByteBudget;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The small types of the protocol. */
class SftpValuesTest {
    @TempDir
    private Path home;

    @Property(tries = 1000)
    void namesOfAnyBytesComeBack(@ForAll byte[] bytes) {
        assertThat(Names.encode(Names.decode(bytes))).isEqualTo(bytes);
    }

    @Property
    void namesInUtf8AreWhatTheyAre(@ForAll String name) {
        var bytes = name.getBytes(StandardCharsets.UTF_8);
        assertThat(Names.decode(bytes)).isEqualTo(new String(bytes, StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource({
        "sftp://h,/",
        "sftp://h/,/",
        "sftp://h/a/b,/a/b",
        "sftp://h/a/b/,/a/b",
        "sftp://h/~,.",
        "sftp://h/~/,.",
        "sftp://h/~/a/b,a/b",
        "sftp://h/~//a,a",
        "sftp://h/~x/a,/~x/a",
        "sftp://h/a#b?c,/a#b?c",
        "sftp://h//a,//a"
    })
    void pathsAreWhatTheServerMeans(String location, String path) {
        assertThat(RemotePath.of(Location.parse(location))).isEqualTo(path);
    }

    @Test
    void aReplyThatIsCutOffIsAViolation() {
        var reply = new Reply(PacketType.NAME, new byte[] {0, 0, 0, 9, 'a'});
        assertThatThrownBy(reply::getString).isInstanceOf(ProtocolException.class);
        assertThatThrownBy(() -> new Reply(PacketType.ATTRS, new byte[2]).attributes())
                .isInstanceOf(ProtocolException.class);
    }

    @Property(tries = 300)
    void acknowledgedBytesAreThoseThatWereAdded(@ForAll long seed) {
        var random = new Random(seed);
        var acknowledged = new Acknowledged();
        var expected = new BitSet(200);
        long added = 0;
        for (int i = 0; i < 60; i++) {
            int start = random.nextInt(190);
            int length = 1 + random.nextInt(10);
            if (random.nextInt(4) == 0) {
                acknowledged.remove(ByteRange.of(start, length));
                expected.clear(start, start + length);
            } else {
                acknowledged.add(ByteRange.of(start, length));
                expected.set(start, start + length);
                added += length;
            }
            int at = random.nextInt(200);
            assertThat(acknowledged.coveredTo(at)).isEqualTo(expected.nextClearBit(at));
            if (!expected.get(at)) {
                int next = expected.nextSetBit(at);
                assertThat(acknowledged.nextAfter(at)).isEqualTo(next < 0 ? Long.MAX_VALUE : next);
            }
        }
        assertThat(acknowledged.bytes()).isEqualTo(added);
    }

    @Test
    void aSlotThatIsClosedTwiceIsOneBuffer() {
        var slots = new Slots(ByteBudget.of(1 << 20));
        var slot = slots.tryTake(1000);
        slot.close();
        slot.close();
        assertThat(slots.tryTake(1000).buffer()).isNotSameAs(slots.tryTake(1000).buffer());
    }

    @Test
    void locksTellNamesThatAreNoUtf8Apart() throws Exception {
        var locks = new TargetLocks(Map.of("HOME", home.toString()));
        var folder = Location.parse("sftp://h/");
        var one = folder.resolve(Names.decode(new byte[] {'a', (byte) 0xe4}));
        var other = folder.resolve(Names.decode(new byte[] {'a', (byte) 0xf6}));
        try (var _ = locks.take(one, one.identity());
                var _ = locks.take(other, other.identity())) {
            assertThatThrownBy(() -> locks.take(one, one.identity())).isInstanceOf(StoreException.Conflict.class);
        }
    }

    @Test
    void overloadShrinksWhatIsAskedAndAFullServerTheConnections() {
        var pace = new HostPace(64, 4);
        pace.overloaded(40);
        assertThat(pace.requests()).isEqualTo(20);
        assertThat(pace.connections()).isEqualTo(2);
        pace.overloaded(1);
        assertThat(pace.requests()).isEqualTo(1);
        assertThat(pace.connections()).isEqualTo(1);
        var full = new HostPace(64, 4);
        full.full(3);
        assertThat(full.connections()).isEqualTo(3);
        full.full(0);
        assertThat(full.connections()).isEqualTo(1);
    }
}
