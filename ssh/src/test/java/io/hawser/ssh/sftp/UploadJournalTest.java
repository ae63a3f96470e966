package io.hawser.ssh.sftp;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.ByteRange;
import io.hawser.store.Fragment;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class UploadJournalTest {
    private static final List<Fragment> PARTS = List.of(
            new Fragment(new ByteRange(0, 8 << 20), 1),
            new Fragment(new ByteRange(16 << 20, 24 << 20), -5),
            new Fragment(new ByteRange(8 << 20, 16 << 20), 77));

    private static byte[] journal() {
        var out = new ByteArrayOutputStream();
        out.writeBytes(UploadJournal.header("/data/ü\n123 v", ".x~1.hawser-part"));
        PARTS.forEach(part -> out.writeBytes(UploadJournal.record(part)));
        return out.toByteArray();
    }

    @Test
    void saysWhatWasWritten() {
        var read = UploadJournal.decode(journal());
        assertThat(read).isEqualTo(new UploadJournal("/data/ü\n123 v", ".x~1.hawser-part", PARTS));
        assertThat(read.contiguous()).isEqualTo(24 << 20);
    }

    @Test
    void namesThatAreNoUtf8ComeBack() {
        var name = Names.decode(new byte[] {'.', 'a', (byte) 0xe4});
        var read = UploadJournal.decode(UploadJournal.header("sftp://h/" + name, name));
        assertThat(read).isEqualTo(new UploadJournal("sftp://h/" + name, name, List.of()));
    }

    @Test
    void atAnyLengthItSaysNothingThatWasNotWritten() {
        var whole = journal();
        for (int length = 0; length < whole.length; length++) {
            var read = UploadJournal.decode(Arrays.copyOf(whole, length));
            assertThat(read.parts()).isEqualTo(PARTS.subList(0, read.parts().size()));
            assertThat(read.identity()).isIn("", "/data/ü\n123 v");
        }
    }

    @Property(tries = 1000)
    void damagedItSaysNothingThatWasNotWritten(@ForAll long seed) {
        var bytes = journal();
        var random = new Random(seed);
        int at = random.nextInt(bytes.length);
        bytes[at] ^= (byte) (1 << random.nextInt(8));
        var read = UploadJournal.decode(bytes);
        assertThat(read.parts()).hasSizeLessThan(PARTS.size());
        assertThat(read.parts()).isEqualTo(PARTS.subList(0, read.parts().size()));
    }
}
