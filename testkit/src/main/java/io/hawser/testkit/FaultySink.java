package io.hawser.testkit;

import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.store.Sink;
import io.hawser.testkit.Fault.Cut;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** Passes bytes to a sink under the faults of one read or one part, in the words of a store. */
final class FaultySink implements Sink {
    private final Location location;
    private final Sink sink;
    private final BrokenOff brokenOff;
    private final PositionedOutput positioned;
    private final FaultyOutput output;

    FaultySink(Location location, Sink sink, List<Fault> faults, BrokenOff brokenOff) {
        this.location = location;
        this.sink = sink;
        this.brokenOff = brokenOff;
        this.positioned = new PositionedOutput(sink);
        this.output = new FaultyOutput(
                positioned, faults.stream().map(this::stoppable).toList(), _ -> {});
    }

    private Fault stoppable(Fault fault) {
        return fault instanceof Fault.Drip drip
                ? new Fault.Drip(drip.after(), drip.step(), () -> brokenOff.await(drip.pace()), drip.direction())
                : fault;
    }

    /** To be called before the first byte. */
    void begin() throws StoreException {
        try {
            end(output.due());
        } catch (InterruptedException e) {
            throw brokenOff.explain(e);
        }
    }

    @Override
    public boolean ordered() {
        return sink.ordered();
    }

    @Override
    public synchronized void write(long position, ByteBuffer bytes) throws IOException {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        positioned.moveTo(position);
        brokenOff.check();
        try {
            end(output.write(copy, 0, copy.length));
        } catch (InterruptedException e) {
            throw brokenOff.explain(e);
        }
    }

    private void end(Optional<Cut> cut) throws StoreException, InterruptedException {
        if (cut.isEmpty()) {
            return;
        }
        switch (cut.get()) {
            case Fault.ResetAfter reset ->
                throw new StoreException.Unavailable(location, "reset after " + reset.after() + " bytes");
            case Fault.FinAfter fin ->
                throw new StoreException.Unavailable(location, "ended after " + fin.after() + " bytes");
            // A pace that never comes: only the scope ends it.
            case Fault.StallAfter _ -> brokenOff.await(new Pace.Steps());
        }
    }
}
