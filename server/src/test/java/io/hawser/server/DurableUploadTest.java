package io.hawser.server;

import static io.hawser.server.RawSftp.request;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a power cut leaves: the old file or the new one, never a name with nothing behind it. */
class DurableUploadTest {
    private static final int WRITE = 2;
    private static final int APPEND = WRITE | 4;
    private static final int NEW = WRITE | 8 | 0x10;
    private static final int FAILURE = 4;

    @TempDir
    private Path root;

    private final WatchedJail jail = new WatchedJail();

    private TestServer serving(boolean durable) throws IOException {
        return TestServer.serving(root, config -> config.withDurable(durable), user -> user, jail::open);
    }

    private static int put(RawSftp sftp, String path, int flags) throws IOException {
        byte[] handle = sftp.handle(path, flags);
        assertThat(sftp.status(request(6, 1).string(handle).u64(0).text("new"))).isZero();
        return sftp.status(request(4, 1).string(handle));
    }

    @Test
    void itIsWhatServersDo() {
        assertThat(ServerConfig.with(root).durable()).isTrue();
    }

    @Test
    void theContentIsForcedBeforeTheNameAndTheNameBeforeTheAnswer() throws IOException {
        Files.writeString(root.resolve("file"), "old");
        try (TestServer server = serving(true);
                RawSftp sftp = RawSftp.begun(server.access())) {
            assertThat(put(sftp, "/file", NEW)).isZero();
            assertThat(jail.done).containsExactly("force", "rename", "forceFolder");
        }
        assertThat(root.resolve("file")).hasContent("new");
    }

    @Test
    void whatIsWrittenInPlaceIsForcedBeforeTheAnswer() throws IOException {
        try (TestServer server = serving(true);
                RawSftp sftp = RawSftp.begun(server.access())) {
            assertThat(put(sftp, "/file.part", NEW)).isZero();
            assertThat(put(sftp, "/file.part", APPEND)).isZero();
            byte[] early = sftp.handle("/early", NEW);
            assertThat(sftp.status(request(18, 1).text("/early").text("/other")))
                    .isZero();
            jail.done.clear();
            assertThat(sftp.status(request(6, 1).string(early).u64(0).text("new")))
                    .isZero();
            assertThat(sftp.status(request(4, 1).string(early))).isZero();
            assertThat(jail.done).containsExactly("force");
        }
    }

    @Test
    void nothingIsForcedWhereItIsNotWanted() throws IOException {
        try (TestServer server = serving(false);
                RawSftp sftp = RawSftp.begun(server.access())) {
            assertThat(put(sftp, "/file", NEW)).isZero();
            assertThat(put(sftp, "/file", APPEND)).isZero();
            assertThat(jail.done).containsExactly("rename");
        }
    }

    @ParameterizedTest
    @EnumSource(Uploads.class)
    void readingForcesNothing(Uploads uploads) throws IOException {
        Files.writeString(root.resolve("file"), "content");
        try (TestServer server = TestServer.serving(
                        root, config -> config.withDurable(true).withUploads(uploads), user -> user, jail::open);
                RawSftp sftp = RawSftp.begun(server.access())) {
            byte[] handle = sftp.handle("/file", 1);
            assertThat(sftp.status(request(4, 1).string(handle))).isZero();
            assertThat(jail.done).isEmpty();
        }
    }

    /** The kernel tells of lost pages once, and the next force succeeds. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatCouldNotBeForcedOnceIsNoUpload(boolean durable) throws IOException {
        Files.writeString(root.resolve("file"), "old");
        try (TestServer server = serving(durable);
                RawSftp sftp = RawSftp.begun(server.access())) {
            byte[] handle = sftp.handle("/file", NEW);
            assertThat(sftp.status(request(6, 1).string(handle).u64(0).text("new")))
                    .isZero();
            jail.failing = "force";
            assertThat(sftp.status(request(200, 1).text("fsync@openssh.com").string(handle)))
                    .isEqualTo(FAILURE);
            jail.failing = "";
            assertThat(sftp.status(request(4, 1).string(handle))).isEqualTo(FAILURE);
            assertThat(root.resolve("file")).hasContent("old");
            assertThat(root.resolve("file.partial")).hasContent("new");
        }
    }

    @Test
    void aDiskThatFailsIsToldAndTheOldFileStays() throws IOException {
        Files.writeString(root.resolve("file"), "old");
        try (TestServer server = serving(true);
                RawSftp sftp = RawSftp.begun(server.access())) {
            jail.failing = "force";
            byte[] handle = sftp.handle("/file", NEW);
            assertThat(sftp.status(request(6, 1).string(handle).u64(0).text("new")))
                    .isZero();
            RawSftp.In reply =
                    sftp.ask(request(4, 1).string(handle)).expect(101).id(1);
            assertThat(reply.u32()).isEqualTo(FAILURE);
            assertThat(reply.words()).isEqualTo("Input/output error");
            assertThat(root.resolve("file")).hasContent("old");
            assertThat(root.resolve("file.partial")).hasContent("new");
            assertThat(put(sftp, "/file.part", NEW)).isEqualTo(FAILURE);
            jail.failing = "forceFolder";
            assertThat(put(sftp, "/file", NEW)).isEqualTo(FAILURE);
            assertThat(root.resolve("file")).hasContent("new");
            assertThat(server.events(ServerEvent.FileOperation.class))
                    .filteredOn(operation -> operation.error().equals(Optional.of("Input/output error")))
                    .hasSize(3);
        }
    }
}
