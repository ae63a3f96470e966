package io.hawser.cli;

import io.hawser.cli.ServerLog.Field;
import io.hawser.server.HostKeyException;
import io.hawser.server.ServerConfig;
import io.hawser.server.SftpServer;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * {@code hawser serve}. Standard output gets what a client needs to know, once, when the server can be reached; standard error gets the log. A signal ends it
 * as asked for, so the status is 0 then.
 */
final class ServeCommand {
    private static final String HASH_PASSWORD = "hash-password";

    private final Invocation call;
    private final ServeOptions options;
    private final ServerLog log;
    private final ServerMetrics metrics;
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch over = new CountDownLatch(1);

    private ServeCommand(Invocation call, ServeOptions options, ServerLog log) {
        this.call = call;
        this.options = options;
        this.log = log;
        this.metrics = new ServerMetrics(log::lost);
    }

    static int run(Invocation call) throws Exception {
        if (call.operands().equals(List.of(HASH_PASSWORD))) {
            return HashPassword.run(call);
        }
        if (!call.operands().isEmpty()) {
            throw new UsageException("serve: '" + Shown.word(call.operands().getFirst())
                    + "' means nothing here; write --root DIR to share a folder, or hash-password");
        }
        var form = call.settings().value(Option.SERVE_LOG, ServerLog.Form::parse, ServerLog.Form.TEXT);
        var options = ServeOptions.of(call.settings());
        var before = System.err;
        try (var log = new ServerLog(form, InstantSource.system(), new FileOutputStream(FileDescriptor.err))) {
            // What libraries say there would stand between the lines as it comes.
            System.setErr(log.standardError());
            return new ServeCommand(call, options, log).run();
        } finally {
            System.setErr(before);
        }
    }

    /** A signal that comes before the server can be reached ends the process as if there were none. */
    private int run() throws Exception {
        try (var server = start();
                var _ = Interruption.runs(call.screen(), _ -> stop())) {
            return serve(server);
        } catch (HostKeyException e) {
            throw new UsageException(e.getMessage());
        } catch (FileSystemException e) {
            call.screen().error(e.getFile() + ": " + Reason.of(e));
            return 1;
        } catch (IOException e) {
            call.screen().error(e.getMessage());
            return 1;
        } finally {
            over.countDown();
        }
    }

    /** The status is there until all transfers have ended. */
    private int serve(SftpServer server) throws Exception {
        try (var status = startStatus(server)) {
            options.warnings().forEach(log::warn);
            introduce(server, status);
            asked.await();
            log.write(
                    "stopping",
                    List.of(new Field("grace_milliseconds", options.grace().toMillis())));
            if (status != null) {
                status.stopping();
            }
            server.close();
            log.write("stopped", List.of());
            return 0;
        }
    }

    /** Runs on the thread of a signal, which gives this process some more seconds when it returns. */
    private void stop() {
        asked.countDown();
        try {
            over.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private SftpServer start() throws IOException {
        if (!options.hostKeys().isEmpty()) {
            return start(options.hostKeys());
        }
        var folder = Files.createTempDirectory("hawser-serve");
        try {
            return start(List.of(folder.resolve("host_key")));
        } finally {
            TrainCommand.remove(folder);
        }
    }

    private SftpServer start(List<Path> hostKeys) throws IOException {
        var config = ServerConfig.with(hostKeys.getFirst())
                .withHostKeys(hostKeys)
                .at(options.address(), options.port())
                .withUploads(options.who().uploads())
                .withDurable(options.who().durable())
                .withGrace(options.grace())
                .withListener(metrics)
                .withListener(log);
        for (var user : options.who().users()) {
            config = config.withUser(user);
        }
        return SftpServer.start(config);
    }

    private StatusServer startStatus(SftpServer server) throws IOException {
        if (options.status().isEmpty()) {
            return null;
        }
        var address = options.status().get();
        try {
            return StatusServer.start(address, server, metrics);
        } catch (IOException e) {
            throw new IOException(
                    "Cannot serve the status at " + address.getHostString() + " port " + address.getPort() + ": "
                            + e.getMessage(),
                    e);
        }
    }

    /** All at once, so that whoever has read a part of it can read the rest. */
    private void introduce(SftpServer server, StatusServer status) throws OutputException {
        var text = new StringBuilder();
        line(text, "address", server.address().getAddress().getHostAddress());
        line(text, "port", Integer.toString(server.address().getPort()));
        for (var key : server.hostKeys()) {
            line(text, "host-key", key.toString());
            line(text, "fingerprint", key.fingerprint());
        }
        if (options.password().isPresent()) {
            var user = options.who().users().getFirst().name();
            line(text, "user", user);
            line(text, "password", options.password().get());
            line(text, "location", "sftp://" + user + "@" + reachable(server.address()));
        }
        if (status != null) {
            line(text, "status", url(status.address()));
        }
        log.write(
                "started",
                List.of(
                        new Field("address", server.address().getAddress().getHostAddress()),
                        new Field("port", server.address().getPort()),
                        new Field("users", options.who().users().size()),
                        new Field("jail", jail())));
        call.out().print(text.toString());
        call.out().flush();
    }

    /** Of the first user's home; the others are of the same machine. */
    private String jail() {
        try {
            return SftpServer.jail(options.who().users().getFirst().home());
        } catch (IOException e) {
            return "none: " + Reason.of(e);
        }
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(name).append(' ').append(value).append('\n');
    }

    private static String url(InetSocketAddress address) {
        return "http://" + reachable(address) + "/status";
    }

    /** As it stands in a URL; of a server that listens on all addresses the one of this machine alone is known here. */
    private static String reachable(InetSocketAddress address) {
        var ip = address.getAddress().isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address.getAddress();
        var host = ip.getHostAddress();
        return (ip instanceof Inet6Address ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
