package io.hawser.cli;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/**
 * Shows how everything stands, at its own pace and from a thread of its own: the copies only keep counters, so that looking costs them nothing.
 */
final class ProgressDisplay implements AutoCloseable {
    private final Board board;
    private final View view;
    private final Thread thread;
    private boolean over;

    /** A way to show it. */
    interface View {
        /** How long from one look to the next. */
        Duration pace();

        void show(Board.Sample sample);

        /** Takes away what should not stay. */
        void end();
    }

    /** The choices of {@code --progress}. */
    enum How {
        AUTO,
        BAR,
        PLAIN,
        JSON,
        NONE;

        static How parse(String text) {
            for (var how : values()) {
                if (how.name().toLowerCase(Locale.ROOT).equals(text.strip())) {
                    return how;
                }
            }
            throw new IllegalArgumentException("must be auto, bar, plain, json or none");
        }
    }

    private ProgressDisplay(Board board, View view) {
        this.board = board;
        this.view = view;
        this.thread = Thread.ofPlatform().daemon().name("progress").unstarted(this::run);
    }

    /** Starts showing in that way; {@code AUTO} is bars on a terminal and plain lines elsewhere. */
    static ProgressDisplay start(How how, Board board, Screen screen, Map<String, String> environment) {
        long now = System.nanoTime();
        View view = switch (how) {
            case AUTO ->
                Terminal.canDraw(environment) ? new Bars(screen, environment, now) : new PlainProgress(screen, now);
            case BAR -> new Bars(screen, environment, now);
            case PLAIN -> new PlainProgress(screen, now);
            case JSON -> new JsonProgress(screen, now);
            case NONE -> new NoProgress();
        };
        var display = new ProgressDisplay(board, view);
        display.thread.start();
        return display;
    }

    private record NoProgress() implements View {
        @Override
        public Duration pace() {
            return Duration.ofDays(1);
        }

        @Override
        public void show(Board.Sample sample) {}

        @Override
        public void end() {}
    }

    private synchronized void run() {
        try {
            while (!over) {
                long due = System.nanoTime() + view.pace().toNanos();
                for (long left = view.pace().toMillis();
                        left > 0 && !over;
                        left = (due - System.nanoTime()) / 1_000_000) {
                    wait(left);
                }
                if (!over) {
                    view.show(board.sample(System.nanoTime()));
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends it and leaves the screen clean. Idempotent. */
    @Override
    public synchronized void close() {
        if (!over) {
            over = true;
            notifyAll();
            view.end();
        }
    }
}
