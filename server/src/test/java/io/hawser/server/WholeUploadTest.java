package io.hawser.server;

import static io.hawser.server.RawSftp.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Content;
import io.hawser.testkit.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Uploads that are seen when they are whole. */
class WholeUploadTest {
    private static final int READ = 1;
    private static final int WRITE = 2;
    private static final int APPEND = 4;
    private static final int NEW = WRITE | 8 | 0x10;
    private static final int EXCLUSIVE = WRITE | 8 | 0x20;

    @TempDir
    private Path root;

    private TestServer server;
    private RawSftp sftp;

    @BeforeEach
    void start() throws IOException {
        server = TestServer.serving(root);
        sftp = RawSftp.begun(server.access());
    }

    @AfterEach
    void stop() throws IOException {
        sftp.close();
        server.close();
    }

    private void write(byte[] handle, long position, String text) throws IOException {
        assertThat(sftp.status(request(6, 1).string(handle).u64(position).text(text)))
                .isZero();
    }

    private int close(byte[] handle) throws IOException {
        return sftp.status(request(4, 1).string(handle));
    }

    private Set<String> names() throws IOException {
        try (Stream<Path> all = Files.list(root)) {
            return all.map(path -> path.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private void lost() {
        sftp.drop();
        Eventually.holds(() -> server.server().channels().isEmpty(), () -> "a channel is left");
    }

    @Test
    void theOldFileStaysUntilTheNewOneIsClosed() throws IOException {
        Path file = root.resolve("file");
        Files.writeString(file, "old");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r----x"));
        byte[] handle = sftp.handle("/file", NEW);
        write(handle, 0, "new and longer");
        assertThat(file).hasContent("old");
        assertThat(close(handle)).isZero();
        assertThat(file).hasContent("new and longer");
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-r----x"));
        assertThat(names()).containsExactly("file");
        assertThat(server.events(ServerEvent.FileOperation.class))
                .filteredOn(operation -> operation.operation().equals("upload"))
                .singleElement()
                .satisfies(upload -> {
                    assertThat(upload.path()).isEqualTo("/file");
                    assertThat(upload.bytes()).isEqualTo(14);
                    assertThat(upload.error()).isEmpty();
                });
    }

    @Test
    void aLostConnectionIsNoClose() throws IOException {
        Files.writeString(root.resolve("file"), "old");
        byte[] handle = sftp.handle("/file", NEW);
        write(handle, 0, "new, in part");
        sftp.handle("/empty", NEW);
        lost();
        assertThat(root.resolve("file")).hasContent("old");
        assertThat(root.resolve("file.partial")).hasContent("new, in part");
        assertThat(names()).containsExactly("file", "file.partial");
    }

    @Test
    void aLeftoverNeverReplacesAnotherFile() throws IOException {
        Files.writeString(root.resolve("file.partial"), "the user's own");
        write(sftp.handle("/file", NEW), 0, "in part");
        lost();
        assertThat(root.resolve("file.partial")).hasContent("the user's own");
        assertThat(root.resolve("file.partial.2")).hasContent("in part");
    }

    @Test
    void aFailedWriteIsNoUpload() throws IOException {
        byte[] handle = sftp.handle("/file", NEW);
        write(handle, 0, "begun");
        assertThat(sftp.status(
                        request(6, 1).string(handle).u64(Long.MAX_VALUE - 2).text("beyond")))
                .isEqualTo(4);
        assertThat(close(handle)).isEqualTo(4);
        assertThat(names()).containsExactly("file.partial");
    }

    /** Each would make the upload the file, were it whole. */
    @ParameterizedTest
    @ValueSource(ints = {3, 13, 18})
    void aFailedWriteIsNoUploadByAnotherWay(int type) throws IOException {
        Files.writeString(root.resolve("file"), "old");
        byte[] handle = sftp.handle("/file", NEW);
        write(handle, 0, "begun");
        assertThat(sftp.status(
                        request(6, 1).string(handle).u64(Long.MAX_VALUE - 2).text("beyond")))
                .isEqualTo(4);
        RawSftp.Out way = request(type, 1).text("/file");
        assertThat(sftp.status(type == 3 ? way.u32(READ).u32(0) : way.text("/other")))
                .isEqualTo(4);
        assertThat(close(handle)).isEqualTo(4);
        assertThat(root.resolve("file")).hasContent("old");
        assertThat(root.resolve("file.partial")).hasContent("begun");
        assertThat(names()).containsExactly("file", "file.partial");
    }

    @Test
    void whoUploadsSeesItUnderItsNameAndOthersDoNot() throws IOException {
        byte[] handle = sftp.handle("/file", NEW);
        write(handle, 0, "12345");
        RawSftp.In status = sftp.ask(request(17, 1).text("/file")).expect(105).id(1);
        status.u32();
        assertThat(status.u64()).isEqualTo(5);
        assertThat(listed(sftp)).containsExactly("file");
        // setstat(path) while it is open, as sshfs does it.
        assertThat(sftp.status(request(9, 1).text("/file").u32(4).u32(0600))).isZero();
        try (RawSftp other = RawSftp.begun(server.access())) {
            assertThat(other.status(request(17, 1).text("/file"))).isEqualTo(2);
            assertThat(listed(other)).isEmpty();
        }
        assertThat(close(handle)).isZero();
        assertThat(Files.getPosixFilePermissions(root.resolve("file")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    private static Set<String> listed(RawSftp by) throws IOException {
        byte[] handle = by.ask(request(11, 1).text("/")).expect(102).id(1).string();
        var names = new TreeSet<String>();
        RawSftp.In reply = by.ask(request(12, 2).string(handle));
        if (reply.type() == 104) {
            reply.id(2);
            int count = reply.u32();
            for (int i = 0; i < count; i++) {
                names.add(reply.words());
                reply.words();
                reply.u32();
                reply.u64();
                reply.u64();
                reply.u32();
                reply.u64();
            }
        }
        by.status(request(4, 3).string(handle));
        return names;
    }

    @Test
    void renamedOrRemovedWhileItIsOpen() throws IOException {
        byte[] first = sftp.handle("/first", NEW);
        write(first, 0, "before");
        assertThat(sftp.status(request(18, 1).text("/first").text("/moved"))).isZero();
        write(first, 6, " and after");
        assertThat(close(first)).isZero();
        assertThat(root.resolve("moved")).hasContent("before and after");
        byte[] second = sftp.handle("/second", NEW);
        assertThat(sftp.status(request(13, 1).text("/second"))).isZero();
        assertThat(close(second)).isZero();
        assertThat(names()).containsExactly("moved");
    }

    @Test
    void anExistingFileIsAppendedToAndWrittenIntoInPlace() throws IOException {
        Path file = root.resolve("file");
        Files.writeString(file, "0123");
        byte[] appending = sftp.handle("/file", WRITE | APPEND | 8);
        write(appending, 0, "45");
        assertThat(file).hasContent("012345");
        byte[] writing = sftp.handle("/file", READ | WRITE | 8);
        write(writing, 1, "x");
        assertThat(file).hasContent("0x2345");
        lost();
        assertThat(names()).containsExactly("file");
    }

    @Test
    void filesThatTheirClientRenamesAreWrittenInPlace() throws IOException {
        write(sftp.handle("/a.filepart", NEW), 0, "x");
        write(sftp.handle("/.b.hawser-part", NEW), 0, "x");
        assertThat(names()).containsExactly(".b.hawser-part", "a.filepart");
        lost();
        assertThat(names()).containsExactly(".b.hawser-part", "a.filepart");
    }

    @Test
    void onlyOneMakesAFileExclusively() throws IOException {
        byte[] handle = sftp.handle("/lock", EXCLUSIVE);
        try (RawSftp other = RawSftp.begun(server.access())) {
            assertThat(other.status(request(3, 1).text("/lock").u32(EXCLUSIVE).u32(0)))
                    .isEqualTo(4);
        }
        assertThat(close(handle)).isZero();
        assertThat(sftp.status(request(3, 1).text("/lock").u32(EXCLUSIVE).u32(0)))
                .isEqualTo(4);
        assertThat(root.resolve("lock")).isEmptyFile();
    }

    @Test
    void twoAtOnceAreNeverMixed() throws IOException {
        try (RawSftp other = RawSftp.begun(server.access())) {
            byte[] mine = sftp.handle("/file", NEW);
            byte[] theirs = other.handle("/file", NEW);
            write(mine, 0, "mine mine mine");
            assertThat(other.status(request(6, 1).string(theirs).u64(0).text("theirs")))
                    .isZero();
            assertThat(close(mine)).isZero();
            assertThat(root.resolve("file")).hasContent("mine mine mine");
            assertThat(other.status(request(4, 1).string(theirs))).isZero();
            assertThat(root.resolve("file")).hasContent("theirs");
        }
        assertThat(names()).containsExactly("file");
    }

    @Test
    void throughALinkItsTargetIsReplaced() throws IOException {
        Files.writeString(root.resolve("target"), "old");
        Files.createSymbolicLink(root.resolve("link"), Path.of("target"));
        byte[] handle = sftp.handle("/link", NEW);
        write(handle, 0, "new");
        assertThat(close(handle)).isZero();
        assertThat(Files.isSymbolicLink(root.resolve("link"))).isTrue();
        assertThat(root.resolve("target")).hasContent("new");
    }

    @Test
    void throughALinkToNothingItsTargetIsMade() throws IOException {
        Files.createSymbolicLink(root.resolve("link"), Path.of("target"));
        byte[] handle = sftp.handle("/link", NEW);
        write(handle, 0, "new");
        assertThat(close(handle)).isZero();
        assertThat(Files.isSymbolicLink(root.resolve("link"))).isTrue();
        assertThat(root.resolve("target")).hasContent("new");
        assertThat(names()).containsExactly("link", "target");
    }

    @Test
    void directlyIsDirectly() throws IOException {
        try (TestServer direct = TestServer.serving(root, config -> config.withUploads(Uploads.DIRECT));
                RawSftp by = RawSftp.begun(direct.access())) {
            Files.writeString(root.resolve("file"), "old");
            byte[] handle = by.handle("/file", NEW);
            assertThat(root.resolve("file")).isEmptyFile();
            assertThat(by.status(request(6, 1).string(handle).u64(0).text("new")))
                    .isZero();
            assertThat(Content.text("new").mismatch(root.resolve("file"))).isEmpty();
        }
    }

    private int type(String path) throws IOException {
        RawSftp.In status = sftp.ask(request(7, 1).text(path)).expect(105).id(1);
        status.u32();
        status.u64();
        status.u64();
        return status.u32() & 0170000;
    }

    @Test
    void aLinkToItsTargetStaysALink() throws IOException {
        Files.writeString(root.resolve("target"), "old");
        for (String link : new String[] {"/link", "/other"}) {
            Files.createSymbolicLink(root.resolve(link.substring(1)), Path.of("target"));
        }
        byte[] handle = sftp.handle("/target", NEW);
        write(handle, 0, "new");
        assertThat(type("/link")).isEqualTo(0120000);
        assertThat(sftp.status(request(18, 1).text("/other").text("/moved"))).isZero();
        assertThat(sftp.status(request(13, 1).text("/link"))).isZero();
        assertThat(root.resolve("target")).hasContent("old");
        assertThat(close(handle)).isZero();
        assertThat(root.resolve("target")).hasContent("new");
        assertThat(names()).containsExactly("moved", "target");
    }

    @Test
    void itsFolderIsRenamedWhileItIsOpen() throws IOException {
        Files.createDirectories(root.resolve("folder/inner"));
        byte[] handle = sftp.handle("/folder/inner/file", NEW);
        write(handle, 0, "before");
        assertThat(sftp.status(request(18, 1).text("/folder").text("/moved"))).isZero();
        write(handle, 6, " and after");
        assertThat(close(handle)).isZero();
        assertThat(root.resolve("moved/inner/file")).hasContent("before and after");
        try (Stream<Path> all = Files.list(root.resolve("moved/inner"))) {
            assertThat(all).hasSize(1);
        }
    }

    @Test
    void itsNameIsTakenForItsClient() throws IOException {
        Files.writeString(root.resolve("existing"), "x");
        byte[] handle = sftp.handle("/file", NEW);
        assertThat(sftp.status(request(20, 1).text("existing").text("/file"))).isEqualTo(4);
        assertThat(sftp.status(request(14, 1).text("/file").u32(0))).isEqualTo(4);
        assertThat(sftp.status(request(200, 1)
                        .text("hardlink@openssh.com")
                        .text("/existing")
                        .text("/file")))
                .isEqualTo(4);
        assertThat(close(handle)).isZero();
        assertThat(root.resolve("file")).isEmptyFile();
    }
}
