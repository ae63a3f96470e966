package io.hawser.cli;

import io.hawser.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** A bar for each file under way and one line for all of them, drawn in place on a terminal. */
final class Bars implements ProgressDisplay.View {
    private static final Duration PACE = Duration.ofMillis(100);
    private static final int LOOKS_PER_SIZE = 20;
    private static final int WIDEST = 140;
    private static final int FIGURES = 48;
    private static final int SHORTEST_NAME = 10;

    private final Screen screen;
    private final Map<String, String> environment;
    private final RateMeter meter;
    private final Map<String, RateMeter> meters = new HashMap<>();
    private Terminal.Size size;
    private int looks;

    Bars(Screen screen, Map<String, String> environment, long now) {
        this.screen = screen;
        this.environment = environment;
        this.meter = new RateMeter(now);
    }

    @Override
    public Duration pace() {
        return PACE;
    }

    @Override
    public void show(Board.Sample sample) {
        // Asking for the size starts a process, so it is asked for only now and then.
        if (looks++ % LOOKS_PER_SIZE == 0) {
            size = Terminal.size(environment);
        }
        screen.draw(lines(sample, size));
    }

    List<String> lines(Board.Sample sample, Terminal.Size size) {
        var rows = sample.rows();
        int width = Math.min(size.columns() - 1, WIDEST);
        int room = Math.max(1, size.rows() - 3);
        var lines = new ArrayList<String>();
        var kept = new HashMap<String, RateMeter>();
        for (var row : rows) {
            var ownMeter = meters.getOrDefault(row.target(), new RateMeter(sample.nanos()));
            kept.put(row.target(), ownMeter);
            double rate = ownMeter.at(
                    sample.nanos(), row.progress().bytes() - row.progress().resumedBytes());
            if (lines.size() < room) {
                lines.add(fitted(line(row, rate, width), width));
            }
        }
        meters.keySet().retainAll(kept.keySet());
        meters.putAll(kept);
        double rate = meter.at(sample.nanos(), sample.fetched());
        if (rows.size() > room) {
            lines.set(room - 1, fitted("and " + (rows.size() - room + 1) + " more", width));
        }
        if (sample.files() != 1) {
            lines.add(fitted("total  " + PlainProgress.line(sample, rate), width));
        }
        return lines;
    }

    private static String line(Board.Row row, double rate, int width) {
        var progress = row.progress();
        int nameWidth = Math.max(SHORTEST_NAME, (width - FIGURES) / 2);
        var name = Shown.shortened(Shown.text(shortName(row)), nameWidth);
        int barWidth = Math.max(0, width - FIGURES - nameWidth - 3);
        return padded(name, nameWidth) + " " + bar(progress, barWidth) + " " + figures(progress, rate);
    }

    /** The last segment of the target, or of the source where the target is a stream. */
    private static String shortName(Board.Row row) {
        var path = row.target().equals("-") ? row.source() : row.target();
        return path.substring(path.lastIndexOf('/', path.length() - 2) + 1);
    }

    private static String figures(Progress progress, double rate) {
        var text = new StringBuilder(percent(progress.total(), progress.bytes()))
                .append("  ")
                .append(ByteSize.show(progress.bytes()))
                .append("  ");
        switch (progress.state()) {
            case QUEUED -> text.append("waiting");
            case RUNNING -> {
                text.append(ByteSize.showRate(rate));
                RateMeter.secondsLeft(progress.total(), progress.bytes(), rate)
                        .ifPresent(seconds -> text.append("  ").append(TimeSpan.clock(seconds)));
                text.append("  ").append(PlainProgress.counted(progress.parts(), "part", "parts"));
            }
            case FINISHING, DONE -> text.append("verifying");
        }
        if (progress.retries() > 0) {
            text.append("  ").append(PlainProgress.counted(progress.retries(), "retry", "retries"));
        }
        return text.toString();
    }

    private static String bar(Progress progress, int width) {
        if (width < 3) {
            return "";
        }
        long total = progress.total().orElse(0);
        int filled = progress.total().isEmpty()
                ? 0
                : total == 0 ? width : (int) Math.clamp(progress.bytes() * (double) width / total, 0, width);
        var tip = filled > 0 && filled < width ? ">" : "";
        return "[" + "=".repeat(filled - tip.length()) + tip + " ".repeat(width - filled) + "]";
    }

    private static String percent(OptionalLong total, long bytes) {
        if (total.isEmpty()) {
            return "    ";
        }
        long whole = total.getAsLong() == 0 ? 100 : (long) (bytes * 100.0 / total.getAsLong());
        return padded(Long.toString(Math.clamp(whole, 0, 100)) + "%", 4);
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.codePointCount(0, text.length())));
    }

    private static String fitted(String text, int width) {
        return text.codePointCount(0, text.length()) <= width
                ? text
                : text.substring(0, text.offsetByCodePoints(0, Math.max(0, width)));
    }

    @Override
    public void end() {
        screen.draw(List.of());
    }
}
