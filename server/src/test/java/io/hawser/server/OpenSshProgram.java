package io.hawser.server;

import io.hawser.testkit.OpenSshServer;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** OpenSSH's own {@code sftp-server}, spoken to through pipes: what a request is to be answered, where nothing speaks against it. */
final class OpenSshProgram implements SftpPeer {
    /** Reading from a pipe cannot be interrupted. */
    private static final Duration GUARD = Duration.ofMinutes(3);

    private final Process process;
    private final CompletableFuture<Void> guard;
    private final OutputStream out;
    private final DataInputStream in;

    /** @param home where relative paths begin */
    OpenSshProgram(Path home) throws IOException {
        process = new ProcessBuilder(OpenSshServer.sftpProgram().toString(), "-d", home.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        guard = CompletableFuture.runAsync(
                process::destroyForcibly, CompletableFuture.delayedExecutor(GUARD.toSeconds(), TimeUnit.SECONDS));
        out = new BufferedOutputStream(process.getOutputStream());
        in = new DataInputStream(process.getInputStream());
        ask(RawSftp.packet(1).u32(3)).expect(2);
    }

    @Override
    public RawSftp.In ask(RawSftp.Out packet) throws IOException {
        out.write(packet.framed());
        out.flush();
        return new RawSftp.In(in.readNBytes(in.readInt()));
    }

    @Override
    public void close() {
        guard.cancel(false);
        process.destroyForcibly();
    }
}
