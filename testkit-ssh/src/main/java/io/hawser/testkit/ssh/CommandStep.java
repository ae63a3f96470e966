package io.hawser.testkit.ssh;

import io.hawser.testkit.Content;

/** What a remote command on a {@link MinaServer} does next. Its channel is closed after the last step. */
public sealed interface CommandStep {
    /**
     * Writes.
     *
     * @param error whether to standard error
     * @param content what
     * @param packet the most bytes of one packet
     */
    record Write(boolean error, Content content, int packet) implements CommandStep {}

    /** Writes to standard output, in packets of 32 KiB. */
    static CommandStep out(Content content) {
        return new Write(false, content, 1 << 15);
    }

    /** Writes to standard error, in packets of 32 KiB. */
    static CommandStep error(Content content) {
        return new Write(true, content, 1 << 15);
    }

    /** Reads standard input to its end. */
    record ReadAll() implements CommandStep {}

    /** Runs an action of the test. */
    record Do(Runnable action) implements CommandStep {}

    /** Sends an exit status. */
    record Status(int status) implements CommandStep {}

    /** Says that it died by a signal, named without {@code SIG}. */
    record Signal(String name, boolean coreDumped, String message) implements CommandStep {}

    /** Says that no more bytes follow, which is never said otherwise. */
    record Eof() implements CommandStep {}

    /** The connection is gone. */
    record Drop() implements CommandStep {}

    /** Nothing more happens, until the client closes the channel. */
    record Stall() implements CommandStep {}
}
