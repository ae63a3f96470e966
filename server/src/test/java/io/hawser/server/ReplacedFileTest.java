package io.hawser.server;

import static io.hawser.server.RawSftp.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Command;
import io.hawser.testkit.Requirement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an upload over a file leaves of that: its mode, and its owner and group where the server may give files away. */
class ReplacedFileTest {
    private static final int NEW = 2 | 8 | 0x10;
    private static final int PERMISSIONS = 1 << 2;

    @TempDir
    private Path root;

    private Path file(String mode) throws IOException {
        return file("file", mode);
    }

    private Path file(String name, String mode) throws IOException {
        Path file = Files.writeString(root.resolve(name), "old");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        return file;
    }

    /** As OpenSSH's client does it, with the mode of the client's own file. */
    private static void put(RawSftp sftp, String name) throws IOException {
        byte[] handle = sftp.ask(
                        request(3, 1).text("/" + name).u32(NEW).u32(PERMISSIONS).u32(0444))
                .expect(102)
                .id(1)
                .string();
        assertThat(sftp.status(request(6, 1).string(handle).u64(0).text("new"))).isZero();
        assertThat(sftp.status(request(4, 1).string(handle))).isZero();
    }

    /** Uploads to a folder in a process of its own. */
    static final class Put {
        private Put() {}

        /** @param arguments the folder, and names in it */
        public static void main(String[] arguments) throws IOException {
            try (TestServer server = TestServer.serving(Path.of(arguments[0]));
                    RawSftp sftp = RawSftp.begun(server.access())) {
                for (int i = 1; i < arguments.length; i++) {
                    put(sftp, arguments[i]);
                }
            }
        }
    }

    @Test
    void theModeIsKeptWhateverTheUmask() throws IOException {
        List<String> modes = List.of("rwxrwxrwx", "rw-rw-r--", "rw-------");
        for (String mode : modes) {
            file(mode, mode);
        }
        Command java = Command.java(Put.class.getName(), root.toString()).and(modes.toArray(String[]::new));
        Command.Finished done = Command.of("sh", "-c", "umask 077 && exec \"$@\"", "sh")
                .and(java.words().toArray(String[]::new))
                .run();
        assertThat(done.status()).as(done.toString()).isZero();
        for (String mode : modes) {
            Path file = root.resolve(mode);
            assertThat(file).hasContent("new");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo(mode);
        }
    }

    @Test
    void theOwnerAndTheGroupAreKeptWhereTheyCanBe() throws IOException {
        Requirement.that(System.getProperty("user.name").equals("root"), "only root gives files away");
        Path file = file("rw-r-----");
        Files.setAttribute(file, "unix:uid", 12345);
        Files.setAttribute(file, "unix:gid", 23456);
        try (TestServer server = TestServer.serving(root);
                RawSftp sftp = RawSftp.begun(server.access())) {
            put(sftp, "file");
        }
        assertThat(file).hasContent("new");
        assertThat(Files.readAttributes(file, "unix:uid,gid,permissions"))
                .isEqualTo(Map.of(
                        "uid", 12345, "gid", 23456, "permissions", PosixFilePermissions.fromString("rw-r-----")));
    }

    @ParameterizedTest
    @CsvSource({"rw-r-----,rw-------", "rw-rw-r--,rw-r--r--", "rwxr-xrwx,rwxr-xrwx"})
    void anotherGroupMayDoNoMoreThanEverybody(String old, String kept) throws IOException {
        Requirement.that(System.getProperty("user.name").equals("root"), "only root gives files away");
        Path file = file(old);
        Files.setAttribute(file, "unix:gid", 23456);
        var jail = new WatchedJail();
        jail.failing = "setOwner";
        try (TestServer server = TestServer.serving(root, config -> config, user -> user, jail::open);
                RawSftp sftp = RawSftp.begun(server.access())) {
            put(sftp, "file");
        }
        assertThat(Files.getAttribute(file, "unix:gid")).isNotEqualTo(23456);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo(kept);
    }
}
