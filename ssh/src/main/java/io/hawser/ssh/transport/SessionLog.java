package io.hawser.ssh.transport;

import com.jcraft.jsch.JSchSessionDisconnectException;
import com.jcraft.jsch.Logger;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** What the library says of one connection: the only place where it tells why a connection ended. */
final class SessionLog implements Logger {
    /** How the library begins the line that says why it stopped reading; the channels are closed after it. */
    private static final String MAIN_LOOP = "Caught an exception, leaving main loop";

    /** Its line about the user being let in names the method. */
    private static final Pattern LET_IN = Pattern.compile("Authentication succeeded \\((.*)\\)\\.");

    private final Consumer<String> trace;
    private volatile Throwable end;
    private volatile String method;

    SessionLog(Consumer<String> trace) {
        this.trace = trace;
    }

    @Override
    public boolean isEnabled(int level) {
        return level >= INFO;
    }

    @Override
    public void log(int level, String message) {
        var letIn = LET_IN.matcher(message);
        if (letIn.matches()) {
            method = letIn.group(1);
        }
        trace.accept("ssh: " + Shown.text(message));
    }

    @Override
    public void log(int level, String message, Throwable cause) {
        if (message.startsWith(MAIN_LOOP)) {
            end = cause;
        }
        log(level, message);
    }

    /** The library's reading ended with an error, which it does not tell by itself. */
    void died(Error cause) {
        log(INFO, MAIN_LOOP, cause);
    }

    /** What the server said when it ended the connection, RFC 4253 section 11.1; or what went wrong in the library. */
    Optional<String> end() {
        return switch (end) {
            case null -> Optional.empty();
            case JSchSessionDisconnectException said ->
                Optional.of("the server ended the connection: " + Shown.text(said.getDescription()));
            default -> Optional.of(Shown.words(end));
        };
    }

    /** How the user was let in; empty when nothing was asked for. */
    Optional<String> method() {
        return Optional.ofNullable(method);
    }

    /** Whether the server ended the connection with a message. */
    boolean disconnected() {
        return end instanceof JSchSessionDisconnectException;
    }
}
