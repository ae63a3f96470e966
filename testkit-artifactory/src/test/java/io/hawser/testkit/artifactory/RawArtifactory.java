package io.hawser.testkit.artifactory;

import io.hawser.testkit.Content;
import io.hawser.testkit.Headers;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/** The least client: one connection for each request, no retry, no redirect, nothing repaired. */
final class RawArtifactory {
    private RawArtifactory() {}

    record Reply(int status, Headers headers, byte[] body) {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        String header(String name) {
            return headers.first(name).orElse("");
        }

        /** The content as JSON, which must be an object. */
        Map<?, ?> json() throws IOException {
            return (Map<?, ?>) Json.parse(text());
        }
    }

    static String basic(ArtifactoryUser user) {
        return "Authorization: Basic "
                + Base64.getEncoder()
                        .encodeToString((user.name() + ":" + user.password()).getBytes(StandardCharsets.UTF_8));
    }

    static Reply ask(String method, String url, Content body, String... headers) throws IOException {
        // Not by URI, which refuses what some clients send.
        int slash = url.indexOf('/', "http://".length());
        String target = url.substring(slash);
        URI uri = URI.create(url.substring(0, slash));
        String head = method + " " + target + " HTTP/1.1\r\nHost: " + uri.getAuthority() + "\r\nConnection: close\r\n"
                + "Content-Length: " + body.size() + "\r\n"
                + (headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n") + "\r\n";
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(head.getBytes(StandardCharsets.ISO_8859_1));
            body.writeTo(out);
            return reply(new BufferedInputStream(socket.getInputStream()), method.equals("HEAD"));
        }
    }

    private static Reply reply(InputStream in, boolean head) throws IOException {
        int status = Integer.parseInt(line(in).split(" ")[1]);
        Headers headers = Headers.none();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers = headers.and(
                    line.substring(0, colon), line.substring(colon + 1).strip());
        }
        return new Reply(status, headers, head || status == 204 || status == 304 ? new byte[0] : body(in, headers));
    }

    private static byte[] body(InputStream in, Headers headers) throws IOException {
        if (headers.lists("Transfer-Encoding", "chunked")) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (int size = chunk(in); size > 0; size = chunk(in)) {
                all.write(in.readNBytes(size));
                line(in);
            }
            return all.toByteArray();
        }
        if (!headers.has("Content-Length")) {
            return in.readAllBytes();
        }
        int length = Integer.parseInt(headers.first("Content-Length").orElseThrow());
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException("The answer ended with " + (length - body.length) + " bytes missing");
        }
        return body;
    }

    private static int chunk(InputStream in) throws IOException {
        return Integer.parseInt(line(in), 16);
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("No answer, or none to its end: " + line);
            }
            line.write(b);
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }
}
