package io.hawser.server;

import static io.hawser.server.RawSftp.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Eventually;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every request that takes a path, with paths that lead out: nothing outside is read, made, changed or told of. */
@Execution(ExecutionMode.SAME_THREAD) // all in one home
class EscapeTest {
    private static final String SECRET = "the secret of the machine";
    private static final int HANDLE = 102;
    private static final int DATA = 103;

    /** What a request is made of, from a path. */
    private interface With {
        RawSftp.Out path(String path);
    }

    private enum Asked {
        OPEN_TO_READ(path -> open(path, 1)),
        OPEN_TO_WRITE(path -> open(path, 2)),
        OPEN_TO_APPEND(path -> open(path, 2 | 4 | 8)),
        OPEN_A_NEW_ONE(path -> open(path, 2 | 8 | 0x10)),
        OPEN_EXCLUSIVELY(path -> open(path, 2 | 8 | 0x20)),
        OPEN_IN_PLACE(path -> open(path + ".part", 2 | 8)),
        LSTAT(path -> request(7, 1).text(path)),
        STAT(path -> request(17, 1).text(path)),
        CUT(path -> request(9, 1).text(path).u32(1).u64(0)),
        SET_MODE(path -> request(9, 1).text(path).u32(4).u32(0777)),
        SET_OWNER(path -> request(9, 1).text(path).u32(2).u32(12345).u32(12345)),
        SET_TIMES(path -> request(9, 1).text(path).u32(8).u32(5).u32(5)),
        SET_MODE_OF_LINK(
                path -> extended("lsetstat@openssh.com").text(path).u32(4).u32(0777)),
        SET_OWNER_OF_LINK(path ->
                extended("lsetstat@openssh.com").text(path).u32(2).u32(12345).u32(12345)),
        SET_TIMES_OF_LINK(path ->
                extended("lsetstat@openssh.com").text(path).u32(8).u32(5).u32(5)),
        LIST(path -> request(11, 1).text(path)),
        LIST_ABOVE(path -> request(11, 1).text(path.substring(0, Math.max(0, path.lastIndexOf('/'))))),
        REMOVE(path -> request(13, 1).text(path)),
        MKDIR(path -> request(14, 1).text(path).u32(0)),
        MKDIR_BESIDE(path -> request(14, 1).text(path + "-made").u32(0)),
        RMDIR(path -> request(15, 1).text(path)),
        REALPATH(path -> request(16, 1).text(path)),
        EXPAND(path -> extended("expand-path@openssh.com").text(path)),
        EXPAND_FROM_HOME(path -> extended("expand-path@openssh.com").text("~/" + path)),
        HOME_OF(path -> extended("home-directory").text(path)),
        RENAME_FROM(path -> request(18, 1).text(path).text("/taken")),
        RENAME_TO(path -> request(18, 1).text("/mine").text(path)),
        POSIX_RENAME_FROM(
                path -> extended("posix-rename@openssh.com").text(path).text("/taken")),
        POSIX_RENAME_TO(
                path -> extended("posix-rename@openssh.com").text("/mine").text(path)),
        LINK_FROM(path -> extended("hardlink@openssh.com").text(path).text("/taken")),
        LINK_TO(path -> extended("hardlink@openssh.com").text("/mine").text(path)),
        READLINK(path -> request(19, 1).text(path)),
        SYMLINK_TO(path -> request(20, 1).text(path).text("/taken")),
        SYMLINK_AT(path -> request(20, 1).text("mine").text(path)),
        SYMLINK_BESIDE(path -> request(20, 1).text("mine").text(path + "-made")),
        SPACE(path -> extended("statvfs@openssh.com").text(path)),
        DIGEST(path -> extended("check-file-name")
                .text(path)
                .text("sha256")
                .u64(0)
                .u64(0)
                .u32(0));

        private final With request;

        Asked(With request) {
            this.request = request;
        }

        private static RawSftp.Out open(String path, int flags) {
            return request(3, 1).text(path).u32(flags).u32(0);
        }

        private static RawSftp.Out extended(String name) {
            return request(200, 1).text(name);
        }
    }

    @TempDir
    private static Path folder;

    private static Path inside;
    private static Path outside;
    private static TestServer server;
    private RawSftp sftp;

    @BeforeAll
    static void start() throws IOException {
        inside = Files.createDirectory(folder.resolve("inside"));
        outside = Files.createDirectory(folder.resolve("outside"));
        Files.writeString(outside.resolve("secret"), SECRET);
        Files.createDirectory(outside.resolve("empty"));
        server = TestServer.serving(inside);
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
        try (Stream<Path> all = Files.walk(inside)) {
            for (Path path : all.sorted(Comparator.reverseOrder())
                    .filter(path -> !path.equals(inside))
                    .toList()) {
                Files.delete(path);
            }
        }
    }

    private List<String> waysOut() {
        return List.of(
                "../outside/secret",
                "/../outside/secret",
                "../../../../../../../.." + outside + "/secret",
                outside + "/secret",
                "folder/../../outside/secret",
                "folder/./..//../outside/empty",
                "..",
                "/..",
                "relative/secret",
                "relative/empty",
                "relative/../outside/secret",
                "absolute/secret",
                "absolute",
                "folder/up/secret",
                "file",
                "whole",
                "chain/secret",
                "machine" + outside + "/secret",
                "/proc/self/root" + outside + "/secret",
                "/proc/self/cwd");
    }

    /** What an administrator may have put there. */
    private void furnish() throws IOException {
        Files.createDirectories(inside.resolve("folder"));
        Files.writeString(inside.resolve("mine"), "mine");
        link("relative", "../outside");
        link("absolute", outside.toString());
        link("folder/up", "../../outside");
        link("file", "../outside/secret");
        link("whole", outside + "/secret");
        link("chain", "folder/up");
        link("machine", "/proc/self/root");
        Files.deleteIfExists(inside.resolve("taken"));
    }

    private void link(String name, String target) throws IOException {
        Path link = inside.resolve(name);
        if (!Files.isSymbolicLink(link)) {
            Files.deleteIfExists(link);
            Files.createSymbolicLink(link, Path.of(target));
        }
    }

    private Map<String, String> everythingOutside() throws IOException {
        var all = new TreeMap<String, String>();
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.filter(path -> !path.startsWith(inside)).toList()) {
                String attributes = Files.readAttributes(
                                path, "unix:mode,uid,gid,nlink,size,lastModifiedTime", LinkOption.NOFOLLOW_LINKS)
                        .toString();
                all.put(path.toString(), attributes + (Files.isDirectory(path) ? "" : Files.readString(path)));
            }
        }
        return all;
    }

    @ParameterizedTest
    @EnumSource(Asked.class)
    void nothingOutsideIsReached(Asked asked) throws IOException {
        Map<String, String> before = everythingOutside();
        for (String way : waysOut()) {
            furnish();
            RawSftp.In reply = sftp.ask(asked.request.path(way));
            tellsNothing(way, reply.id(1).rest());
            if (reply.type() == HANDLE) {
                use(way, reply);
            }
            assertThat(everythingOutside()).as(asked + " " + way).isEqualTo(before);
        }
    }

    private void tellsNothing(String way, byte[] reply) {
        String text = new String(reply, StandardCharsets.ISO_8859_1);
        assertThat(text).as(way).doesNotContain(SECRET);
        if (!way.contains(folder.toString())) {
            assertThat(text).as(way).doesNotContain(folder.toString());
        }
    }

    /** What was opened is inside: whatever is done with it stays there. */
    private void use(String way, RawSftp.In opened) throws IOException {
        byte[] handle = opened.again().id(1).string();
        RawSftp.In read = sftp.ask(request(5, 1).string(handle).u64(0).u32(1000));
        tellsNothing(way, read.id(1).rest());
        if (read.type() == DATA) {
            assertThat(read.again().id(1).words()).as(way).isEqualTo("mine");
        }
        tellsNothing(way, sftp.ask(request(12, 1).string(handle)).id(1).rest());
        sftp.status(request(6, 1).string(handle).u64(0).text("overwritten"));
        sftp.status(request(10, 1).string(handle).u32(4).u32(0777));
        sftp.status(request(4, 1).string(handle));
    }

    @Test
    void attributesAreNeverThoseOfTheSecret() throws IOException {
        long secret = Files.size(outside.resolve("secret"));
        furnish();
        for (String way : waysOut()) {
            for (int type : List.of(7, 17)) {
                RawSftp.In reply = sftp.ask(request(type, 1).text(way)).id(1);
                if (reply.type() == 105) {
                    reply.u32();
                    assertThat(reply.u64()).as(way).isNotEqualTo(secret);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "../outside", "/..", "/../outside/secret", "folder/../../outside", "OUTSIDE/secret"})
    void aLinkThatAUserMakesDoesNotLeadOut(String target) throws IOException {
        furnish();
        sftp.status(request(20, 1)
                .text(target.replace("OUTSIDE", outside.toString()))
                .text("/made"));
        if (Files.isSymbolicLink(inside.resolve("made"))) {
            Path end = inside.resolve(Files.readSymbolicLink(inside.resolve("made")))
                    .normalize();
            assertThat(end.startsWith(inside)).as(end.toString()).isTrue();
        }
        for (String way : List.of("/made", "/made/secret", "/made/outside/secret")) {
            assertThat(sftp.ask(request(3, 1).text(way).u32(1).u32(0)).type())
                    .as(way)
                    .isEqualTo(101);
        }
    }

    @Test
    void aLinkThatIsMovedLeadsNowhere() throws IOException {
        Files.createDirectories(inside.resolve("a/b/c"));
        assertThat(sftp.status(request(20, 1).text("../../outside").text("/a/b/c/link")))
                .isZero();
        assertThat(sftp.status(request(18, 1).text("/a/b/c/link").text("/link")))
                .isZero();
        for (int type : List.of(11, 17)) {
            assertThat(sftp.status(request(type, 1).text("/link"))).isEqualTo(2);
        }
        assertThat(sftp.status(request(3, 1).text("/link/secret").u32(1).u32(0)))
                .isEqualTo(2);
    }
}
