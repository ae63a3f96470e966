package io.hawser.bench;

import java.io.IOException;

/** A piece of work that tools do in competition. */
interface Work {
    /** Has them do it and returns the result in Markdown, or a line that begins with {@code skipped:} and says what the machine lacks. */
    String measure(Place place) throws IOException, InterruptedException;
}
