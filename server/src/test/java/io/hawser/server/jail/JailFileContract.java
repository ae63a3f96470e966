package io.hawser.server.jail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.server.jail.Jail.Flag;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every jail does with files and folders. */
abstract class JailFileContract extends JailFixture {
    @Test
    void whatIsWrittenIsRead() throws IOException {
        try (var file = jail.open(path("/a"), CREATE, 0666)) {
            file.write(3, bytes("xyz"));
            file.write(0, bytes("abc"));
            var direct = ByteBuffer.allocateDirect(10);
            direct.position(2);
            assertThat(file.read(1, direct)).isEqualTo(5);
            assertThat(direct.position()).isEqualTo(7);
            assertThat(direct.get(2)).isEqualTo((byte) 'b');
            assertThat(file.read(6, direct)).isEqualTo(-1);
            file.write(6, ByteBuffer.allocateDirect(2));
            assertThat(file.status().size()).isEqualTo(8);
            file.force();
        }
        assertThat(get("a")).isEqualTo("abcxyz\0\0");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 255 * 1024, 256 * 1024, 1024 * 1024 + 1})
    void requestsOfAnySize(int size) throws IOException {
        var content = new byte[size];
        new Random(size).nextBytes(content);
        try (var file = jail.open(path("/a"), CREATE, 0666)) {
            file.write(0, ByteBuffer.wrap(content).asReadOnlyBuffer());
            var read = ByteBuffer.allocate(size + 1);
            assertThat(file.read(0, read)).isEqualTo(size);
            assertThat(Arrays.copyOf(read.array(), size)).isEqualTo(content);
        }
    }

    @Test
    void readsOnlyWhatItIsOpenedFor() throws IOException {
        put("a", "abc");
        try (var file = jail.open(path("a"), READ, 0)) {
            assertThatThrownBy(() -> file.write(0, bytes("x"))).isInstanceOf(IOException.class);
        }
        try (var file = jail.open(path("a"), Set.of(Flag.WRITE), 0)) {
            assertThatThrownBy(() -> file.read(0, ByteBuffer.allocate(1))).isInstanceOf(IOException.class);
        }
    }

    @Test
    void opensOnlyWhatIsThereUnlessToldToMakeIt() throws IOException {
        assertThatThrownBy(() -> jail.open(path("/none"), Set.of(Flag.WRITE), 0666))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessage("/none");
        put("a", "abc");
        assertThat(get("a")).isEqualTo("abc");
        assertThatThrownBy(() -> jail.open(path("a"), Set.of(Flag.WRITE, Flag.CREATE, Flag.EXCLUSIVE), 0666))
                .isInstanceOf(FileAlreadyExistsException.class);
        jail.open(path("b"), Set.of(Flag.WRITE, Flag.CREATE, Flag.EXCLUSIVE), 0666)
                .close();
        jail.open(path("c"), Set.of(Flag.READ, Flag.CREATE), 0666).close();
        assertThat(names("/")).containsExactlyInAnyOrder("a", "b", "c");
        assertThatThrownBy(() -> jail.open(path("none/a"), CREATE, 0666)).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> jail.open(path("a/a"), CREATE, 0666)).isInstanceOf(NotDirectoryException.class);
    }

    @Test
    void emptiesWhenToldTo() throws IOException {
        put("a", "abc");
        jail.open(path("a"), Set.of(Flag.WRITE, Flag.TRUNCATE), 0).close();
        assertThat(jail.status(path("a"), true).size()).isZero();
        put("a", "abc");
        jail.open(path("a"), Set.of(Flag.APPEND, Flag.CREATE, Flag.TRUNCATE), 0).close();
        assertThat(jail.status(path("a"), true).size()).isZero();
        put("a", "abc");
        assertThatThrownBy(() -> jail.open(path("a"), Set.of(Flag.READ, Flag.TRUNCATE), 0))
                .isInstanceOf(FileSystemException.class);
        assertThat(get("a")).isEqualTo("abc");
    }

    @Test
    void truncatesAndLengthens() throws IOException {
        put("a", "abcdef");
        jail.truncate(path("a"), 3);
        assertThat(get("a")).isEqualTo("abc");
        try (var file = jail.open(path("a"), Set.of(Flag.WRITE), 0)) {
            file.truncate(5);
        }
        assertThat(get("a")).isEqualTo("abc\0\0");
        assertThatThrownBy(() -> jail.truncate(path("/"), 0)).isInstanceOf(FileSystemException.class);
    }

    @Test
    void appendsWholeWrites() throws Exception {
        int writers = 4;
        int rounds = 50;
        int size = 100_000;
        var work = new ArrayList<Callable<Void>>();
        for (int i = 0; i < writers; i++) {
            var mine = new byte[size];
            Arrays.fill(mine, (byte) ('a' + i));
            work.add(() -> {
                try (var file = jail.open(path("log"), Set.of(Flag.READ, Flag.APPEND, Flag.CREATE), 0666)) {
                    for (int round = 0; round < rounds; round++) {
                        file.write(0, ByteBuffer.wrap(mine));
                    }
                }
                return null;
            });
        }
        together(work);
        byte[] all = Files.readAllBytes(inside.resolve("log"));
        assertThat(all).hasSize(writers * rounds * size);
        for (int i = 0; i < all.length; i++) {
            if (all[i] != all[i - i % size]) {
                throw new AssertionError("mixed at " + i);
            }
        }
    }

    @Test
    void closesOnceAndForGood() throws IOException {
        var file = jail.open(path("a"), CREATE, 0666);
        file.close();
        file.close();
        assertThatThrownBy(() -> file.write(0, bytes("x"))).isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(() -> file.read(0, ByteBuffer.allocate(1))).isInstanceOf(ClosedChannelException.class);
    }

    @Test
    void closingWhileOthersReadHurtsNobodyElsesFile() throws Exception {
        put("mine", "m".repeat(1000));
        put("other", "o".repeat(1000));
        for (int round = 0; round < 200; round++) {
            var file = jail.open(path("mine"), READ, 0);
            together(List.of(
                    () -> {
                        var buffer = ByteBuffer.allocate(1000);
                        try {
                            while (file.read(0, buffer.clear()) == 1000) {
                                assertThat(buffer.get(0)).isEqualTo((byte) 'm');
                            }
                        } catch (ClosedChannelException _) {
                            // As it should be.
                        }
                        return null;
                    },
                    () -> {
                        file.close();
                        for (int i = 0; i < 5; i++) {
                            get("other");
                        }
                        return null;
                    }));
        }
    }

    @Test
    void tellsWhatItIs() throws IOException {
        put("a", "abc");
        jail.makeFolder(path("d"), 0755);
        link("l", "a");
        var file = jail.status(path("/a"), true);
        assertThat(file.isRegular()).isTrue();
        assertThat(file.size()).isEqualTo(3);
        assertThat(file.links()).isEqualTo(1);
        var real = Files.readAttributes(inside.resolve("a"), "unix:*");
        assertThat(file.inode()).isEqualTo(real.get("ino"));
        assertThat(file.mode()).isEqualTo(real.get("mode"));
        assertThat(file.user()).isEqualTo(real.get("uid"));
        assertThat(file.group()).isEqualTo(real.get("gid"));
        assertThat(jail.status(path("/d"), true).isFolder()).isTrue();
        assertThat(jail.status(path(""), true).isFolder()).isTrue();
        assertThat(jail.status(path("l"), false).isLink()).isTrue();
        assertThat(jail.status(path("l"), true)).isEqualTo(file);
        try (var opened = jail.open(path("a"), READ, 0)) {
            assertThat(opened.status()).isEqualTo(file);
        }
    }

    @Test
    void newFilesHaveTheModeThatTheUmaskLeaves() throws IOException {
        put("a", "");
        jail.makeFolder(path("d"), 0777);
        jail.open(path("b"), CREATE, 0600).close();
        int umask = umask();
        assertThat(jail.status(path("a"), true).mode() & 07777).isEqualTo(0666 & ~umask);
        assertThat(jail.status(path("d"), true).mode() & 07777).isEqualTo(0777 & ~umask);
        assertThat(jail.status(path("b"), true).mode() & 07777).isEqualTo(0600 & ~umask);
    }

    private static int umask() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("Umask:")) {
                return Integer.parseInt(line.substring(6).strip(), 8);
            }
        }
        throw new AssertionError("no umask");
    }

    @Test
    void setsModes() throws IOException {
        put("a", "");
        link("l", "a");
        jail.setMode(path("l"), 0751, true);
        assertThat(jail.status(path("a"), true).mode() & 07777).isEqualTo(0751);
        jail.setMode(path("a"), 06640, true);
        assertThat(jail.status(path("a"), true).mode() & 07777)
                .as("never lends its owner's rights")
                .isEqualTo(0640);
        try (var file = jail.open(path("a"), CREATE, 0)) {
            file.setMode(06604);
            assertThat(file.status().mode() & 07777).isEqualTo(0604);
        }
        jail.open(path("b"), CREATE, 06700).close();
        assertThat(jail.status(path("b"), true).mode() & 07000).isZero();
        assertThatThrownBy(() -> jail.setMode(path("l"), 0600, false)).isInstanceOf(FileSystemException.class);
    }

    @Test
    void setsTimes() throws IOException {
        put("a", "");
        jail.setTimes(path("a"), 1_000_000_000, 2_000_000_000, true);
        assertThat(jail.status(path("a"), true).accessed()).isEqualTo(1_000_000_000);
        assertThat(jail.status(path("a"), true).modified()).isEqualTo(2_000_000_000);
        try (var file = jail.open(path("a"), Set.of(Flag.WRITE), 0)) {
            file.setTimes(4_294_967_295L, 0);
            assertThat(file.status().accessed()).isEqualTo(4_294_967_295L);
            assertThat(file.status().modified()).isZero();
        }
        jail.makeFolder(path("d"), 0755);
        jail.setTimes(path("d"), 5, 6, false);
        assertThat(jail.status(path("d"), true).modified()).isEqualTo(6);
    }

    @Test
    void setsOwnersWhereTheProcessMay() throws IOException {
        put("a", "");
        var before = jail.status(path("a"), true);
        jail.setOwner(path("a"), before.user(), before.group(), true);
        try (var file = jail.open(path("a"), READ, 0)) {
            file.setOwner(before.user(), before.group());
        }
        if (before.user() == 0) {
            jail.setOwner(path("a"), 12345, 23456, true);
            assertThat(jail.status(path("a"), true).user()).isEqualTo(12345);
            assertThat(jail.status(path("a"), true).group()).isEqualTo(23456);
        } else {
            assertThatThrownBy(() -> jail.setOwner(path("a"), 0, 0, true)).isInstanceOf(FileSystemException.class);
        }
    }

    @Test
    void tellsOfTheFileSystem() throws IOException {
        put("a", "");
        var store = Files.getFileStore(inside);
        var space = jail.space(path("/"));
        assertThat(space.blocks() * space.fragmentSize()).isEqualTo(store.getTotalSpace());
        assertThat(space.longestName()).isEqualTo(255);
        assertThat(space.readOnly()).isFalse();
        try (var file = jail.open(path("a"), READ, 0)) {
            assertThat(file.space().blocks()).isEqualTo(space.blocks());
        }
        assertThatThrownBy(() -> jail.space(path("none"))).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void makesAndRemovesFolders() throws IOException {
        jail.makeFolder(path("/d"), 0755);
        jail.makeFolder(path("/d/e/"), 0755);
        assertThat(inside.resolve("d/e")).isDirectory();
        assertThatThrownBy(() -> jail.makeFolder(path("/d"), 0755)).isInstanceOf(FileAlreadyExistsException.class);
        assertThatThrownBy(() -> jail.makeFolder(path("/"), 0755)).isInstanceOf(FileAlreadyExistsException.class);
        assertThatThrownBy(() -> jail.makeFolder(path("/.."), 0755)).isInstanceOf(FileAlreadyExistsException.class);
        assertThatThrownBy(() -> jail.makeFolder(path("/x/y"), 0755)).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> jail.removeFolder(path("/d"))).isInstanceOf(DirectoryNotEmptyException.class);
        assertThatThrownBy(() -> jail.remove(path("/d/e"))).isInstanceOf(FileSystemException.class);
        jail.removeFolder(path("/d/e"));
        jail.removeFolder(path("/d"));
        put("a", "");
        assertThatThrownBy(() -> jail.removeFolder(path("a"))).isInstanceOf(NotDirectoryException.class);
        for (String name : List.of("/", ".", "..", "", "/..")) {
            assertThatThrownBy(() -> jail.removeFolder(path(name))).isInstanceOf(FileSystemException.class);
        }
        jail.forceFolder(path("/"));
        assertThat(names("/")).containsExactly("a");
    }

    @Test
    void listsManyALittleAtATime() throws IOException {
        int count = 20_000;
        var big = Files.createDirectory(inside.resolve("big"));
        // Many names of a few files are made in a fraction of the time.
        for (int i = 0; i < count; i++) {
            var first = big.resolve("file-" + i % 4);
            if (i < 4) {
                Files.createFile(first);
            } else {
                Files.createLink(big.resolve("file-" + i), first);
            }
        }
        var seen = new HashSet<FilePath>();
        try (var listing = jail.list(path("big"))) {
            for (var entries = listing.next(128); !entries.isEmpty(); entries = listing.next(128)) {
                assertThat(entries.size()).isLessThanOrEqualTo(128);
                entries.forEach(entry -> {
                    seen.add(entry.name());
                    if (!entry.status().isRegular()) {
                        throw new AssertionError(entry);
                    }
                });
            }
            assertThat(listing.next(128)).isEmpty();
        }
        assertThat(seen).hasSize(count);
    }

    @Test
    void listsLinksAsLinksAndOnlyFolders() throws IOException {
        link("out", outside.toString());
        link("up", "../outside");
        put("a", "");
        try (var listing = jail.list(path("/"))) {
            for (var entry : listing.next(10)) {
                assertThat(entry.status().isLink())
                        .isEqualTo(!entry.name().toString().equals("a"));
            }
        }
        assertThatThrownBy(() -> jail.list(path("a"))).isInstanceOf(NotDirectoryException.class);
        assertThatThrownBy(() -> jail.list(path("none"))).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> jail.list(path("out"))).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> jail.list(path("up"))).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void aFullDiskIsTold() throws Exception {
        try (var disk = SmallDisk.mounted();
                var small = open(disk.folder())) {
            try (var file = small.open(path("a"), CREATE, 0666)) {
                assertThatThrownBy(() -> file.write(0, ByteBuffer.allocate(SmallDisk.SIZE + 1)))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("No space left");
            }
            small.remove(path("a"));
            disk.makeReadOnly();
            assertThat(small.space(path("/")).readOnly()).isTrue();
            assertThatThrownBy(() -> small.open(path("b"), CREATE, 0666).close())
                    .isInstanceOf(FileSystemException.class)
                    .hasMessageContaining("Read-only");
            assertThatThrownBy(() -> small.makeFolder(path("b"), 0777))
                    .isInstanceOf(FileSystemException.class)
                    .hasMessageContaining("Read-only");
        }
    }

    @Test
    void renamesWithAndWithoutReplacing() throws IOException {
        put("a", "a");
        put("b", "b");
        assertThatThrownBy(() -> jail.rename(path("a"), path("b"), false))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(get("a") + get("b")).isEqualTo("ab");
        jail.rename(path("a"), path("b"), true);
        assertThat(names("/")).containsExactly("b");
        assertThat(get("b")).isEqualTo("a");
        jail.makeFolder(path("d"), 0755);
        jail.rename(path("b"), path("d/b"), false);
        assertThat(get("d/b")).isEqualTo("a");
        jail.rename(path("d"), path("e"), false);
        assertThat(get("e/b")).isEqualTo("a");
        put("x", "x");
        jail.makeFolder(path("f"), 0755);
        for (boolean replace : new boolean[] {true, false}) {
            assertThatThrownBy(() -> jail.rename(path("f"), path("e"), replace))
                    .isInstanceOf(FileSystemException.class);
            assertThatThrownBy(() -> jail.rename(path("x"), path("e"), replace))
                    .isInstanceOf(FileSystemException.class);
            assertThatThrownBy(() -> jail.rename(path("f"), path("f/g"), replace))
                    .isInstanceOf(FileSystemException.class);
            assertThatThrownBy(() -> jail.rename(path("none"), path("y"), replace))
                    .isInstanceOf(NoSuchFileException.class);
            assertThatThrownBy(() -> jail.rename(path("/"), path("y"), replace))
                    .isInstanceOf(FileSystemException.class);
            assertThatThrownBy(() -> jail.rename(path("x"), path("/"), replace))
                    .isInstanceOf(FileSystemException.class);
            assertThatThrownBy(() -> jail.rename(path("x"), path("../outside/secret"), replace))
                    .isInstanceOf(NoSuchFileException.class);
        }
        assertThat(names("/")).containsExactlyInAnyOrder("e", "f", "x");
        assertThat(names("f")).isEmpty();
    }

    @Test
    void ofTwoRenamesToOneNameOneWins() throws Exception {
        for (int round = 0; round < 200; round++) {
            put("a", "a");
            put("b", "b");
            var failures = new ConcurrentLinkedQueue<String>();
            List<Callable<Void>> both = new ArrayList<>();
            for (String name : List.of("a", "b")) {
                both.add(() -> {
                    try {
                        jail.rename(path(name), path("c"), false);
                    } catch (FileAlreadyExistsException _) {
                        failures.add(name);
                    }
                    return null;
                });
            }
            together(both);
            assertThat(failures).hasSize(1);
            String loser = failures.element();
            assertThat(get(loser)).isEqualTo(loser);
            assertThat(get("c")).isEqualTo(loser.equals("a") ? "b" : "a");
            jail.remove(path("c"));
            jail.remove(path(loser));
        }
    }

    @Test
    void aReplacedFileIsAlwaysThere() throws Exception {
        put("target", "old");
        int rounds = 300;
        var done = new AtomicBoolean();
        together(List.of(
                () -> {
                    try {
                        for (int i = 0; i < rounds; i++) {
                            put("temporary", "new" + i);
                            jail.rename(path("temporary"), path("target"), true);
                        }
                    } finally {
                        done.set(true);
                    }
                    return null;
                },
                () -> {
                    while (!done.get()) {
                        assertThat(Files.readString(inside.resolve("target"))).matches("old|new\\d+");
                    }
                    return null;
                }));
    }

    @Test
    void givesRegularFilesSecondNames() throws IOException {
        put("a", "abc");
        jail.link(path("a"), path("b"));
        assertThat(jail.status(path("b"), false).inode())
                .isEqualTo(jail.status(path("a"), false).inode());
        assertThat(jail.status(path("a"), false).links()).isEqualTo(2);
        assertThatThrownBy(() -> jail.link(path("a"), path("b"))).isInstanceOf(FileAlreadyExistsException.class);
        jail.makeFolder(path("d"), 0755);
        assertThatThrownBy(() -> jail.link(path("d"), path("e"))).isInstanceOf(FileSystemException.class);
        link("l", "a");
        assertThatThrownBy(() -> jail.link(path("l"), path("e"))).isInstanceOf(FileSystemException.class);
        assertThatThrownBy(() -> jail.link(path("none"), path("e"))).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void hardLinksLeadNeitherInNorOut() throws IOException {
        put("a", "abc");
        link("out", "../outside");
        for (String name : List.of("../outside/secret", outside + "/secret", "out/secret", "/../outside/secret")) {
            assertThatThrownBy(() -> jail.link(path(name), path("e"))).isInstanceOf(NoSuchFileException.class);
        }
        assertThatThrownBy(() -> jail.link(path("a"), path("out/a"))).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> jail.link(path("a"), path(outside + "/a"))).isInstanceOf(NoSuchFileException.class);
    }
}
