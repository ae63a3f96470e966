package io.hawser.ssh.transport;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Watches what the other side says first: lines of its own, perhaps, and then its identification, RFC 4253 section 4.2. So a server of something else is
 * recognized, and shown by what it said.
 */
final class Greeting extends FilterInputStream {
    /** As OpenSSH's client limits them. */
    private static final int LONGEST_LINE = 8192;

    private static final int MOST_LINES = 1024;

    private final StringBuilder line = new StringBuilder();
    private String first = "";
    private int lines;
    private boolean identified;
    private boolean foreign;

    Greeting(InputStream wire) {
        super(wire);
    }

    @Override
    public int read() throws IOException {
        int next = super.read();
        if (!identified && next >= 0) {
            watch((char) next);
        }
        return next;
    }

    private synchronized void watch(char next) throws IOException {
        if (next != '\n') {
            line.append(next);
            foreign |= line.length() > LONGEST_LINE;
        } else if (line.indexOf("SSH-") == 0) {
            identified = true;
        } else {
            first = first.isBlank() ? line.toString() : first;
            line.setLength(0);
            foreign |= ++lines > MOST_LINES;
        }
        if (foreign) {
            throw new IOException("no SSH server");
        }
    }

    /** Whether an SSH server spoke. */
    synchronized boolean identified() {
        return identified;
    }

    /** What it said instead, its first line, to show; empty when nothing. */
    synchronized String said() {
        return Shown.text(first.isBlank() ? line.toString() : first);
    }
}
