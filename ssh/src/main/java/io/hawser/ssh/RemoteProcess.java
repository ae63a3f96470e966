package io.hawser.ssh;

import io.hawser.StoreException;
import java.io.IOException;

/** A remote command that was started. May be used from many threads. */
public final class RemoteProcess implements AutoCloseable {
    private final CommandRun run;

    RemoteProcess(CommandRun run) {
        this.run = run;
    }

    /**
     * Waits for the end: until every byte that arrived is handed over and every source and sink is flushed and closed, or released. Can be called any
     * number of times, and always returns or throws the same.
     *
     * @throws StoreException when the command was not started: the host cannot be reached, its key is not the known one, nobody could log in
     * @throws CommandException when it did not end as it should
     */
    public CommandResult result() throws IOException, InterruptedException {
        return run.result();
    }

    /** Whether {@link #result} returns at once. */
    public boolean hasEnded() {
        return run.hasEnded();
    }

    /**
     * Sends a signal to the command; waits until it is started. Not every server delivers it: OpenSSH does since 7.9, but not to root.
     *
     * @param name without {@code SIG}: {@code INT}, {@code TERM}, {@code KILL}, … (RFC 4254 section 6.9)
     * @throws IOException when the command has ended, or the server says that it does not deliver it
     */
    public void signal(String name) throws IOException, InterruptedException {
        if (!name.matches("[A-Z][A-Z0-9]*") || name.startsWith("SIG")) {
            throw new IllegalArgumentException("not the name of a signal: write it without SIG, as in TERM");
        }
        run.signal(name);
    }

    /**
     * Closes the command's channel and connection, on which most servers end it, and returns at once; {@link #result} throws
     * {@link CommandException.Reason#CANCELLED}. What has arrived before is handed over. Without effect when it has ended.
     */
    public void cancel() {
        run.cancel();
    }

    /** {@linkplain #cancel Cancels} the command if it has not ended, and waits until all is released. */
    @Override
    public void close() {
        run.cancel();
        run.awaitEnd();
    }
}
