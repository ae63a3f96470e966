package io.hawser.ssh.transport;

import io.hawser.StoreException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The standard input and output of a program: ProxyCommand of ssh_config(5). */
final class ProcessWire extends PipedWire {
    private static final long GRACE_SECONDS = 1;

    private final Process process;
    private final OutputStream standardInput;
    private final Thread listener;
    private volatile String complaint = "";

    private ProcessWire(Process process, String peer, Consumer<String> trace) {
        super(peer);
        this.process = process;
        this.standardInput = process.getOutputStream();
        this.listener = Thread.ofVirtual().name("hawser-ssh-proxy " + peer).unstarted(() -> listen(trace));
    }

    /** Runs {@code command} by the shell, as ssh does, in the user's environment; what it complains of goes to {@code trace}. */
    static ProcessWire start(String command, Map<String, String> environment, String peer, Consumer<String> trace)
            throws StoreException {
        var builder = new ProcessBuilder("/bin/sh", "-c", "exec " + command);
        builder.environment().clear();
        builder.environment().putAll(environment);
        try {
            var wire = new ProcessWire(builder.start(), peer, trace);
            wire.listener.start();
            return wire;
        } catch (IOException e) {
            throw new StoreException.Local(peer, "cannot run the ProxyCommand: " + Shown.words(e), e);
        }
    }

    @Override
    int receive(byte[] bytes, int offset, int length) throws IOException {
        return process.getInputStream().read(bytes, offset, length);
    }

    @Override
    public void send(ByteBuffer bytes) throws IOException {
        standardInput.write(bytes.array(), bytes.position(), bytes.remaining());
        standardInput.flush();
        bytes.position(bytes.limit());
    }

    @Override
    void shut() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
    }

    @Override
    String endOfInput() {
        try {
            if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
                return "the ProxyCommand closed the connection";
            }
            // Its end can be known before its last words are read; a child that lives on may keep the pipe open.
            listener.join(Duration.ofSeconds(GRACE_SECONDS));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        var said = complaint.isEmpty() ? "" : ": " + complaint;
        return "the ProxyCommand ended" + (process.isAlive() ? "" : " with status " + process.exitValue()) + said;
    }

    private void listen(Consumer<String> trace) {
        try (var lines = new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                complaint = Shown.text(line);
                trace.accept("ProxyCommand: " + complaint);
            }
        } catch (IOException _) {
            // Its end is found by whoever reads its output.
        }
    }
}
