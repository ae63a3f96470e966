package io.hawser.http.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadTest {
    private static Head read(String said) throws IOException {
        return MemoryWire.connection(said).readHead();
    }

    @Test
    void readsStatusAndFields() throws IOException {
        var head = read("HTTP/1.1 206 Partial Content\r\nContent-Length: 10\r\nX: a\r\nx:  b \r\n\r\nbody");

        assertThat(head.status()).isEqualTo(206);
        assertThat(head.statusText()).isEqualTo("206 Partial Content");
        assertThat(head.headers().first("content-length")).contains("10");
        assertThat(head.headers().all("X")).containsExactly("a", "b");
        assertThat(head.keepsAlive()).isTrue();
    }

    @Test
    void joinsFoldedLines() throws IOException {
        assertThat(read("HTTP/1.1 200 OK\r\nX: one\r\n  two\r\n\tthree\r\n\r\n")
                        .headers()
                        .first("X"))
                .contains("one two three");
    }

    @Test
    void takesBareLineFeedsAndNoReason() throws IOException {
        var head = read("HTTP/1.0 200\nA: 1\n\n");

        assertThat(head.statusText()).isEqualTo("200");
        assertThat(head.minor()).isZero();
        assertThat(head.keepsAlive()).isFalse();
    }

    @Test
    void passesOverInterimAnswers() throws IOException {
        assertThat(
                        read("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 204 No\r\n\r\n")
                                .status())
                .isEqualTo(204);
    }

    @Test
    void interimAnswersDoNotGoOnForEver() {
        assertThatThrownBy(() -> read("HTTP/1.1 102 Processing\r\n\r\n".repeat(30)))
                .isInstanceOf(MalformedAnswerException.class)
                .hasMessageContaining("interim");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH_9.2p1\r\n",
                "220 mail.example.com ESMTP\r\n",
                "ICY 200 OK\r\n\r\n",
                "HTTP/1.1 20 OK\r\n\r\n",
                "HTTP/1.1 2000 OK\r\n\r\n",
                "HTTP/1.1  200 OK\r\n\r\n",
                "HTTP/1.1 2x0 OK\r\n\r\n",
                "HTTP/1.1 099 OK\r\n\r\n",
                "\r\nHTTP/1.1 200 OK\r\n\r\n",
                "HTTP/1.1\r\n\r\n"
            })
    void whatIsNoStatusLineIsNoHttpServer(String said) {
        assertThatThrownBy(() -> read(said))
                .isInstanceOf(MalformedAnswerException.class)
                .hasMessageContaining("not an HTTP server");
    }

    @Test
    void aTlsServerIsRecognised() {
        assertThatThrownBy(() -> read("\u0015\u0003\u0001\u0000\u0002\u0002\u0046"))
                .hasMessageContaining("https://");
    }

    @ParameterizedTest
    @ValueSource(strings = {"no colon", "Bad Name: x", ": empty", "A : space before the colon", "X: nul\0", "X: a\rb"})
    void whatIsNoFieldIsRefused(String line) {
        assertThatThrownBy(() -> read("HTTP/1.1 200 OK\r\nA: b\r\n" + line + "\r\n\r\n"))
                .isInstanceOf(MalformedAnswerException.class)
                .hasMessageContaining("no field");
    }

    @Test
    void aFoldedFirstLineIsNoField() {
        assertThatThrownBy(() -> read("HTTP/1.1 200 OK\r\n A: b\r\n\r\n")).isInstanceOf(MalformedAnswerException.class);
    }

    @Test
    void aHeaderHasALimit() {
        assertThatThrownBy(() -> MemoryWire.connection(
                                ("HTTP/1.1 200 OK\r\n" + "A: bcdefgh\r\n".repeat(10_000) + "\r\n")
                                        .getBytes(StandardCharsets.US_ASCII),
                                5000)
                        .readHead())
                .isInstanceOf(MalformedAnswerException.class)
                .hasMessageContaining("64 KiB");
    }

    @Property
    void whereverTheConnectionEndsWithinTheHeaderItIsIncomplete(@ForAll @IntRange(max = 55) int length) {
        var whole = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\nETag: \"x\"\r\nA: b\r\n\r\n";
        assertThat(whole).hasSize(56);
        assertThatThrownBy(() -> read(whole.substring(0, length))).isInstanceOf(IncompleteAnswerException.class);
    }

    @Property
    void anyBytesGiveAHeadOrAnErrorThatSaysSo(
            @ForAll @Size(max = 300) byte[] bytes, @ForAll @IntRange(min = 1, max = 40) int step) {
        assertThatCode(() -> {
                    try {
                        MemoryWire.connection(bytes, step).readHead();
                    } catch (MalformedAnswerException | IncompleteAnswerException told) {
                        assertThat(told.getMessage()).doesNotContainPattern("\\p{Cntrl}");
                    }
                })
                .doesNotThrowAnyException();
    }

    @Property
    void anyTextAfterAStatusLineGivesAHeadOrAnErrorThatSaysSo(@ForAll @Size(max = 200) String fields) {
        assertThatCode(() -> {
                    try {
                        read("HTTP/1.1 200 OK\r\n" + fields + "\r\n\r\n");
                    } catch (MalformedAnswerException | IncompleteAnswerException told) {
                        assertThat(told.getMessage()).doesNotContainPattern("\\p{Cntrl}");
                    }
                })
                .doesNotThrowAnyException();
    }
}
