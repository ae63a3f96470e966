package io.hawser.server;

import static io.hawser.server.RawSftp.request;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Eventually;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of any bytes, also as long as a file system takes: uploads have their hidden and partial names beside them. */
@Execution(ExecutionMode.SAME_THREAD) // all in one home
class OddNamesTest {
    private static final int NEW = 2 | 8 | 0x10;
    private static final int NO_SUCH_FILE = 2;
    private static final int FAILURE = 4;
    private static final int LONGEST_NAME = 255;
    private static final int LONGEST_PATH = 4095;

    @TempDir
    private static Path root;

    private static TestServer server;
    private RawSftp sftp;

    @BeforeAll
    static void start() throws IOException {
        server = TestServer.serving(root);
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @BeforeEach
    void connect() throws IOException {
        sftp = RawSftp.begun(server.access());
    }

    @AfterEach
    void disconnectAndEmpty() throws IOException {
        sftp.close();
        Eventually.holds(() -> server.server().channels().isEmpty(), () -> "a channel is left");
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.sorted(Comparator.reverseOrder())
                    .filter(path -> !path.equals(root))
                    .toList()) {
                Files.delete(path);
            }
        }
    }

    /** In hexadecimal digits, for a string would lose some. */
    static Stream<String> names() {
        byte[] noCharacters = new byte[LONGEST_NAME];
        Arrays.fill(noCharacters, (byte) 0x80);
        return Stream.concat(
                        Stream.of(
                                        "x".repeat(LONGEST_NAME),
                                        "ü".repeat(127) + "x",
                                        "x" + "ü".repeat(127),
                                        "😀".repeat(63) + "xyz",
                                        "two words ",
                                        " ",
                                        "#?%41&=;'\"\\*[]{}|<>~$`!",
                                        "line\nbreak\r\n",
                                        "\u001b[2J\u0007\u007f\u0001",
                                        "-rf",
                                        "--",
                                        "...",
                                        "..x",
                                        "~",
                                        "ünï😀")
                                .map(name -> name.getBytes(UTF_8)),
                        Stream.of(
                                noCharacters,
                                new byte[] {(byte) 0xff, (byte) 0xfe, 1},
                                "caf\u00e9".getBytes(ISO_8859_1)))
                .map(HexFormat.of()::formatHex);
    }

    private static byte[] path(byte[] name) {
        var path = new ByteArrayOutputStream();
        path.write('/');
        path.writeBytes(name);
        return path.toByteArray();
    }

    private byte[] begin(byte[] path) throws IOException {
        byte[] handle = sftp.ask(request(3, 1).string(path).u32(NEW).u32(0))
                .expect(102)
                .id(1)
                .string();
        assertThat(sftp.status(request(6, 1).string(handle).u64(0).text("content")))
                .isZero();
        return handle;
    }

    /** What is in a folder, byte for byte. */
    private static List<String> listed(RawSftp by, String folder) throws IOException {
        var names = new ArrayList<String>();
        byte[] handle = by.ask(request(11, 1).text(folder)).expect(102).id(1).string();
        for (RawSftp.In reply = by.ask(request(12, 1).string(handle));
                reply.type() == 104;
                reply = by.ask(request(12, 1).string(handle))) {
            int count = reply.id(1).u32();
            for (int i = 0; i < count; i++) {
                names.add(HexFormat.of().formatHex(reply.string()));
                reply.string();
                reply.u32();
                reply.u64();
                reply.u64();
                reply.u32();
                reply.u64();
            }
        }
        assertThat(by.status(request(4, 1).string(handle))).isZero();
        return names;
    }

    @ParameterizedTest
    @MethodSource("names")
    void anyNameIsANameLikeAnyOther(String digits) throws IOException {
        byte[] name = HexFormat.of().parseHex(digits);
        byte[] handle = begin(path(name));
        assertThat(sftp.status(request(4, 1).string(handle))).isZero();
        assertThat(listed(sftp, "/")).containsExactly(digits);
        RawSftp.In status =
                sftp.ask(request(7, 1).string(path(name))).expect(105).id(1);
        status.u32();
        assertThat(status.u64()).isEqualTo(7);
        RawSftp.In real =
                sftp.ask(request(16, 1).string(path(name))).expect(104).id(1);
        assertThat(real.u32()).isEqualTo(1);
        assertThat(real.string()).isEqualTo(path(name));
        assertThat(sftp.status(request(18, 1).string(path(name)).text("/between")))
                .isZero();
        assertThat(sftp.status(request(18, 1).text("/between").string(path(name))))
                .isZero();
        assertThat(sftp.status(request(20, 1).string(name).text("/link"))).isZero();
        RawSftp.In link = sftp.ask(request(19, 1).text("/link")).expect(104).id(1);
        assertThat(link.u32()).isEqualTo(1);
        assertThat(link.string()).isEqualTo(name);
        assertThat(sftp.status(request(13, 1).string(path(name)))).isZero();
        assertThat(sftp.status(request(14, 1).string(path(name)).u32(0))).isZero();
        assertThat(sftp.status(request(15, 1).string(path(name)))).isZero();
    }

    @ParameterizedTest
    @MethodSource("names")
    void whatALostUploadLeavesHasANameThatFits(String digits) throws IOException {
        byte[] path = path(HexFormat.of().parseHex(digits));
        begin(path);
        try (RawSftp other = RawSftp.begun(server.access())) {
            assertThat(listed(other, "/")).isEmpty();
            sftp.drop();
            Eventually.holds(() -> server.server().channels().size() == 1, () -> "a channel is left");
            assertThat(listed(other, "/")).singleElement().satisfies(left -> {
                byte[] bytes = HexFormat.of().parseHex(left);
                assertThat(bytes.length).isLessThanOrEqualTo(LONGEST_NAME);
                assertThat(new String(bytes, ISO_8859_1)).endsWith(".partial");
                int kept = Math.min(digits.length() / 2, LONGEST_NAME - ".partial".length());
                assertThat(digits).startsWith(left.substring(0, 2 * Math.max(0, kept - 3)));
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "/", "/.", "/..", "//", "folder/..", "folder/.", "folder/"})
    void whatIsNoNameOfAFileIsRefused(String path) throws IOException {
        Files.createDirectory(root.resolve("folder"));
        for (int flags : List.of(NEW, 2 | 8, 2 | 8 | 0x20, 2)) {
            assertThat(sftp.status(request(3, 1).text(path).u32(flags).u32(0))).isEqualTo(FAILURE);
        }
        assertThat(sftp.status(request(14, 1).text(path).u32(0))).isEqualTo(FAILURE);
        assertThat(sftp.status(request(13, 1).text(path))).isNotZero();
        assertThat(sftp.status(
                        request(18, 1).text(path.isEmpty() ? "/" : path + "/..").text("/x")))
                .isNotZero();
        assertThat(listed(sftp, "/")).containsExactly(HexFormat.of().formatHex("folder".getBytes(UTF_8)));
    }

    @Test
    void namesAndPathsThatAreTooLongAreTold() throws IOException {
        String name = "/" + "x".repeat(LONGEST_NAME + 1);
        String path = "/" + "x/".repeat(LONGEST_PATH / 2) + "x";
        for (String each : List.of(name, path)) {
            RawSftp.In reply = sftp.ask(request(3, 1).text(each).u32(NEW).u32(0));
            assertThat(reply.expect(101).id(1).u32()).isEqualTo(FAILURE);
            assertThat(reply.words()).isEqualTo("File name too long");
        }
        assertThat(sftp.status(request(3, 1).text("/none/x").u32(NEW).u32(0))).isEqualTo(NO_SUCH_FILE);
    }

    @Test
    void foldersNestAsDeepAsPathsAreLong() throws IOException {
        List<String> folders = new ArrayList<>();
        var path = new StringBuilder();
        // The real path, with the home before it, is no longer than the kernel tells.
        int longest = LONGEST_PATH - root.toRealPath().toString().length();
        while (path.length() < longest - 100) {
            path.append("/a folder in a folder");
            folders.add(path.toString());
            assertThat(sftp.status(request(14, 1).text(path.toString()).u32(0))).isZero();
        }
        String file = path + "/" + "x".repeat(longest - path.length() - 1);
        byte[] handle = begin(file.getBytes(UTF_8));
        assertThat(sftp.status(request(4, 1).string(handle))).isZero();
        assertThat(listed(sftp, path.toString())).hasSize(1);
        RawSftp.In real = sftp.ask(request(16, 1).text(file)).expect(104).id(1);
        assertThat(real.u32()).isEqualTo(1);
        assertThat(real.words()).isEqualTo(file);
        assertThat(sftp.status(request(13, 1).text(file))).isZero();
        for (String folder : folders.reversed()) {
            assertThat(sftp.status(request(15, 1).text(folder))).isZero();
        }
    }

    @Test
    void linksInACircleAreTold() throws IOException {
        Files.createDirectory(root.resolve("folder"));
        Files.createSymbolicLink(root.resolve("folder/up"), Path.of(".."));
        Files.createSymbolicLink(root.resolve("a"), Path.of("b"));
        Files.createSymbolicLink(root.resolve("b"), Path.of("a"));
        assertThat(listed(sftp, "/folder/up/folder/up/folder")).hasSize(1);
        String often = "/folder/up".repeat(50);
        for (String circle : List.of("/a", "/a/x", often)) {
            assertThat(sftp.status(request(17, 1).text(circle))).isEqualTo(FAILURE);
            assertThat(sftp.status(request(3, 1).text(circle).u32(NEW).u32(0))).isEqualTo(FAILURE);
            assertThat(sftp.status(request(11, 1).text(circle))).isEqualTo(FAILURE);
        }
        assertThat(sftp.ask(request(7, 1).text("/a")).type()).isEqualTo(105);
        assertThat(sftp.status(request(13, 1).text("/a"))).isZero();
    }
}
