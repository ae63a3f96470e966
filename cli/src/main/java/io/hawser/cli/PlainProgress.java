package io.hawser.cli;

import java.time.Duration;

/** A line now and then, for log files. */
final class PlainProgress implements ProgressDisplay.View {
    private static final Duration PACE = Duration.ofSeconds(10);

    private final Screen screen;
    private final RateMeter meter;

    PlainProgress(Screen screen, long now) {
        this.screen = screen;
        this.meter = new RateMeter(now);
    }

    @Override
    public Duration pace() {
        return PACE;
    }

    @Override
    public void show(Board.Sample sample) {
        screen.note(line(sample, meter.at(sample.nanos(), sample.fetched())));
    }

    /** Everything in one line: {@code 3 of 10 files, 1.2 GiB of 4.0 GiB (30 %), 110 MiB/s, 0:26 left, 2 retries}. */
    static String line(Board.Sample sample, double rate) {
        var line = new StringBuilder();
        int ended = sample.done() + sample.failed();
        if (sample.files() != 1) {
            line.append(ended);
            if (sample.files() >= 0) {
                line.append(" of ").append(sample.files());
            }
            line.append(" files, ");
        } else if (sample.rows().size() == 1) {
            line.append(sample.rows().getFirst().target()).append(": ");
        }
        line.append(ByteSize.show(sample.bytes()));
        sample.total()
                .ifPresent(total -> line.append(" of ")
                        .append(ByteSize.show(total))
                        .append(" (")
                        .append(total == 0 ? 100 : sample.bytes() * 100 / total)
                        .append(" %)"));
        line.append(", ").append(ByteSize.showRate(rate));
        RateMeter.secondsLeft(sample.total(), sample.bytes(), rate)
                .ifPresent(seconds ->
                        line.append(", ").append(TimeSpan.clock(seconds)).append(" left"));
        if (sample.retries() > 0) {
            line.append(", ").append(counted(sample.retries(), "retry", "retries"));
        }
        if (sample.failed() > 0) {
            line.append(", ").append(sample.failed()).append(" failed");
        }
        return line.toString();
    }

    static String counted(int count, String one, String many) {
        return count + " " + (count == 1 ? one : many);
    }

    @Override
    public void end() {}
}
