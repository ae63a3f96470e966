package io.hawser.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Lines of UTF-8 that end with LF or CRLF, the last one perhaps with nothing. Holds one of them at a time, and none that is longer than 1 MiB. */
final class LineReader implements AutoCloseable {
    private static final int LONGEST = 1 << 20;

    private final InputStream in;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private long number;

    /**
     * A line.
     *
     * @param number from 1
     * @param flaw why there is no text
     */
    record Line(long number, String text, Optional<String> flaw) {}

    /** Reads {@code in}, which should be buffered, and closes it in the end. */
    LineReader(InputStream in) {
        this.in = in;
    }

    /** The next one, or empty at the end. */
    Optional<Line> next() throws IOException {
        bytes.reset();
        boolean tooLong = false;
        int next = in.read();
        if (next < 0) {
            return Optional.empty();
        }
        while (next >= 0 && next != '\n') {
            tooLong |= bytes.size() == LONGEST;
            if (!tooLong) {
                bytes.write(next);
            }
            next = in.read();
        }
        number++;
        return Optional.of(tooLong ? flawed("a line longer than 1 MiB") : decoded());
    }

    private Line decoded() {
        try {
            var text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
            return new Line(
                    number, text.endsWith("\r") ? text.substring(0, text.length() - 1) : text, Optional.empty());
        } catch (CharacterCodingException _) {
            return flawed("not UTF-8");
        }
    }

    private Line flawed(String reason) {
        return new Line(number, "", Optional.of(reason));
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
