package io.hawser.testkit;

import io.hawser.testkit.Fault.Cut;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Passes bytes on under the faults of one direction, up to the first cut. Used by one thread. */
final class FaultyOutput {
    private final OutputStream out;
    private final List<Fault> faults;
    private final LongConsumer counter;
    private final Optional<Cut> cut;
    private long position;

    /** {@code counter} hears of bytes before they are written, so that whoever has received some finds them counted. */
    FaultyOutput(OutputStream out, List<Fault> faults, LongConsumer counter) {
        this.out = out;
        this.faults = faults;
        this.counter = counter;
        this.cut = faults.stream()
                .filter(Cut.class::isInstance)
                .map(Cut.class::cast)
                .min(Comparator.comparingLong(Cut::after));
    }

    /** The cut that has come, if it has. */
    Optional<Cut> due() {
        return cut.filter(c -> position >= c.after());
    }

    /**
     * Passes on what the cut lets through; the array is changed where a bit flips.
     *
     * @return the cut that has come with these bytes, if it has
     */
    Optional<Cut> write(byte[] bytes, int offset, int length) throws IOException, InterruptedException {
        int count = (int) Math.min(length, cut.map(c -> c.after() - position).orElse(Long.MAX_VALUE));
        flip(bytes, offset, count);
        int done = 0;
        while (done < count) {
            int step = step(count - done);
            counter.accept(step);
            out.write(bytes, offset + done, step);
            position += step;
            done += step;
        }
        return due();
    }

    private void flip(byte[] bytes, int offset, int count) {
        for (Fault fault : faults) {
            if (fault instanceof Fault.FlipBit flip && flip.at() >= position && flip.at() < position + count) {
                bytes[offset + (int) (flip.at() - position)] ^= 1;
            }
        }
    }

    private int step(int wanted) throws InterruptedException {
        for (Fault fault : faults) {
            if (fault instanceof Fault.Drip drip) {
                if (position >= drip.after()) {
                    drip.pace().next();
                    return Math.min(wanted, drip.step());
                }
                return (int) Math.min(wanted, drip.after() - position);
            }
        }
        return wanted;
    }
}
