package io.hawser.server;

import static io.hawser.server.RawSftp.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.server.jail.SmallDisk;
import io.hawser.testkit.Content;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A disk that is full in the middle of an upload: told at the WRITE and at the CLOSE, and the old file stays. */
class FullDiskTest {
    private static final int NEW = 2 | 8 | 0x10;
    private static final int FAILURE = 4;
    private static final byte[] BLOCK = new byte[64 << 10];

    @TempDir
    private Path local;

    private static String failure(RawSftp.In reply) {
        assertThat(reply.expect(101).id(1).u32()).isEqualTo(FAILURE);
        return reply.words();
    }

    /** Writes until the disk is full, and the client is told so; returns how many bytes had been taken. */
    private static long fill(RawSftp sftp, byte[] handle) throws IOException {
        for (long at = 0; ; at += BLOCK.length) {
            RawSftp.In reply = sftp.ask(request(6, 1).string(handle).u64(at).string(BLOCK));
            if (reply.status() != 0) {
                assertThat(failure(reply.again())).isEqualTo("No space left on device");
                return at;
            }
        }
    }

    @Test
    void theOldFileStaysAndWhatThereIsIsKept() throws IOException {
        try (SmallDisk disk = SmallDisk.mounted()) {
            Path old = Files.writeString(disk.folder().resolve("file"), "old");
            try (TestServer server = TestServer.serving(disk.folder(), config -> config.withDurable(true));
                    RawSftp sftp = RawSftp.begun(server.access())) {
                byte[] handle = sftp.handle("/file", NEW);
                long taken = fill(sftp, handle);
                assertThat(taken).isPositive();
                assertThat(failure(sftp.ask(request(4, 1).string(handle)))).contains("partial");
                assertThat(old).hasContent("old");
                assertThat(Files.size(disk.folder().resolve("file.partial"))).isGreaterThanOrEqualTo(taken);
                assertThat(sftp.status(request(13, 1).text("/file.partial"))).isZero();
                byte[] again = sftp.handle("/file", NEW);
                assertThat(sftp.status(request(6, 1).string(again).u64(0).string(BLOCK)))
                        .isZero();
                assertThat(sftp.status(request(4, 1).string(again))).isZero();
                assertThat(old).hasSize(BLOCK.length);
                assertThat(names(disk.folder())).containsExactly("file");
            }
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(path -> path.getFileName().toString()).toList();
        }
    }

    @ParameterizedTest
    @EnumSource(Uploads.class)
    void openSshTells(Uploads uploads) throws IOException {
        Content.random(1, 2 * SmallDisk.SIZE).writeTo(local.resolve("large"));
        try (SmallDisk disk = SmallDisk.mounted();
                TestServer server = TestServer.serving(disk.folder(), config -> config.withUploads(uploads))) {
            var put = server.access().sftp("put large\n").in(local).run();
            assertThat(put.status()).as(put.toString()).isNotZero();
            assertThat(put.errText()).contains("write remote \"/large\": Failure");
            assertThat(names(disk.folder())).containsExactly(uploads == Uploads.WHOLE ? "large.partial" : "large");
        }
    }
}
