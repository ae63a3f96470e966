package io.hawser.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Standard error: lines that stay, and below them, on a terminal, lines that are drawn again and again. The cursor is never hidden and no mode of
 * the terminal outlasts one write, so that whatever ends the process leaves nothing to repair.
 */
final class Screen {
    private static final String CLEAR_BELOW = "\033[J";
    private static final String NO_WRAP = "\033[?7l";
    private static final String WRAP = "\033[?7h";

    /** How much is said. */
    enum Detail {
        QUIET,
        NORMAL,
        VERBOSE,
        TRACE
    }

    private final FileOutputStream err = new FileOutputStream(FileDescriptor.err);
    private Detail detail = Detail.NORMAL;
    private List<String> live = List.of();
    private Runnable giveUp;
    private final List<String> heldBack = new ArrayList<>();

    synchronized void detail(Detail wanted) {
        detail = wanted;
    }

    synchronized boolean shows(Detail least) {
        return detail.compareTo(least) >= 0;
    }

    /** An error: one line, always shown. */
    void error(String message) {
        put("hawser: " + message);
    }

    /** A line for everybody who did not ask for quiet. */
    void note(String message) {
        if (shows(Detail.NORMAL)) {
            put(message);
        }
    }

    /** A line for those who asked for more. */
    void detail(String message) {
        if (shows(Detail.VERBOSE)) {
            put(message);
        }
    }

    /** A line about requests. */
    void trace(String message) {
        if (shows(Detail.TRACE)) {
            put(message);
        }
    }

    /**
     * From now on a person is asked something at the terminal, so nothing is written.
     *
     * @param giveUp ends the question, from any thread
     */
    synchronized void asking(Runnable giveUp) {
        write(erase());
        this.giveUp = giveUp;
    }

    /** The question is over: what was held back is written. */
    synchronized void asked() {
        giveUp = null;
        write(drawn());
        var lines = List.copyOf(heldBack);
        heldBack.clear();
        lines.forEach(this::put);
    }

    /** Ends a question that is open. */
    void giveUpAsking() {
        Runnable open;
        synchronized (this) {
            open = giveUp;
        }
        if (open != null) {
            open.run();
        }
    }

    /** A line that stays. */
    synchronized void put(String message) {
        if (giveUp != null) {
            heldBack.add(message);
            return;
        }
        write(erase() + Shown.text(message) + "\n" + drawn());
    }

    /** Replaces the lines that are drawn below the ones that stay. They must be shown text already. */
    synchronized void draw(List<String> lines) {
        if (giveUp != null) {
            live = List.copyOf(lines);
            return;
        }
        var erased = erase();
        live = List.copyOf(lines);
        write(erased + drawn());
    }

    private String erase() {
        return live.isEmpty() ? "" : "\r\033[" + live.size() + "A" + CLEAR_BELOW;
    }

    private String drawn() {
        return live.isEmpty() ? "" : NO_WRAP + String.join("\n", live) + "\n" + WRAP;
    }

    private void write(String text) {
        try {
            err.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException _) {
            // There is no third place to tell that standard error is gone.
        }
    }
}
