package io.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.server.ServerEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerLogTest {
    private static final String PEER = "127.0.0.1:4000";
    private static final InstantSource NOW = InstantSource.fixed(Instant.parse("2026-03-04T05:06:07.08Z"));

    private static String line(ServerLog.Form form, ServerEvent event) {
        var out = new ByteArrayOutputStream();
        try (var log = new ServerLog(form, NOW, out)) {
            log.accept(event);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static ServerEvent renamed(String path, String target) {
        return new ServerEvent.FileOperation(
                PEER, "alice", 7, "rename", path, Optional.of(target), 0, Optional.of("No such file or directory"));
    }

    @Test
    void aLineOfTextHasTimeEventAndFields() {
        assertThat(line(ServerLog.Form.TEXT, renamed("/a", "/größe b")))
                .isEqualTo(
                        "2026-03-04T05:06:07.080Z file peer=127.0.0.1:4000 user=alice channel=7 operation=rename path=/a"
                                + " target=\"/größe b\" bytes=0 error=\"No such file or directory\"\n");
    }

    @Test
    void aLineOfJsonHasTheSame() throws Exception {
        var line = line(ServerLog.Form.JSON, renamed("/a", "/größe b"));
        assertThat(line).endsWith("\n").hasLineCount(1);
        assertThat(Cli.json(line))
                .singleElement()
                .satisfies(fields -> assertThat(fields)
                        .containsEntry("time", "2026-03-04T05:06:07.080Z")
                        .containsEntry("event", "file")
                        .containsEntry("peer", PEER)
                        .containsEntry("channel", 7L)
                        .containsEntry("target", "/größe b")
                        .containsEntry("error", "No such file or directory"));
    }

    @Test
    void theEndOfAChannelTellsItsBytesAndWhy() {
        assertThat(line(
                        ServerLog.Form.TEXT,
                        new ServerEvent.ChannelClosed(
                                PEER, "alice", 7, 10, 20, Duration.ofMillis(1500), "the client closed it")))
                .contains(" channel-closed ")
                .contains(" channel=7 received=10 sent=20 milliseconds=1500 reason=\"the client closed it\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a\nlogin user=root",
                "/a\r\u001b[2J",
                "/a\u0085\u009b31m",
                "/\u202egpj.exe",
                "/a\u2028b",
                "/\udb40\udc01tag"
            })
    void whatAClientSendsCannotForgeALineOrMoveACursor(String path) throws Exception {
        for (var form : ServerLog.Form.values()) {
            var line = line(form, renamed(path, "/b"));
            assertThat(line).endsWith("\n");
            assertThat(line.substring(0, line.length() - 1).codePoints())
                    .allSatisfy(character -> assertThat(Shown.text(Character.toString(character)))
                            .isEqualTo(Character.toString(character)));
        }
        assertThat(Cli.json(line(ServerLog.Form.JSON, renamed(path, "/b"))))
                .singleElement()
                .satisfies(fields -> assertThat(fields).containsEntry("path", path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a user=root", "/a\" user=root x=\"", "/a\\", "", "=", "/a\u00a0b"})
    void aValueInATextStaysOneValue(String path) {
        var line = line(ServerLog.Form.TEXT, renamed(path, "/b"));
        var quoted = "\"" + path.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
        assertThat(line).contains(" path=" + quoted + " target=/b ");
    }

    @Test
    void aReaderThatHasGoneStopsNothing() {
        var broken = new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        try (var log = new ServerLog(ServerLog.Form.TEXT, NOW, broken)) {
            log.accept(new ServerEvent.Connected(PEER));
        }
    }

    @Test
    void everyEventHasALine() {
        var connected = line(ServerLog.Form.TEXT, new ServerEvent.Connected(PEER));
        assertThat(connected).endsWith(" connected peer=127.0.0.1:4000\n");
        assertThat(line(ServerLog.Form.TEXT, new ServerEvent.Refused(PEER, "too many connections, at most 3")))
                .endsWith(" refused peer=127.0.0.1:4000 reason=\"too many connections, at most 3\"\n");
        assertThat(line(ServerLog.Form.TEXT, new ServerEvent.LoggedIn(PEER, "alice", "publickey")))
                .endsWith(" login peer=127.0.0.1:4000 user=alice method=publickey\n");
        assertThat(line(ServerLog.Form.TEXT, new ServerEvent.LoginFailed(PEER, "alice\u001b", "password")))
                .endsWith(" login-failed peer=127.0.0.1:4000 user=\"alice\\x1b\" method=password\n");
        assertThat(line(ServerLog.Form.TEXT, new ServerEvent.Disconnected(PEER, Optional.empty(), "gone")))
                .endsWith(" disconnected peer=127.0.0.1:4000 reason=gone\n");
        assertThat(line(ServerLog.Form.TEXT, new ServerEvent.ChannelOpened(PEER, "alice", 1)))
                .endsWith(" channel-opened peer=127.0.0.1:4000 user=alice channel=1\n");
    }
}
