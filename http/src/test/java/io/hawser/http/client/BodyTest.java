package io.hawser.http.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodyTest {
    private record Received(String text, Body body) {}

    private static Received read(Connection connection, String method) throws IOException {
        var body = Body.of(connection, method, connection.readHead());
        var all = new ByteArrayOutputStream();
        for (var bytes = body.next(); bytes != null; bytes = body.next()) {
            var copy = new byte[bytes.remaining()];
            bytes.get(copy);
            all.writeBytes(copy);
        }
        return new Received(all.toString(StandardCharsets.ISO_8859_1), body);
    }

    private static Received read(String fieldsAndBody) throws IOException {
        return read(MemoryWire.connection("HTTP/1.1 200 OK\r\n" + fieldsAndBody), "GET");
    }

    @Test
    void aLengthEndsTheBodyAndLeavesWhatFollows() throws IOException {
        var connection = MemoryWire.connection("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhelloHTTP");
        var received = read(connection, "GET");

        assertThat(received.text()).isEqualTo("hello");
        assertThat(received.body().ended()).isTrue();
        assertThat(received.body().delimited()).isTrue();
        assertThat(connection.leftOver()).isTrue();
    }

    @Test
    void aConnectionClosedBeforeTheLengthIsAnError() {
        assertThatThrownBy(() -> read("Content-Length: 10\r\n\r\nhello"))
                .isInstanceOf(IncompleteAnswerException.class)
                .hasMessage("the connection was closed after 5 of 10 bytes");
    }

    @Test
    void withoutLengthOrChunksTheBodyEndsWithTheConnection() throws IOException {
        var received = read("\r\nhello there");

        assertThat(received.text()).isEqualTo("hello there");
        assertThat(received.body().length()).isEmpty();
        assertThat(received.body().delimited()).isFalse();
    }

    @Test
    void chunksWithExtensionsAndTrailers() throws IOException {
        var received = read(
                "Transfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n00A \r\n, you all!\r\n0\r\nX: y\r\nZ: a\r\n\r\n");

        assertThat(received.text()).isEqualTo("hello, you all!");
        assertThat(received.body().delimited()).isTrue();
    }

    @Test
    void chunksOverrideALengthButTheConnectionIsNotUsedAgain() throws IOException {
        var received = read("Content-Length: 3\r\nTransfer-Encoding: Chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");

        assertThat(received.text()).isEqualTo("hello");
        assertThat(received.body().ended()).isTrue();
        assertThat(received.body().delimited()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "5\r\nhello!\r\n0\r\n\r\n",
                "5\r\nhell\r\n0\r\n\r\n",
                "x\r\nhello\r\n",
                "\r\nhello\r\n",
                "-5\r\nhello\r\n",
                "5 5\r\nhello\r\n0\r\n\r\n",
                "ffffffffffffffff\r\nhello\r\n",
                "5\r\nhello\r\n",
                "5\r\nhello\r\n0\r\n",
                "5\r\nhello\r\n0\r\nX: y\r\n",
                ""
            })
    void brokenChunksAreAnError(String chunks) {
        assertThatThrownBy(() -> read("Transfer-Encoding: chunked\r\n\r\n" + chunks))
                .isInstanceOf(IncompleteAnswerException.class);
    }

    @Test
    void chunkLinesAndTrailersHaveLimits() {
        assertThatThrownBy(() ->
                        read("Transfer-Encoding: chunked\r\n\r\n5;" + "x".repeat(5000) + "\r\nhello\r\n0\r\n\r\n"))
                .hasMessageContaining("4096");
        assertThatThrownBy(() -> read(
                        "Transfer-Encoding: chunked\r\n\r\n0\r\n" + ("X: " + "y".repeat(1000) + "\r\n").repeat(100)))
                .hasMessageContaining("64 KiB");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: -1\r\n",
                "Content-Length: +5\r\n",
                "Content-Length: 5x\r\n",
                "Content-Length: 99999999999999999999\r\n",
                "Content-Length: \r\n",
                "Content-Length: 5\r\nContent-Length: 6\r\n",
                "Content-Length: 5, 6\r\n",
                "Transfer-Encoding: gzip, chunked\r\n",
                "Transfer-Encoding: chunked, chunked\r\n",
                "Transfer-Encoding: identity\r\n"
            })
    void headsThatContradictThemselvesAreRefused(String fields) {
        assertThatThrownBy(() -> read(fields + "\r\nhello")).isInstanceOf(MalformedAnswerException.class);
    }

    @Test
    void theSameLengthTwiceIsOneLength() throws IOException {
        assertThat(read("Content-Length: 5\r\nContent-Length: 5, 5\r\n\r\nhello")
                        .text())
                .isEqualTo("hello");
    }

    @Test
    void oldVersionsHaveNoChunks() {
        assertThatThrownBy(() -> read(
                        MemoryWire.connection("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), "GET"))
                .isInstanceOf(MalformedAnswerException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 204 No Content", "HTTP/1.1 304 Not Modified"})
    void someAnswersHaveNoBodyWhateverTheyClaim(String status) throws IOException {
        assertThat(read(MemoryWire.connection(status + "\r\nContent-Length: 5\r\n\r\n"), "GET")
                        .text())
                .isEmpty();
    }

    @Test
    void anAnswerToHeadHasNoBody() throws IOException {
        var received = read(MemoryWire.connection("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"), "HEAD");

        assertThat(received.text()).isEmpty();
        assertThat(received.body().ended()).isTrue();
    }

    @Property(tries = 300)
    void chunksGiveBackWhatWasCutIntoThem(
            @ForAll @Size(max = 8) List<@Size(max = 50) byte[]> pieces,
            @ForAll @IntRange(min = 1, max = 60) int step,
            @ForAll @IntRange(max = 400) int cut)
            throws IOException {
        var sent = new ByteArrayOutputStream();
        var content = new ByteArrayOutputStream();
        sent.writeBytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        int head = sent.size();
        for (var piece : pieces) {
            if (piece.length > 0) {
                sent.writeBytes((Integer.toHexString(piece.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
                sent.writeBytes(piece);
                sent.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
                content.writeBytes(piece);
            }
        }
        sent.writeBytes("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        var whole = sent.toByteArray();

        assertThat(read(MemoryWire.connection(whole, step), "GET").text())
                .isEqualTo(content.toString(StandardCharsets.ISO_8859_1));
        if (head + cut < whole.length) {
            var part = Arrays.copyOf(whole, head + cut);
            assertThatThrownBy(() -> read(MemoryWire.connection(part, step), "GET"))
                    .isInstanceOf(IncompleteAnswerException.class);
        }
    }

    @Property(tries = 300)
    void anyBytesAsChunksEndOrAreAnErrorThatSaysSo(@ForAll @Size(max = 200) byte[] bytes) throws IOException {
        var head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        var said = Arrays.copyOf(head, head.length + bytes.length);
        System.arraycopy(bytes, 0, said, head.length, bytes.length);
        try {
            assertThat(read(MemoryWire.connection(said, 11), "GET").body().ended())
                    .isTrue();
        } catch (IncompleteAnswerException told) {
            assertThat(told.getMessage()).doesNotContainPattern("\\p{Cntrl}");
        }
    }
}
