package io.hawser.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The same requests to this server and to OpenSSH's, on the same files: the same answers and the same files, but for what is told with its reason. */
abstract class OpenSshComparison {
    static final String OK = "status 0";
    static final String MISSING = "status 2";
    static final String DENIED = "status 3";
    static final String FAILURE = "status 4";
    static final String BAD_MESSAGE = "status 5";

    static final String NOT_MISSING = "the file is there, it is not open for that";
    static final String LOOP = "links in a circle are a failure, not a missing file";
    static final String NOT_MALFORMED = "what cannot be done is a failure; a bad message is one that cannot be read";

    private static final FileTime OLD = FileTime.fromMillis(1_000_000_000_000L);

    /** What {@link #make} makes, and paths that lead nowhere. */
    static final List<String> PATHS = List.of(
            "file", "empty", "folder", "none", "link", "dangling", "loop", "tofolder", "file/below", "none/below");

    static final List<String> LINKS = List.of("link", "dangling", "loop", "tofolder");

    @TempDir
    private Path root;

    Path here;
    Path there;

    interface Steps {
        void run(SftpScript script) throws IOException;
    }

    @BeforeEach
    void folders() throws IOException {
        here = Files.createDirectory(root.resolve("here")).toRealPath();
        there = Files.createDirectory(root.resolve("there")).toRealPath();
    }

    final void compare(Uploads uploads, Steps steps) throws IOException {
        Map<String, List<String>> expected;
        try (var peer = new OpenSshProgram(there)) {
            var script = new SftpScript(peer, there, there.toString(), false, uploads == Uploads.WHOLE);
            steps.run(script);
            expected = script.transcript();
        }
        try (TestServer server = TestServer.serving(here, config -> config.withUploads(uploads));
                RawSftp peer = RawSftp.begun(server.access())) {
            var script = new SftpScript(peer, here, "", true, uploads == Uploads.WHOLE);
            steps.run(script);
            assertThat(script.transcript().keySet()).isEqualTo(expected.keySet());
            var differences = new ArrayList<String>();
            expected.forEach((name, lines) -> {
                List<String> mine = script.transcript().get(name);
                if (!lines.equals(mine)) {
                    differences.add(name + "\n   here  " + without(mine, lines) + "\n   there " + without(lines, mine));
                }
            });
            assertThat(differences).isEmpty();
        }
    }

    private static String without(List<String> lines, List<String> others) {
        var left = new ArrayList<>(lines);
        others.forEach(left::remove);
        return String.join(" | ", left);
    }

    /** A folder with one of each kind, in both places. */
    final void make(String name) throws IOException {
        for (String path : PATHS) {
            make(name, path);
        }
        for (Path side : List.of(here, there)) {
            Files.createDirectory(side.resolve(name).resolve("folder/inner"));
        }
        age(name);
    }

    /** What one path of {@link #PATHS} needs, in both places. */
    final void makeFor(String name, String path) throws IOException {
        make(name, path);
        age(name);
    }

    private void make(String name, String path) throws IOException {
        for (Path side : List.of(here, there)) {
            Path folder = Files.createDirectories(side.resolve(name));
            switch (path) {
                case "file", "file/below" -> file(folder);
                case "empty" -> Files.createDirectory(folder.resolve("empty"));
                case "folder" -> folder(folder);
                case "link" -> {
                    file(folder);
                    link(folder, "link", "file");
                }
                case "dangling" -> link(folder, "dangling", "nothing");
                case "loop" -> link(folder, "loop", "loop");
                case "tofolder" -> {
                    folder(folder);
                    link(folder, "tofolder", "folder");
                }
                default -> assertThat(path).startsWith("none");
            }
        }
    }

    private static void file(Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "0123456789");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    }

    private static void folder(Path folder) throws IOException {
        Files.createDirectories(folder.resolve("folder"));
        Files.writeString(folder.resolve("folder/inside"), "inside");
    }

    private static void link(Path folder, String name, String target) throws IOException {
        Files.createSymbolicLink(folder.resolve(name), Path.of(target));
    }

    private void age(String name) throws IOException {
        for (Path side : List.of(here, there)) {
            try (Stream<Path> all = Files.walk(side.resolve(name))) {
                for (Path each : all.toList()) {
                    Files.getFileAttributeView(each, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                            .setTimes(OLD, OLD, null);
                }
            }
        }
    }

    static boolean isFolder(String path) {
        return path.equals("folder") || path.equals("empty") || path.equals("tofolder");
    }
}
