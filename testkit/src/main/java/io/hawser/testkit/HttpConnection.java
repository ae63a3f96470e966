package io.hawser.testkit;

import io.hawser.testkit.Fault.Cut;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** One client's connection to a {@link ScriptedHttpServer}, on a thread of its own. */
final class HttpConnection {
    private final ScriptedHttpServer server;
    private final Crew crew;
    private final Optional<SSLContext> tls;
    private final Socket raw;
    private final int number;

    HttpConnection(ScriptedHttpServer server, Crew crew, Optional<SSLContext> tls, Socket raw, int number) {
        this.server = server;
        this.crew = crew;
        this.tls = tls;
        this.raw = raw;
        this.number = number;
    }

    /** Answers requests until the connection ends. */
    void run() {
        try (raw) {
            raw.setTcpNoDelay(true);
            Socket socket = tls.isPresent() ? secured(tls.get()) : raw;
            serve(socket, new BufferedInputStream(socket.getInputStream()), socket.getOutputStream());
        } catch (IOException _) {
            // The client is gone or speaks no HTTP; the exchanges tell the test how far it came.
        } catch (InterruptedException _) {
            // The server closes: this thread is about to end.
        }
    }

    private Socket secured(SSLContext context) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory()
                .createSocket(raw, raw.getInetAddress().getHostAddress(), raw.getPort(), true);
        socket.setUseClientMode(false);
        socket.startHandshake();
        return socket;
    }

    private void serve(Socket socket, InputStream in, OutputStream out) throws IOException, InterruptedException {
        RequestReader reader = new RequestReader(in, number);
        BodyStream.Continue interim =
                () -> out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        while (true) {
            Optional<Request> next = reader.next(server::nextRequest, interim);
            if (next.isEmpty()) {
                return;
            }
            Request request = next.get();
            Exchange exchange = server.begin(request);
            try {
                Answer answer = server.answer(request);
                exchange.answered(answer.status());
                Optional<InetSocketAddress> tunnel = server.tunnel(request, answer);
                if (tunnel.isPresent()) {
                    out.write("HTTP/1.1 200 Connection Established\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    new ProxiedConnection(raw, List.of(), crew).run(tunnel.get(), new LongAdder(), new LongAdder());
                    return;
                }
                AnswerWriter.Ending ending = new AnswerWriter(out, exchange.counter()).write(request, answer);
                if (ending.cut().isPresent()) {
                    cut(ending.cut().get(), in);
                    return;
                }
                if (!ending.reusable() || !((BodyStream) request.body()).ended()) {
                    socket.shutdownOutput();
                    drain(in);
                    return;
                }
            } finally {
                exchange.end();
            }
        }
    }

    private void cut(Cut cut, InputStream in) throws IOException {
        switch (cut) {
            case Fault.ResetAfter _ -> reset();
            case Fault.StallAfter _ -> drain(in);
            case Fault.FinAfter _ -> {
                raw.shutdownOutput();
                drain(in);
            }
        }
    }

    /** Closing a socket with unread bytes resets it, and the client could lose the answer: so they are read. */
    private static void drain(InputStream in) throws IOException {
        in.transferTo(OutputStream.nullOutputStream());
    }

    /** Ends the connection with a TCP reset. */
    void reset() {
        try {
            raw.setSoLinger(true, 0);
        } catch (IOException _) {
            // Closed already: then there is nothing left to reset.
        }
        try {
            raw.close();
        } catch (IOException _) {
            // Its descriptor is released all the same.
        }
    }
}
