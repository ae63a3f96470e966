package io.hawser.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files, as OpenSSH's server has them: opening, reading, writing, attributes, and the extensions about them. */
class OpenSshFileComparisonTest extends OpenSshComparison {
    private static final int READ = 1;
    private static final int WRITE = 2;
    private static final int APPEND = 4;
    private static final int CREATE = 8;
    private static final int TRUNCATE = 0x10;
    private static final int EXCLUSIVE = 0x20;

    private static final String EOF = "status 1";
    private static final String NO_FOLDERS = "a folder is refused when it is opened as a file, not when it is read";
    private static final String SHORT = "who asked for more than there is gets told";

    @ParameterizedTest
    @EnumSource
    void opensWithAllFlags(Uploads uploads) throws IOException {
        for (int flags = 0; flags < 64; flags++) {
            for (String path : PATHS) {
                makeFor(flags + path.replace('/', '-'), path);
            }
        }
        compare(uploads, script -> {
            for (int flags = 0; flags < 64; flags++) {
                for (String path : PATHS) {
                    String folder = "/" + flags + path.replace('/', '-');
                    script.on(path + " " + Integer.toBinaryString(flags));
                    openAndUse(script, folder + "/" + path, flags);
                    script.tree(folder);
                }
            }
        });
    }

    private static void openAndUse(SftpScript script, String path, int flags) throws IOException {
        String name = path.substring(path.indexOf('/', 1) + 1);
        boolean writes = (flags & WRITE) != 0;
        boolean reads = (flags & READ) != 0 || !writes;
        boolean makes = (flags & CREATE) != 0;
        if (isFolder(name) && !writes && !makes && (flags & TRUNCATE) == 0) {
            script.differs(NO_FOLDERS, FAILURE, "a handle").open(path, flags);
            return;
        }
        boolean exclusive = makes && (flags & EXCLUSIVE) != 0;
        byte[] handle = script.differsIf(name.equals("loop") && !exclusive, LOOP, FAILURE, MISSING)
                .open(path, flags);
        if (handle == SftpScript.NO_HANDLE) {
            return;
        }
        script.differsIf(!reads, NOT_MISSING, DENIED, MISSING).read(handle, 8, 10);
        script.differsIf(!writes, NOT_MISSING, DENIED, MISSING).write(handle, 1, "new");
        script.differsIf(!reads, NOT_MISSING, DENIED, MISSING).read(handle, 0, 20);
        script.ask("fstat", script.next(8).string(handle));
        script.close(handle);
    }

    @Test
    void readsAndWrites() throws IOException {
        make("d");
        for (Path side : List.of(here, there)) {
            Files.write(side.resolve("d/large"), new byte[600_000]);
        }
        compare(Uploads.DIRECT, script -> {
            script.on("reading");
            byte[] large = script.open("/d/large", READ);
            for (int length :
                    List.of(0, 1, 32_768, 261_120, 261_121, 1 << 20, Integer.MAX_VALUE, Integer.MIN_VALUE, -1)) {
                script.read(large, 0, length);
                script.read(large, 599_999, length);
                script.read(large, 600_000, length);
                script.read(large, 1L << 40, length);
                script.differs(NOT_MALFORMED, FAILURE, BAD_MESSAGE).read(large, -1, length);
                script.differs(NOT_MALFORMED, FAILURE, BAD_MESSAGE).read(large, Long.MIN_VALUE, length);
            }
            script.on("writing");
            byte[] file = script.open("/d/file", READ | WRITE);
            script.write(file, 3, "");
            script.write(file, 20, "");
            script.write(file, 20, "x");
            script.differs(NOT_MALFORMED, FAILURE, BAD_MESSAGE).write(file, Long.MIN_VALUE, "x");
            script.differs(NOT_MALFORMED, FAILURE, BAD_MESSAGE).write(file, -1, "x");
            script.read(file, 0, 100);
            byte[] appending = script.open("/d/folder/inside", READ | WRITE | APPEND);
            script.write(appending, 0, "1");
            script.write(appending, 100, "2");
            script.read(appending, 0, 100);
            script.tree("/d");
            script.on("handles");
            byte[] folder = script.openFolder("/d/folder");
            script.read(folder, 0, 10);
            script.write(folder, 0, "x");
            script.ask("fstat of a folder", script.next(8).string(folder));
            script.ask("fsetstat of a folder", script.next(10).string(folder).u32(0));
            script.ask("readdir of a file", script.next(12).string(file));
            script.close(folder);
            script.differs(NOT_MISSING, FAILURE, MISSING).close(folder);
            script.close(file);
            script.differs(NOT_MISSING, FAILURE, MISSING).close(file);
            script.read(file, 0, 1);
            script.write(file, 0, "x");
            script.ask("readdir", script.next(12).string(folder));
            script.ask("fstat", script.next(8).string(file));
            script.ask("fsetstat", script.next(10).string(file).u32(0));
            script.differs(NOT_MISSING, FAILURE, MISSING).close(SftpScript.NO_HANDLE);
            script.differs(NOT_MISSING, FAILURE, MISSING).close(new byte[0]);
        });
    }

    @Test
    void setsAttributes() throws IOException {
        for (String how : List.of("setstat", "fsetstat", "lsetstat")) {
            for (String path : PATHS) {
                for (int flags = 0; flags < 16; flags++) {
                    makeFor(how + path.replace('/', '-') + flags, path);
                }
            }
        }
        compare(Uploads.WHOLE, script -> {
            for (String how : List.of("setstat", "fsetstat", "lsetstat")) {
                for (String path : PATHS) {
                    for (int flags = 0; flags < 16; flags++) {
                        String folder = "/" + how + path.replace('/', '-') + flags;
                        script.on(how + " " + path + " " + Integer.toBinaryString(flags));
                        set(script, how, folder + "/" + path, flags);
                        // What fails ends it here; OpenSSH goes on with the next attribute.
                        boolean half = (flags & 1) != 0 && (isFolder(path) || how.equals("lsetstat"))
                                || (flags & 4) != 0 && how.equals("lsetstat") && LINKS.contains(path);
                        if (!half) {
                            script.tree(folder);
                        }
                    }
                }
            }
        });
    }

    private static void set(SftpScript script, String how, String path, int flags) throws IOException {
        RawSftp.Out packet = switch (how) {
            case "setstat" -> script.next(9).text(script.path(path));
            case "lsetstat" -> script.extended("lsetstat@openssh.com").text(script.path(path));
            default -> {
                byte[] handle = script.differsIf(path.endsWith("/loop"), LOOP, FAILURE, MISSING)
                        .open(path, READ | WRITE);
                yield script.next(10).string(handle);
            }
        };
        packet.u32(flags);
        if ((flags & 1) != 0) {
            packet.u64(4);
        }
        if ((flags & 2) != 0) {
            packet.u32(12_345).u32(23_456);
        }
        if ((flags & 4) != 0) {
            packet.u32(0604);
        }
        if ((flags & 8) != 0) {
            packet.u32(1_234_567_890).u32(1_111_111_111);
        }
        script.differsIf(how.equals("setstat") && path.endsWith("/loop") && flags != 0, LOOP, FAILURE, MISSING);
        script.differsIf(how.equals("lsetstat") && (flags & 1) != 0, NOT_MALFORMED, FAILURE, BAD_MESSAGE);
        script.ask(how, packet);
    }

    /** The numbers of a file system that do not change while others use it. */
    @Test
    void fileSystemsAndLimits() throws IOException {
        make("d");
        try (var theirs = new OpenSshProgram(here);
                TestServer server = TestServer.serving(here);
                RawSftp ours = RawSftp.begun(server.access())) {
            RawSftp.Out path =
                    RawSftp.request(200, 1).text("statvfs@openssh.com").text("d/file");
            assertThat(fileSystem(ours.ask(path))).isEqualTo(fileSystem(theirs.ask(path)));
            assertThat(fileSystem(ours.ask(onHandle(ours)))).isEqualTo(fileSystem(theirs.ask(onHandle(theirs))));
            for (String missing : List.of("none", "d/file/below")) {
                RawSftp.Out none =
                        RawSftp.request(200, 1).text("statvfs@openssh.com").text(missing);
                assertThat(ours.ask(none).status())
                        .isEqualTo(theirs.ask(none).status())
                        .isEqualTo(2);
            }
            RawSftp.Out limits = RawSftp.request(200, 2).text("limits@openssh.com");
            RawSftp.In here = ours.ask(limits).expect(201).id(2);
            RawSftp.In there = theirs.ask(limits).expect(201).id(2);
            for (String limit : List.of("packet", "read", "write")) {
                assertThat(here.u64()).as(limit).isEqualTo(there.u64());
            }
            // Handles: here by configuration, there by the limit of the process.
            assertThat(here.u64()).isEqualTo(1000);
            assertThat(here.left()).isZero();
        }
    }

    private static RawSftp.Out onHandle(SftpPeer peer) throws IOException {
        byte[] handle = peer.ask(RawSftp.request(3, 1).text("d/file").u32(READ).u32(0))
                .expect(102)
                .id(1)
                .string();
        return RawSftp.request(200, 1).text("fstatvfs@openssh.com").string(handle);
    }

    private static List<Long> fileSystem(RawSftp.In reply) {
        reply.expect(201).id(1);
        var numbers = new ArrayList<Long>();
        while (reply.left() > 0) {
            numbers.add(reply.u64());
        }
        assertThat(numbers).hasSize(11);
        // Free blocks, available ones, and files come and go.
        return List.of(0, 1, 2, 8, 9, 10).stream().map(numbers::get).toList();
    }

    @Test
    void extensions() throws IOException {
        make("d");
        compare(Uploads.DIRECT, script -> {
            script.on("unknown");
            script.ask("extension", script.extended("nobody@example.com").u64(5));
            script.on("files");
            byte[] from = script.open("/d/file", READ);
            byte[] into = script.open("/d/copy", READ | WRITE | CREATE);
            byte[] folder = script.openFolder("/d/folder");
            script.ask("fsync", script.extended("fsync@openssh.com").string(into));
            script.ask("fsync", script.extended("fsync@openssh.com").string(from));
            for (byte[] none : List.of(folder, SftpScript.NO_HANDLE)) {
                script.differs(NOT_MISSING, FAILURE, MISSING)
                        .ask("fsync", script.extended("fsync@openssh.com").string(none));
            }
            copy(script, from, 0, 0, into, 0);
            copy(script, from, 2, 5, into, 20);
            script.differs(SHORT, EOF, OK);
            copy(script, from, 5, 100, into, 0);
            copy(script, from, 10, 0, into, 0);
            script.differs(SHORT, EOF, OK);
            copy(script, from, 10, 1, into, 0);
            copy(script, from, 1000, 0, into, 0);
            script.differs(NOT_MISSING, DENIED, MISSING);
            copy(script, into, 0, 0, from, 0);
            copy(script, into, 0, 25, into, 24);
            script.differs("a file may be copied within itself where the ranges are apart", OK, FAILURE);
            copy(script, into, 0, 5, into, 25);
            copy(script, folder, 0, 5, into, 100);
            copy(script, from, 0, 5, folder, 100);
            copy(script, SftpScript.NO_HANDLE, 0, 5, into, 100);
            script.read(into, 0, 25);
            for (String path : List.of("", ".", "/d", "/d/file", "/d/../d/none", "d/link")) {
                script.on("expand-path " + path);
                script.ask(
                        "expand-path",
                        script.extended("expand-path@openssh.com").text(script.path(path)));
            }
        });
    }

    private static void copy(SftpScript script, byte[] from, long start, long length, byte[] into, long position)
            throws IOException {
        script.ask(
                "copy-data %d %d %d".formatted(start, length, position),
                script.extended("copy-data")
                        .string(from)
                        .u64(start)
                        .u64(length)
                        .string(into)
                        .u64(position));
    }
}
