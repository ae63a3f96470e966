package io.hawser.testkit;

import io.hawser.testkit.Fault.Cut;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/** Moves the bytes of one direction of a {@link ProxiedConnection} under the faults of that direction. */
final class Pump {
    private static final int BUFFER = 1 << 16;

    private final ProxiedConnection connection;
    private final Socket from;
    private final Socket to;
    private final List<Fault> faults;
    private final FaultyOutput output;
    private volatile boolean discarding;

    Pump(ProxiedConnection connection, Socket from, Socket to, List<Fault> faults, LongAdder moved) throws IOException {
        this.connection = connection;
        this.from = from;
        this.to = to;
        this.faults = faults;
        this.output = new FaultyOutput(to.getOutputStream(), faults, moved::add);
    }

    /** Returns when this direction has ended, whichever way. */
    void run() {
        try {
            Optional<Fault.Delay> delay = faults.stream()
                    .filter(Fault.Delay.class::isInstance)
                    .map(Fault.Delay.class::cast)
                    .findFirst();
            if (delay.isPresent()) {
                pumpThrough(new DelayLine(delay.get().oneWay(), this::pass));
            } else {
                pumpInto(this::pass);
            }
            if (!discards()) {
                to.shutdownOutput();
            }
        } catch (IOException _) {
            connection.fail();
        } catch (InterruptedException _) {
            connection.reset();
        }
    }

    private void pumpThrough(DelayLine line) throws IOException, InterruptedException {
        connection.start("delay", () -> {
            try {
                line.run();
            } catch (IOException _) {
                connection.fail();
            } catch (InterruptedException _) {
                connection.reset();
            }
        });
        try {
            pumpInto(line::put);
        } finally {
            line.end();
        }
        line.awaitEnd();
    }

    private void pumpInto(DelayLine.FarEnd receiver) throws IOException, InterruptedException {
        InputStream in = from.getInputStream();
        byte[] buffer = new byte[BUFFER];
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            receiver.accept(buffer, count);
        }
    }

    private void pass(byte[] bytes, int length) throws IOException, InterruptedException {
        if (discards()) {
            return;
        }
        try {
            Optional<Cut> cut = output.write(bytes, 0, length);
            if (cut.isPresent()) {
                discarding = connection.cut(cut.get());
            }
        } catch (IOException e) {
            if (!connection.clientDismissed()) {
                throw e;
            }
        }
    }

    private boolean discards() {
        return discarding || connection.clientDismissed();
    }
}
