package io.hawser.cli;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Lines of plain text that become warnings in the log. */
final class WarningStream extends OutputStream {
    private static final int LONGEST = 4096;

    private final ServerLog log;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    WarningStream(ServerLog log) {
        this.log = log;
    }

    @Override
    public synchronized void write(int one) {
        if (one == '\n' || line.size() == LONGEST) {
            end();
        }
        if (one != '\n' && one != '\r') {
            line.write(one);
        }
    }

    private void end() {
        var text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        if (!text.isBlank()) {
            log.warn(text);
        }
    }
}
