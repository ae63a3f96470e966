package io.hawser.engine;

import io.hawser.ByteRange;
import io.hawser.store.Sink;
import io.hawser.store.Source;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Reads one long range in several parts at the same time for a target that takes its bytes in order. */
final class ReadAhead {
    private final Run run;
    private final Source source;
    private final Coverage whole;
    private final CancelToken token;

    ReadAhead(Run run, Source source, Coverage whole, CancelToken token) {
        this.run = run;
        this.source = source;
        this.whole = whole;
        this.token = token;
    }

    /** Hands the bytes of {@code range} to {@code front} in order. */
    void copy(ByteRange range, Sink front) throws IOException {
        try (var lanes = run.lanes(run.options().parallel());
                var inner = new CancelToken(token);
                var gate = new Gate(front, range.start(), run.budget(), inner)) {
            long cut = Math.max(run.options().partSize(), Math.ceilDiv(range.length(), PartSizes.MOST));
            var queue = new PartQueue(List.of(range), cut, () -> SourceReader.access(source));
            var reader = new SourceReader(run, source, inner, whole);
            var tasks = new Tasks(run.workers(), inner);
            run.slot().workers(lanes.count());
            for (int i = 0; i < lanes.count(); i++) {
                tasks.fork(() -> {
                    for (var part = queue.next(); part != null; part = queue.next()) {
                        inner.check();
                        run.partStarted();
                        try {
                            var taken = new Taken(part.start());
                            reader.read(part, taken, life -> new Ahead(gate, taken, life));
                        } finally {
                            run.partEnded();
                        }
                    }
                });
            }
            tasks.join();
        } finally {
            run.slot().workers(1);
        }
    }

    /** How far a part that is read in order has come. */
    private static final class Taken implements Accepted {
        private long position;

        private Taken(long position) {
            this.position = position;
        }

        @Override
        public ByteRange firstMissing(ByteRange range) {
            long from = Math.max(position, range.start());
            return from >= range.end() ? null : new ByteRange(from, range.end());
        }
    }

    /** One try's way into the gate. */
    private final class Ahead implements Sink {
        private final Gate gate;
        private final Taken taken;
        private final Lifeline life;

        private Ahead(Gate gate, Taken taken, Lifeline life) {
            this.gate = gate;
            this.taken = taken;
            this.life = life;
        }

        @Override
        public boolean ordered() {
            return true;
        }

        @Override
        public void write(long position, ByteBuffer bytes) throws IOException {
            int count = bytes.remaining();
            life.moved(count);
            life.pause();
            run.arrived(count);
            try {
                gate.write(position, bytes);
            } catch (SinkFailure e) {
                throw e;
            } catch (IOException e) {
                throw new SinkFailure(e);
            }
            taken.position = position + count;
            life.resume();
        }
    }
}
