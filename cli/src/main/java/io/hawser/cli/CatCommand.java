package io.hawser.cli;

import io.hawser.ByteRange;
import io.hawser.CopyOptions;
import io.hawser.Entry;
import io.hawser.Hawser;
import io.hawser.Location;
import io.hawser.Outcome;
import io.hawser.TransferListener;
import io.hawser.store.Sink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.regex.Pattern;

/** {@code hawser cat}. */
final class CatCommand {
    private static final Pattern RANGE = Pattern.compile("(\\d{1,18})-(\\d{0,18})");
    private static final int BROKEN_PIPE = 141;

    private CatCommand() {}

    static int run(Invocation call) throws Exception {
        var location = CopyCommand.location(call.operands().getFirst());
        var tuning = CopyTuning.of(call.settings());
        var range = call.extra("--range");
        try (var hawser = Stores.open(call.settings(), call.screen())) {
            StatCommand.refuseUnknown(hawser, location);
            var output = Location.local("-");
            var options = tuning.between(location, output);
            if (range.isPresent()) {
                read(hawser, location, range.get().as(CatCommand::range), options, call.out());
                return 0;
            }
            var transfer = hawser.copy(Entry.file(location), output, options, TransferListener.none(), null);
            return switch (transfer.await()) {
                case Outcome.Failed failed when OutputException.isBrokenPipe(failed.cause()) -> BROKEN_PIPE;
                case Outcome.Failed failed -> throw failed.cause();
                case Outcome.Copied _, Outcome.Skipped _, Outcome.Cancelled _ -> 0;
            };
        }
    }

    private static void read(Hawser hawser, Location location, ByteRange range, CopyOptions options, StandardOutput out)
            throws IOException, InterruptedException, OutputException {
        try {
            hawser.read(location, range, new OrderedOutput(out), options);
        } catch (LostOutput e) {
            throw e.cause;
        }
    }

    /** Hands bytes to standard output. */
    private record OrderedOutput(StandardOutput out) implements Sink {
        @Override
        public boolean ordered() {
            return true;
        }

        @Override
        public void write(long position, ByteBuffer bytes) throws IOException {
            try {
                out.write(bytes);
            } catch (OutputException e) {
                throw new LostOutput(e);
            }
        }
    }

    /** Carries the failure of standard output through the source that was writing to it. */
    private static final class LostOutput extends IOException {
        private static final long serialVersionUID = 1L;

        private final OutputException cause;

        LostOutput(OutputException cause) {
            super(cause);
            this.cause = cause;
        }
    }

    /** Reads {@code FIRST-LAST}, both counted from 0 and included, or {@code FIRST-}. */
    static ByteRange range(String text) {
        var form = RANGE.matcher(text.strip());
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "not a range; write FIRST-LAST or FIRST-, as in 0-99 for the first hundred bytes");
        }
        long first = Long.parseLong(form.group(1));
        if (form.group(2).isEmpty()) {
            return ByteRange.from(first);
        }
        long last = Long.parseLong(form.group(2));
        if (last < first) {
            throw new IllegalArgumentException("the last byte lies before the first; write FIRST-LAST, as in 0-99");
        }
        return new ByteRange(first, last + 1);
    }
}
