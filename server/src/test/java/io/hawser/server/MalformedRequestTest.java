package io.hawser.server;

import static io.hawser.server.RawSftp.packet;
import static io.hawser.server.RawSftp.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Eventually;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests that are cut off, lie about their lengths or ask for the impossible: each gets one reply with its id, and the next one is carried out. */
class MalformedRequestTest {
    private static final int STATUS = 101;
    private static final int BAD_MESSAGE = 5;
    private static final int ID = 0x01020304;

    @TempDir
    private Path root;

    private TestServer server;
    private RawSftp sftp;

    @BeforeEach
    void start() throws IOException {
        Files.writeString(root.resolve("file"), "0123456789");
        server = TestServer.serving(root);
        sftp = RawSftp.begun(server.access());
    }

    @AfterEach
    void stop() throws IOException {
        sftp.close();
        server.close();
    }

    private byte[] file() throws IOException {
        return sftp.ask(request(3, 1).text("/file").u32(3).u32(0))
                .expect(102)
                .id(1)
                .string();
    }

    private byte[] folder() throws IOException {
        return sftp.ask(request(11, 1).text("/")).expect(102).id(1).string();
    }

    /** A good one of each kind. */
    private Map<String, RawSftp.Out> requests() throws IOException {
        byte[] handle = file();
        var all = new LinkedHashMap<String, RawSftp.Out>();
        all.put("open", request(3, ID).text("/file").u32(1).u32(4).u32(0644));
        all.put("close", request(4, ID).string(handle));
        all.put("read", request(5, ID).string(handle).u64(0).u32(10));
        all.put("write", request(6, ID).string(handle).u64(0).text("xyz"));
        all.put("lstat", request(7, ID).text("/file"));
        all.put("fstat", request(8, ID).string(handle));
        all.put(
                "setstat",
                request(9, ID)
                        .text("/file")
                        .u32(0xf)
                        .u64(10)
                        .u32(1)
                        .u32(1)
                        .u32(0644)
                        .u32(5)
                        .u32(5));
        all.put(
                "fsetstat",
                request(10, ID)
                        .string(handle)
                        .u32(0x80000004)
                        .u32(0644)
                        .u32(1)
                        .text("a")
                        .text("b"));
        all.put("opendir", request(11, ID).text("/"));
        all.put("readdir", request(12, ID).string(folder()));
        all.put("remove", request(13, ID).text("/none"));
        all.put("mkdir", request(14, ID).text("/made").u32(4).u32(0755));
        all.put("rmdir", request(15, ID).text("/none"));
        all.put("realpath", request(16, ID).text("/file"));
        all.put("stat", request(17, ID).text("/file"));
        all.put("rename", request(18, ID).text("/none").text("/other"));
        all.put("readlink", request(19, ID).text("/none"));
        all.put("symlink", request(20, ID).text("file").text("/link"));
        for (String name : List.of("posix-rename@openssh.com", "hardlink@openssh.com")) {
            all.put(name, request(200, ID).text(name).text("/none").text("/other"));
        }
        for (String name : List.of("statvfs@openssh.com", "expand-path@openssh.com")) {
            all.put(name, request(200, ID).text(name).text("/file"));
        }
        for (String name : List.of("fstatvfs@openssh.com", "fsync@openssh.com")) {
            all.put(name, request(200, ID).text(name).string(handle));
        }
        all.put(
                "lsetstat",
                request(200, ID)
                        .text("lsetstat@openssh.com")
                        .text("/file")
                        .u32(8)
                        .u32(5)
                        .u32(5));
        all.put("limits", request(200, ID).text("limits@openssh.com"));
        all.put("home-directory", request(200, ID).text("home-directory").text("tester"));
        all.put(
                "copy-data",
                request(200, ID)
                        .text("copy-data")
                        .string(handle)
                        .u64(0)
                        .u64(1)
                        .string(handle)
                        .u64(100));
        all.put(
                "check-file-name",
                request(200, ID)
                        .text("check-file-name")
                        .text("/file")
                        .text("md5")
                        .u64(0)
                        .u64(0)
                        .u32(0));
        all.put(
                "check-file-handle",
                request(200, ID)
                        .text("check-file-handle")
                        .string(handle)
                        .text("md5")
                        .u64(0)
                        .u64(0)
                        .u32(0));
        return all;
    }

    /** One reply with the id, and no other before that of the next request. */
    private RawSftp.In only(RawSftp.Out packet) throws IOException {
        sftp.send(packet);
        sftp.send(request(17, 99).text("/"));
        RawSftp.In reply = sftp.reply();
        sftp.reply().expect(105).id(99);
        return reply;
    }

    @Test
    void cutOffAnywhereEachIsABadMessage() throws IOException {
        for (Map.Entry<String, RawSftp.Out> each : requests().entrySet()) {
            byte[] whole = each.getValue().plain();
            for (int length = 5; length < whole.length; length++) {
                byte[] cut = Arrays.copyOf(whole, length);
                RawSftp.In reply = only(raw(cut));
                assertThat(reply.type()).as(each.getKey() + " cut to " + length).isEqualTo(STATUS);
                reply.id(ID);
                assertThat(reply.u32()).as(each.getKey() + " cut to " + length).isEqualTo(BAD_MESSAGE);
            }
        }
        assertThat(root.resolve("file")).hasContent("0123456789");
        assertThat(root.resolve("made")).doesNotExist();
    }

    private static RawSftp.Out raw(byte[] bytes) {
        var out = new RawSftp.Out();
        for (byte one : bytes) {
            out.u8(one);
        }
        return out;
    }

    @Test
    void lengthsThatLieAreBadMessages() throws IOException {
        for (Map.Entry<String, RawSftp.Out> each : requests().entrySet()) {
            for (int length : List.of(-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 1 << 20)) {
                byte[] bytes = each.getValue().plain();
                for (int i = 0; i < 4; i++) {
                    bytes[5 + i] = (byte) (length >>> 24 - 8 * i);
                }
                RawSftp.In reply = only(raw(bytes));
                assertThat(reply.type()).as(each.getKey()).isEqualTo(STATUS);
                assertThat(reply.id(ID).u32()).as(each.getKey()).isEqualTo(BAD_MESSAGE);
            }
        }
    }

    @Test
    void attributesWithoutEndAreABadMessage() throws IOException {
        for (int count : List.of(Integer.MIN_VALUE, -1, Integer.MAX_VALUE, 2)) {
            assertThat(only(request(9, ID)
                                    .text("/file")
                                    .u32(0x80000000)
                                    .u32(count)
                                    .text("a")
                                    .text("b"))
                            .id(ID, STATUS)
                            .u32())
                    .as(Integer.toUnsignedString(count))
                    .isEqualTo(BAD_MESSAGE);
        }
        // Flags that nobody has defined have no fields.
        assertThat(only(request(9, ID).text("/file").u32(0x7ffffff0)).status()).isZero();
    }

    @Test
    void offsetsAtTheEndOfTheWorldFail() throws IOException {
        byte[] handle = file();
        for (long offset : List.of(Long.MIN_VALUE, -1L, Long.MAX_VALUE, Long.MAX_VALUE - 2, 1L << 62)) {
            assertThat(only(request(6, ID).string(handle).u64(offset).text("xyz"))
                            .status())
                    .isEqualTo(4);
            assertThat(only(request(5, ID).string(handle).u64(offset).u32(-1)).status())
                    .isIn(1, 4);
        }
        for (long size : List.of(Long.MIN_VALUE, -1L, Long.MAX_VALUE)) {
            assertThat(only(request(10, ID).string(handle).u32(1).u64(size)).status())
                    .isEqualTo(4);
        }
        assertThat(only(request(5, ID).string(handle).u64(0).u32(0))
                        .expect(103)
                        .id(ID)
                        .string())
                .isEmpty();
        assertThat(root.resolve("file")).hasContent("0123456789");
    }

    @Test
    void handlesOfAnotherChannelAreNone() throws IOException {
        byte[] handle = file();
        try (RawSftp other = RawSftp.begun(server.access())) {
            for (RawSftp.Out packet : List.of(
                    request(4, ID).string(handle),
                    request(5, ID).string(handle).u64(0).u32(10),
                    request(6, ID).string(handle).u64(0).text("xyz"),
                    request(8, ID).string(handle),
                    request(10, ID).string(handle).u32(0),
                    request(12, ID).string(handle))) {
                assertThat(other.status(packet)).isEqualTo(4);
            }
        }
        assertThat(new String(
                        sftp.ask(request(5, 1).string(handle).u64(0).u32(10))
                                .expect(103)
                                .id(1)
                                .string(),
                        StandardCharsets.US_ASCII))
                .isEqualTo("0123456789");
    }

    @Test
    void theVersionAgainIsAnsweredAgainAndTypesOfRepliesAreNone() throws IOException {
        sftp.send(packet(1).u32(3));
        sftp.reply().expect(2);
        for (int type : List.of(0, 2, 21, 99, 101, 102, 103, 104, 105, 201, 255)) {
            assertThat(only(request(type, ID).u64(5)).id(ID, STATUS).u32()).isEqualTo(8);
        }
    }

    @Test
    void packetsTooShortForAnIdEndTheChannelWithTheReason() throws IOException {
        sftp.raw(new byte[] {0, 0, 0, 4, 17, 0, 0, 0});
        sftp.awaitClose();
        Eventually.holds(
                () -> !server.events(ServerEvent.ChannelClosed.class).isEmpty(), () -> "the channel is not closed");
        assertThat(server.events(ServerEvent.ChannelClosed.class).getFirst().reason())
                .isEqualTo("a packet of 4 bytes");
    }
}
