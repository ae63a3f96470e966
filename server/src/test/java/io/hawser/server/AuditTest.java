package io.hawser.server;

import static io.hawser.server.RawSftp.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.server.ServerEvent.FileOperation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of file operations. */
class AuditTest {
    private static final int READ = 1;
    private static final int WRITE = 2;

    @TempDir
    private Path root;

    private static List<String> told(TestServer server) {
        return server.events(FileOperation.class).stream()
                .map(each -> each.operation() + " " + each.path() + " " + each.bytes()
                        + each.error().map(text -> " " + text).orElse(""))
                .toList();
    }

    @Test
    void attributesThatAreSetByAHandleAreTold() throws IOException {
        Files.writeString(root.resolve("file"), "text");
        try (TestServer server = TestServer.serving(root);
                RawSftp sftp = RawSftp.begun(server.access())) {
            byte[] handle = sftp.handle("/file", READ);
            assertThat(sftp.status(request(10, 1).string(handle).u32(4).u32(0600)))
                    .isZero();
            assertThat(told(server)).containsExactly("setstat /file 0");
        }
    }

    @Test
    void aFileThatIsReadAndWrittenIsToldAsBoth() throws IOException {
        Files.writeString(root.resolve("file"), "text");
        try (TestServer server = TestServer.serving(root);
                RawSftp sftp = RawSftp.begun(server.access())) {
            byte[] handle = sftp.handle("/file", READ | WRITE);
            sftp.ask(request(5, 1).string(handle).u64(0).u32(100)).expect(103);
            assertThat(sftp.status(request(6, 2).string(handle).u64(4).text("more!")))
                    .isZero();
            assertThat(sftp.status(request(4, 3).string(handle))).isZero();
            assertThat(told(server)).containsExactly("upload /file 5", "download /file 4");
        }
    }

    @Test
    void aCopyOnTheServerIsToldOfBothFilesWithWhatWasCopied() throws IOException {
        Files.writeString(root.resolve("file"), "0123456789");
        try (TestServer server = TestServer.serving(root);
                RawSftp sftp = RawSftp.begun(server.access())) {
            byte[] from = sftp.handle("/file", READ);
            byte[] into = sftp.handle("/copy", WRITE | 8);
            RawSftp.Out copy = request(200, 1)
                    .text("copy-data")
                    .string(from)
                    .u64(3)
                    .u64(0)
                    .string(into)
                    .u64(0);
            assertThat(sftp.status(copy)).isZero();
            assertThat(sftp.status(request(4, 2).string(into))).isZero();
            assertThat(sftp.status(request(4, 3).string(from))).isZero();
            assertThat(told(server)).containsExactly("upload /copy 7", "download /file 7");
        }
    }

    /** It is closed like any other, since its client was told at the write. */
    @Test
    void aFailedWriteInPlaceIsNoUploadThatWentWell() throws IOException {
        try (TestServer server = TestServer.serving(root);
                RawSftp sftp = RawSftp.begun(server.access())) {
            byte[] handle = sftp.handle("/file.part", WRITE | 8);
            assertThat(sftp.status(request(6, 1).string(handle).u64(0).text("text")))
                    .isZero();
            RawSftp.In failed = sftp.ask(
                    request(6, 2).string(handle).u64(Long.MAX_VALUE - 2).text("beyond"));
            assertThat(failed.id(2, 101).u32()).isEqualTo(4);
            assertThat(sftp.status(request(4, 3).string(handle))).isZero();
            assertThat(told(server)).containsExactly("upload /file.part 4 " + failed.words());
        }
    }

    @Test
    void aFileThatIsOpenToWriteAloneIsNoDownload() throws IOException {
        Files.writeString(root.resolve("file"), "text");
        try (TestServer server = TestServer.serving(root);
                RawSftp sftp = RawSftp.begun(server.access())) {
            byte[] handle = sftp.handle("/file", WRITE);
            assertThat(sftp.status(request(4, 3).string(handle))).isZero();
            assertThat(told(server)).containsExactly("upload /file 0");
        }
    }

    @Test
    void whatALimitRefusesIsTold() throws IOException {
        Files.writeString(root.resolve("file"), "text");
        try (TestServer server = TestServer.serving(
                        root, config -> config.withLimits(Limits.defaults().withHandles(1)));
                RawSftp sftp = RawSftp.begun(server.access())) {
            sftp.handle("/file", READ);
            assertThat(sftp.status(request(3, 1).text("/file").u32(READ).u32(0)))
                    .isEqualTo(4);
            assertThat(sftp.status(request(11, 2).text("/"))).isEqualTo(4);
            assertThat(told(server))
                    .containsExactly(
                            "open /file 0 Too many open files, at most 1", "list / 0 Too many open files, at most 1");
        }
    }
}
