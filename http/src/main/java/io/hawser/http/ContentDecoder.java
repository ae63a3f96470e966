package io.hawser.http;

import io.hawser.StoreException;
import io.hawser.http.client.Answer;
import io.hawser.http.client.Failures;
import io.hawser.http.client.Headers;
import io.hawser.http.client.HttpUrl;
import io.hawser.http.client.Shown;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/**
 * Undoes a {@code Content-Encoding} that came although only {@code identity} was accepted: some proxies compress
 * whatever passes.
 *
 * <p>Some servers declare a coding for files that <em>are</em> compressed ({@code data.csv.gz} with {@code
 * Content-Encoding: gzip}), and there the bytes as they come are the file. The two are told apart by content: where
 * the name says gzip, the coding is undone only if gzip comes out.
 */
public final class ContentDecoder implements ByteRuns {
    private static final List<String> GZIP_NAMES = List.of(".gz", ".tgz", ".gzip", ".svgz", ".taz");
    private static final int LOOK = 4 << 10;
    private static final int BUFFER = 64 << 10;

    private final String where;
    private final String coding;
    private final ByteRuns coded;
    private final InputStream decoded;
    private final byte[] buffer = new byte[BUFFER];
    private boolean ended;

    private ContentDecoder(String where, String coding, ByteRuns coded, InputStream decoded) {
        this.where = where;
        this.coding = coding;
        this.coded = coded;
        this.decoded = decoded;
    }

    /** Whether the bytes of an answer with these fields differ from the file's. */
    static boolean needed(Headers headers) {
        return !codings(headers).isEmpty();
    }

    /**
     * The bytes of the file: those of {@code answer}, with its coding undone if it has one that is not the file's own.
     *
     * @throws StoreException.Rejected for a coding that is not known here
     */
    public static ByteRuns of(Answer answer, HttpUrl asked) throws StoreException {
        var codings = codings(answer.headers());
        if (codings.isEmpty()) {
            return answer::next;
        }
        var coding = String.join(", ", codings);
        return switch (coding) {
            case "gzip", "x-gzip" -> ofGzip(answer, asked, coding);
            case "deflate" -> ofDeflate(answer, coding);
            default ->
                throw new StoreException.Rejected(
                        answer.where(),
                        "sends Content-Encoding: " + Shown.text(coding, 60) + ", although only identity is accepted");
        };
    }

    private static List<String> codings(Headers headers) {
        var codings = headers.tokens("Content-Encoding");
        codings.remove("identity");
        return codings;
    }

    private static ByteRuns ofGzip(Answer answer, HttpUrl asked, String coding) throws StoreException {
        var body = new RunStream(answer::next);
        if ((named(asked) || named(answer.url())) && !gzipInside(body.lookAhead(LOOK))) {
            return body.runs();
        }
        try {
            return new ContentDecoder(answer.where(), coding, answer::next, new GZIPInputStream(body, BUFFER));
        } catch (IOException e) {
            throw broken(answer.where(), coding, e);
        }
    }

    /** RFC 9110 section 8.4.1.2 means zlib by "deflate", and some senders meant it without zlib's frame. */
    private static ByteRuns ofDeflate(Answer answer, String coding) throws StoreException {
        var body = new RunStream(answer::next);
        var start = body.lookAhead(2);
        boolean zlib =
                start.length == 2 && (start[0] & 0xf) == 8 && ((start[0] & 0xff) << 8 | start[1] & 0xff) % 31 == 0;
        return new ContentDecoder(
                answer.where(), coding, answer::next, new InflaterInputStream(body, new Inflater(!zlib), BUFFER));
    }

    private static boolean named(HttpUrl url) {
        var path = url.target().split("\\?", 2)[0].toLowerCase(Locale.ROOT);
        return GZIP_NAMES.stream().anyMatch(path::endsWith);
    }

    private static boolean gzipInside(byte[] start) {
        try (var inside = new GZIPInputStream(new ByteArrayInputStream(start))) {
            return inside.read() == 0x1f && inside.read() == 0x8b;
        } catch (IOException _) {
            return false;
        }
    }

    @Override
    public ByteBuffer next() throws StoreException {
        if (ended) {
            return null;
        }
        try {
            int count = decoded.read(buffer, 0, buffer.length);
            if (count > 0) {
                return ByteBuffer.wrap(buffer, 0, count);
            }
        } catch (IOException e) {
            throw broken(where, coding, e);
        }
        ended = true;
        if (coded.next() != null) {
            throw new StoreException.Corrupt(where, "bytes follow the end of the " + coding + " coding");
        }
        return null;
    }

    private static StoreException broken(String where, String coding, IOException failure) {
        return failure instanceof StoreException told
                ? told
                : new StoreException.Corrupt(
                        where, "its " + coding + " coding is broken: " + Failures.words(failure), failure);
    }
}
