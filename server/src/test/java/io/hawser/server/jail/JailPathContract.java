package io.hawser.server.jail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.server.jail.Jail.Flag;
import io.hawser.testkit.Command;
import io.hawser.testkit.Requirement;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every jail makes of names, links and ways out. */
abstract class JailPathContract extends JailFixture {
    @Test
    void namesAreBytes() throws IOException {
        var names = new ArrayList<FilePath>();
        names.add(path("x".repeat(255)));
        names.add(path("line\nbreak\ttab \"quoted\" \\ %41 #?"));
        names.add(path("-rf"));
        names.add(path("..."));
        names.add(path("~"));
        names.add(path("ünï😀"));
        names.add(FilePath.of(new byte[] {(byte) 0xff, 1, (byte) 0x80, ' '}));
        for (var name : names) {
            try (var file = jail.open(name, CREATE, 0666)) {
                file.write(0, ByteBuffer.wrap(name.bytes()));
            }
        }
        var seen = new ArrayList<FilePath>();
        try (var listing = jail.list(path("."))) {
            listing.next(100).forEach(entry -> seen.add(entry.name()));
        }
        assertThat(seen).containsExactlyInAnyOrderElementsOf(names);
        for (var name : names) {
            assertThat(jail.status(name, false).size()).isEqualTo(name.bytes().length);
            jail.symbolicLink(path("link"), name);
            assertThat(jail.readLink(path("link"))).isEqualTo(name);
            assertThat(jail.realPath(path("link"))).isEqualTo(path("/").resolve(name));
            jail.remove(path("link"));
            jail.remove(name);
        }
        assertThat(names("/")).isEmpty();
    }

    @Test
    void namesAndPathsThatAreTooLongAreTold() throws IOException {
        assertThatThrownBy(() -> put("x".repeat(256), "")).isInstanceOf(FileSystemException.class);
        assertThatThrownBy(() -> jail.status(path("x/".repeat(3000)), true)).isInstanceOf(IOException.class);
    }

    @Test
    void foldersNestDeeperThanAnyPathIsLong() throws IOException {
        String name = "n".repeat(250);
        for (String top : List.of("a", "b")) {
            String place = top;
            jail.makeFolder(path(place), 0755);
            for (int i = 0; i < 14; i++) {
                place += "/" + name;
                jail.makeFolder(path(place), 0755);
            }
            put(place + "/file", top);
        }
        String bottom = "a" + ("/" + name).repeat(14);
        jail.rename(path("b"), path(bottom + "/b"), false);
        assertThat(names(bottom)).containsExactlyInAnyOrder("b", "file");
        assertThatThrownBy(() -> get(bottom + "/b" + ("/" + name).repeat(14) + "/file"))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("name too long");
        jail.rename(path(bottom + "/b"), path("b"), false);
        assertThat(get("b" + ("/" + name).repeat(14) + "/file")).isEqualTo("b");
    }

    @Test
    void followsLinksInside() throws IOException {
        put("a", "abc");
        jail.makeFolder(path("d"), 0755);
        link("d/up", "../a");
        link("absolute", "/a");
        link("chain", "d/up");
        link("folder", "/d");
        for (String name : List.of("d/up", "absolute", "chain", "folder/up", "/folder/../a", "folder//./up")) {
            assertThat(get(name)).as(name).isEqualTo("abc");
            assertThat(jail.realPath(path(name))).isEqualTo(path("/a"));
        }
        put("d/up", "new");
        assertThat(get("a")).isEqualTo("new");
        jail.remove(path("chain"));
        assertThat(names("/")).containsExactlyInAnyOrder("a", "d", "absolute", "folder");
        link("new", "chained");
        link("chained", "d/../made");
        assertThat(jail.realPath(path("new"))).isEqualTo(path("/made"));
        put("new", "x");
        assertThat(inside.resolve("made")).hasContent("x");
        assertThatThrownBy(() -> jail.open(path("new"), Set.of(Flag.WRITE, Flag.CREATE, Flag.EXCLUSIVE), 0666))
                .isInstanceOf(FileAlreadyExistsException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../outside",
                "../../../../../../../../../..OUTSIDE",
                "OUTSIDE",
                "d/../../outside",
                "loopless",
                "/proc/self/cwd/../../../../../../../../../..OUTSIDE",
                "/proc/self/root/OUTSIDE"
            })
    void linksOutAreAsGoodAsDangling(String target) throws IOException {
        jail.makeFolder(path("d"), 0755);
        link("loopless", "../outside");
        link("out", target.replace("OUTSIDE", outside.toString()));
        assertThatThrownBy(() -> jail.status(path("out"), true)).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> jail.status(path("out/secret"), true)).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> get("out/secret")).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> put("out/secret", "x")).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> put("out/new", "x")).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> jail.remove(path("out/secret"))).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> jail.makeFolder(path("out/d"), 0755)).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> jail.truncate(path("out/secret"), 0)).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> jail.setMode(path("out/secret"), 0, true)).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> jail.setTimes(path("out/secret"), 1, 1, true)).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> jail.symbolicLink(path("out/l"), path("x"))).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> jail.rename(path("out/secret"), path("x"), true))
                .isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> jail.rename(path("d"), path("out/d"), true)).isInstanceOf(NoSuchFileException.class);
        assertThat(jail.status(path("out"), false).isLink()).isTrue();
        jail.rename(path("out"), path("other"), true);
        jail.remove(path("other"));
    }

    @Test
    void linksInACircleAreTold() throws IOException {
        link("a", "b");
        link("b", "a");
        link("self", "self/x");
        for (String name : List.of("a", "self")) {
            assertThatThrownBy(() -> get(name)).isInstanceOf(FileSystemLoopException.class);
            assertThatThrownBy(() -> put(name, "")).isInstanceOf(FileSystemLoopException.class);
            assertThatThrownBy(() -> jail.list(path(name))).isInstanceOf(FileSystemLoopException.class);
            assertThat(jail.status(path(name), false).isLink()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "../..", "d/../..", "/..", "/d/../../x", "../outside/secret", "./.././x"})
    void linksOutAreNotMade(String target) {
        assertThatThrownBy(() -> jail.symbolicLink(path("l"), path(target)))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessageStartingWith("l");
        assertThat(inside.resolve("l")).doesNotExist();
    }

    @Test
    void linksThatUsersMakeLeadInsideForEverybody() throws IOException {
        jail.makeFolder(path("d"), 0755);
        jail.makeFolder(path("d/e"), 0755);
        put("a", "abc");
        jail.symbolicLink(path("d/e/absolute"), path("/a"));
        jail.symbolicLink(path("d/e/relative"), path("../../a"));
        jail.symbolicLink(path("d/e/root"), path("/"));
        jail.symbolicLink(path("here"), path("/"));
        jail.symbolicLink(path("dangling"), path("/etc/passwd"));
        for (String name : List.of("d/e/absolute", "d/e/relative")) {
            assertThat(get(name)).isEqualTo("abc");
            assertThat(inside.resolve(name)).hasContent("abc");
        }
        assertThat(jail.readLink(path("d/e/absolute"))).isEqualTo(path("../../a"));
        assertThat(inside.resolve("d/e/root").toRealPath()).isEqualTo(inside.toRealPath());
        assertThat(inside.resolve("here").toRealPath()).isEqualTo(inside.toRealPath());
        assertThat(Files.exists(inside.resolve("dangling"))).isFalse();
        assertThatThrownBy(() -> jail.symbolicLink(path("here"), path("a")))
                .isInstanceOf(FileAlreadyExistsException.class);
    }

    @Test
    void tellsWhereLinksLeadButNotHowTheMachineIsLaidOut() throws IOException {
        put("a", "");
        link("relative", "nowhere/../x");
        link("absolute", "/a");
        link("out", outside.toString());
        assertThat(jail.readLink(path("relative"))).isEqualTo(path("nowhere/../x"));
        assertThat(jail.readLink(path("absolute"))).isEqualTo(path("/a"));
        assertThatThrownBy(() -> jail.readLink(path("out")))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessageNotContaining(folder.toString());
        assertThatThrownBy(() -> jail.readLink(path("a"))).isInstanceOf(NotLinkException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../outside/secret",
                "/../outside/secret",
                "d/../../outside/secret",
                "../../../../../..OUTSIDE/secret"
            })
    void dotsDoNotLeadOut(String text) throws IOException {
        jail.makeFolder(path("d"), 0755);
        String name = text.replace("OUTSIDE", outside.toString());
        assertThatThrownBy(() -> get(name))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessage(name);
        assertThatThrownBy(() -> put(name, "")).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> jail.remove(path(name))).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> jail.status(path(outside + "/secret"), true)).isInstanceOf(NoSuchFileException.class);
        assertThat(names("/..")).containsExactly("d");
        assertThat(jail.realPath(path("/../../d/.."))).isEqualTo(path("/"));
    }

    @Test
    void tellsRealPathsAsTheUserSeesThem() throws IOException {
        jail.makeFolder(path("d"), 0755);
        assertThat(jail.realPath(path(""))).isEqualTo(path("/"));
        assertThat(jail.realPath(path("."))).isEqualTo(path("/"));
        assertThat(jail.realPath(path("d/../d//"))).isEqualTo(path("/d"));
        assertThat(jail.realPath(path("new"))).isEqualTo(path("/new"));
        assertThat(jail.realPath(path("d/new"))).isEqualTo(path("/d/new"));
        assertThatThrownBy(() -> jail.realPath(path("none/new"))).isInstanceOf(NoSuchFileException.class);
        Files.createSymbolicLink(inside.resolve("d/first"), Path.of("../second"));
        Files.createSymbolicLink(inside.resolve("second"), Path.of("d/made later"));
        assertThat(jail.realPath(path("d/first"))).isEqualTo(path("/d/made later"));
        Files.createSymbolicLink(inside.resolve("out"), Path.of("../../none"));
        assertThat(jail.realPath(path("out"))).isEqualTo(path("/none"));
    }

    @Test
    void opensNeitherPipesNorDevicesNorFolders() throws IOException {
        var made = Command.of(
                        Requirement.tool("mkfifo").toString(),
                        inside.resolve("pipe").toString())
                .run();
        assertThat(made.status()).isZero();
        jail.makeFolder(path("d"), 0755);
        for (String name : List.of("pipe", "d", "/")) {
            for (var flags : List.of(READ, Set.of(Flag.WRITE), CREATE, Set.of(Flag.APPEND, Flag.TRUNCATE))) {
                assertThatThrownBy(() -> jail.open(path(name), flags, 0666))
                        .isInstanceOf(FileSystemException.class)
                        .hasMessageStartingWith(name);
            }
        }
        assertThatThrownBy(() -> jail.truncate(path("pipe"), 0)).isInstanceOf(FileSystemException.class);
        assertThatThrownBy(() -> jail.list(path("pipe"))).isInstanceOf(NotDirectoryException.class);
        assertThat(jail.status(path("pipe"), true).isRegular()).isFalse();
        assertThat(names("/")).containsExactlyInAnyOrder("pipe", "d");
        jail.remove(path("pipe"));
    }

    @Test
    void aFolderThatOnlyRootMayEnterIsTold() throws IOException {
        jail.makeFolder(path("d"), 0755);
        put("d/a", "");
        jail.setMode(path("d"), 0, true);
        try {
            if (System.getProperty("user.name").equals("root")) {
                assertThat(get("d/a")).isEmpty();
            } else {
                assertThatThrownBy(() -> get("d/a")).isInstanceOf(AccessDeniedException.class);
                assertThatThrownBy(() -> put("d/b", "")).isInstanceOf(AccessDeniedException.class);
                assertThatThrownBy(() -> jail.list(path("d"))).isInstanceOf(AccessDeniedException.class);
            }
        } finally {
            Files.setPosixFilePermissions(inside.resolve("d"), PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    void theRootIsAFolderOrALinkToOne() throws IOException {
        put("a", "abc");
        assertThatThrownBy(() -> open(inside.resolve("none"))).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> open(inside.resolve("a"))).isInstanceOf(NotDirectoryException.class);
        var link = Files.createSymbolicLink(folder.resolve("home"), inside);
        try (var other = open(link)) {
            assertThat(other.status(path("/a"), true).size()).isEqualTo(3);
            assertThat(other.realPath(path("a"))).isEqualTo(path("/a"));
            assertThat(other.description()).isNotEmpty();
        }
    }

    @Test
    void aJailMayBeTheWholeMachine() throws IOException {
        try (var all = open(Path.of("/"))) {
            assertThat(all.realPath(path(outside + "/secret"))).isEqualTo(path(outside.toRealPath() + "/secret"));
            assertThat(all.realPath(path("/"))).isEqualTo(path("/"));
        }
    }

    @Test
    void magicLinksLeadNowhere() throws IOException {
        Requirement.that(Files.exists(Path.of("/proc/self/root")), "no /proc");
        try (var process = open(Path.of("/proc/self"))) {
            for (String name : List.of("root/etc/passwd", "cwd/pom.xml", "root" + outside + "/secret")) {
                assertThatThrownBy(() -> process.status(path(name), true)).isInstanceOf(FileSystemException.class);
                assertThatThrownBy(() -> process.open(path(name), READ, 0)).isInstanceOf(FileSystemException.class);
            }
        }
    }

    @Test
    void devicesAreNotOpened() throws IOException {
        try (var devices = open(Path.of("/dev"))) {
            for (var flags : List.of(READ, Set.of(Flag.WRITE), CREATE)) {
                assertThatThrownBy(() -> devices.open(path("null"), flags, 0666))
                        .isInstanceOf(FileSystemException.class)
                        .hasMessageContaining("Not a regular file");
            }
        }
    }
}
