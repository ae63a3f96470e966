package io.hawser.testkit;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** The least client that shows a server's answers as they are, without a retry or repair. */
final class RawClient implements AutoCloseable {
    record Reply(int status, Headers headers, byte[] body) {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    private final Socket socket;
    private final InputStream in;

    RawClient(int port) throws IOException {
        this(new Socket("127.0.0.1", port));
    }

    RawClient(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    static Reply get(ScriptedHttpServer server, String path, String... headers) throws IOException {
        try (RawClient client = new RawClient(server.port())) {
            return client.ask("GET", path, headers);
        }
    }

    Reply ask(String method, String target, String... headers) throws IOException {
        send(method + " " + target + " HTTP/1.1\r\nHost: test\r\n"
                + (headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n") + "\r\n");
        return reply(method.equals("HEAD"));
    }

    void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    Reply reply(boolean head) throws IOException {
        String line = RequestReader.line(in);
        if (line == null) {
            throw new EOFException("no answer");
        }
        Headers headers = RequestReader.headers(in);
        int status = Integer.parseInt(line.split(" ")[1]);
        return new Reply(
                status, headers, head || status == 100 || status == 204 || status == 304 ? new byte[0] : body(headers));
    }

    private byte[] body(Headers headers) throws IOException {
        if (headers.lists("Transfer-Encoding", "chunked")) {
            return BodyStream.chunked(in, () -> {}).readAllBytes();
        }
        return headers.has("Content-Length")
                ? BodyStream.ofLength(
                                in,
                                Long.parseLong(headers.first("Content-Length").orElseThrow()),
                                () -> {})
                        .readAllBytes()
                : in.readAllBytes();
    }

    InputStream in() {
        return in;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
