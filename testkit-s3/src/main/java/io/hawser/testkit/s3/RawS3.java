package io.hawser.testkit.s3;

import io.hawser.testkit.Headers;
import io.hawser.testkit.UrlCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The least client of S3: one connection for each request, no retry, no redirect, nothing repaired. */
public final class RawS3 {
    private final S3Server server;

    RawS3(S3Server server) {
        this.server = server;
    }

    /** An answer. */
    public record Reply(int status, Headers headers, byte[] body) {
        /** The content as text. */
        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        /** The first value of a header field; empty where there is none. */
        public String header(String name) {
            return headers.first(name).orElse("");
        }

        /** The contents of all XML elements of a name, in order, unescaped. */
        public List<String> all(String element) {
            List<String> all = new ArrayList<>();
            Matcher matcher = Pattern.compile("<" + element + ">([^<]*)</" + element + ">")
                    .matcher(text());
            while (matcher.find()) {
                all.add(unescape(matcher.group(1)));
            }
            return all;
        }

        /** The content of the only XML element of a name; empty where there is none. */
        public String one(String element) {
            List<String> all = all(element);
            return all.isEmpty() ? "" : all.getFirst();
        }

        /** Insists on a status. */
        public Reply expect(int expected) throws IOException {
            if (status != expected) {
                throw new IOException("Status " + status + " instead of " + expected + ": " + text());
            }
            return this;
        }

        private static String unescape(String text) {
            return text.replace("&lt;", "<")
                    .replace("&gt;", ">")
                    .replace("&quot;", "\"")
                    .replace("&apos;", "'")
                    .replace("&amp;", "&");
        }
    }

    /** Reads the content of an answer. */
    public interface Reading<T> {
        /** Gets the content as it comes. */
        T read(InputStream body) throws IOException;
    }

    /** Sends a request and reads the whole answer. */
    public Reply ask(S3Call call) throws IOException {
        try (RawConnection connection = send(call)) {
            return connection.whole();
        }
    }

    /**
     * Sends a request whose answer may be larger than memory.
     *
     * @throws IOException with the answer if its status is not 200 or 206
     */
    public <T> T read(S3Call call, Reading<T> reading) throws IOException {
        try (RawConnection connection = send(call)) {
            if (connection.status() != 200 && connection.status() != 206) {
                throw new IOException("Status " + connection.status() + ": "
                        + connection.whole().text());
            }
            return reading.read(connection.body());
        }
    }

    SortedSet<String> keys(String bucket, String prefix) throws IOException {
        SortedSet<String> keys = new TreeSet<>();
        S3Call first = S3Call.of("GET", bucket)
                .query("list-type", "2")
                .query("prefix", prefix)
                .query("encoding-type", "url");
        Reply page = ask(first).expect(200);
        while (true) {
            page.all("Key").forEach(key -> keys.add(UrlCode.decode(key.replace("+", "%20"))));
            String token = page.one("NextContinuationToken");
            if (token.isEmpty()) {
                return keys;
            }
            page = ask(first.query("continuation-token", token)).expect(200);
        }
    }

    List<S3Server.UnfinishedUpload> uploads(String bucket) throws IOException {
        List<S3Server.UnfinishedUpload> uploads = new ArrayList<>();
        S3Call call = S3Call.of("GET", bucket).query("uploads", "");
        while (true) {
            Reply page = ask(call).expect(200);
            List<String> keys = page.all("Key");
            List<String> ids = page.all("UploadId");
            for (int i = 0; i < keys.size(); i++) {
                uploads.add(new S3Server.UnfinishedUpload(keys.get(i), ids.get(i)));
            }
            if (!page.one("IsTruncated").equals("true")) {
                return uploads;
            }
            call = call.query("key-marker", page.one("NextKeyMarker"))
                    .query("upload-id-marker", page.one("NextUploadIdMarker"));
        }
    }

    /** The header fields of a request with those of its signature. */
    Map<String, String> signed(S3Call call) {
        Map<String, String> headers = new TreeMap<>(SigV4.lowerCase(call.headers()));
        headers.put("host", server.endpoint().getAuthority());
        if (!call.signed()) {
            return headers;
        }
        String time = SigV4.TIME.format(call.time().orElseGet(Instant::now));
        String region = call.region().orElseGet(server::region);
        // A large content is hashed at the cost of reading it twice; the server's own check is worth more than the
        // time.
        String payload = call.payload().orElseGet(() -> call.body().sha256());
        headers.put("x-amz-content-sha256", payload);
        headers.put("x-amz-date", time);
        String signature = SigV4.sign(
                server.secretKey(), region, time, call.method(), call.path(), call.query(), headers, payload);
        headers.put(
                "authorization",
                SigV4.ALGORITHM + " Credential=" + server.accessKey() + "/" + SigV4.scope(time, region)
                        + ", SignedHeaders=" + String.join(";", headers.keySet()) + ", Signature=" + signature);
        return headers;
    }

    private RawConnection send(S3Call call) throws IOException {
        Map<String, String> headers = signed(call);
        headers.put("connection", "close");
        headers.put("content-length", Long.toString(call.body().size()));
        StringBuilder target = new StringBuilder(call.path());
        call.query()
                .forEach((name, value) -> target.append(target.indexOf("?") < 0 ? "?" : "&")
                        .append(UrlCode.encode(name))
                        .append("=")
                        .append(UrlCode.encode(value)));
        StringBuilder head = new StringBuilder(call.method() + " " + target + " HTTP/1.1\r\n");
        headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
        Socket socket =
                new Socket(server.endpoint().getHost(), server.endpoint().getPort());
        try {
            try {
                OutputStream out = socket.getOutputStream();
                out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
                call.body().writeTo(out);
                out.flush();
            } catch (SocketException _) {
                // A server that refuses a content may answer, and close, before it has read all: the answer tells.
            }
            return new RawConnection(socket, call.method().equals("HEAD"));
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }
}
