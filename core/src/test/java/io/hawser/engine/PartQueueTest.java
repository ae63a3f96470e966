package io.hawser.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.ByteRange;
import io.hawser.store.Access;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class PartQueueTest {
    private static List<ByteRange> all(PartQueue queue) {
        var parts = new ArrayList<ByteRange>();
        for (var part = queue.next(); part != null; part = queue.next()) {
            parts.add(part);
        }
        return parts;
    }

    @Test
    void cutsAtMultiplesOfThePartSize() {
        var queue = new PartQueue(List.of(new ByteRange(3, 8), new ByteRange(15, 31)), 10, () -> Access.RANGES);

        assertThat(all(queue))
                .containsExactly(
                        new ByteRange(3, 8), new ByteRange(15, 20), new ByteRange(20, 30), new ByteRange(30, 31));
    }

    @Test
    void aSourceThatStopsServingRangesIsNotCutAnyMore() {
        var access = new AtomicReference<>(Access.RANGES);
        var queue = new PartQueue(List.of(new ByteRange(0, 100)), 10, access::get);
        assertThat(queue.next()).isEqualTo(new ByteRange(0, 10));

        access.set(Access.FROM_START);

        assertThat(all(queue)).containsExactly(new ByteRange(10, 100));
    }

    @Test
    void anOpenEndStaysWhole() {
        assertThat(all(new PartQueue(List.of(ByteRange.from(7)), 10, () -> Access.RANGES)))
                .containsExactly(ByteRange.from(7));
        assertThat(PartQueue.cut(5, Long.MAX_VALUE)).isEqualTo(ByteRange.OPEN);
        assertThat(PartQueue.cut(Long.MAX_VALUE - 5, 10)).isEqualTo(ByteRange.OPEN);
    }
}
