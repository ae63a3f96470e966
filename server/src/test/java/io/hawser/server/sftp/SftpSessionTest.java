package io.hawser.server.sftp;

import static io.hawser.server.sftp.SftpBench.packet;
import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.server.jail.FilePath;
import io.hawser.server.jail.Jail;
import io.hawser.server.jail.JailedFile;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a session between its threads. */
class SftpSessionTest {
    private static final int READ = 1;
    private static final int NEW = 2 | 8 | 0x10;

    @TempDir
    private Path root;

    private Jail jail;

    @BeforeEach
    void open() throws IOException {
        jail = Jail.open(root);
    }

    @AfterEach
    void close() {
        jail.close();
    }

    private SftpBench bench() {
        return new SftpBench(root, jail);
    }

    private String[] names() throws IOException {
        try (Stream<Path> all = Files.list(root)) {
            return all.map(path -> path.getFileName().toString()).sorted().toArray(String[]::new);
        }
    }

    @Test
    void isBusyUntilItsAnswersAreOnTheirWay() {
        SftpBench bench = bench();
        byte[] handle = bench.open("/file", NEW);
        var busy = new ArrayList<Boolean>();
        bench.atSend(() -> busy.add(bench.session().isBusy()));
        assertThat(bench.status(packet(4, 1, handle))).isZero();
        assertThat(busy).containsExactly(true);
        assertThat(bench.session().isBusy()).isFalse();
    }

    @Test
    void closesEverythingWhenThePoolTakesNothingMore() throws IOException {
        SftpBench bench = bench();
        byte[] handle = bench.open("/file", NEW);
        for (int i = 0; i < 200; i++) {
            bench.bring(packet(6, i, handle, (long) i, "x"));
        }
        bench.shutDown();
        bench.session().lose();
        bench.run();
        assertThat(bench.overs()).isEqualTo(1);
        assertThat(bench.session().openHandles()).isZero();
        assertThat(names()).containsExactly("file.partial");
        assertThat(root.resolve("file.partial")).hasSize(200);
    }

    @Test
    void isLostWhenThePoolTakesNothingMore() {
        SftpBench bench = bench();
        bench.shutDown();
        bench.session().lose();
        assertThat(bench.overs()).isEqualTo(1);
    }

    @Test
    void anErrorEndsTheSessionAndClosesWhatItHasOpen() throws IOException {
        SftpBench bench = bench();
        bench.open("/file", NEW);
        bench.failing(new LinkageError("for a test"));
        bench.bring(packet(17, 1, "/"));
        bench.run();
        assertThat(bench.finished()).contains("for a test");
        bench.session().lose();
        bench.run();
        assertThat(bench.overs()).isEqualTo(1);
        assertThat(names()).isEmpty();
    }

    @Test
    void aCopyThatIsBrokenOffIsNoUpload() throws IOException {
        Files.writeString(root.resolve("source"), "content");
        Files.writeString(root.resolve("target"), "old");
        SftpBench bench = bench();
        byte[] source = bench.open("/source", READ);
        byte[] target = bench.open("/target", NEW);
        bench.bring(packet(200, 1, "copy-data", source, 0L, 0L, target, 0L));
        bench.bring(packet(4, 2, target));
        bench.session().lose();
        bench.run();
        assertThat(names()).containsExactly("source", "target");
        assertThat(root.resolve("target")).hasContent("old");
    }

    /** A jail in whose files one operation fails. */
    private Jail failing(String operation) {
        return (Jail) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Jail.class}, (_, method, given) -> {
                    Object result;
                    try {
                        result = method.invoke(jail, given);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                    return result instanceof JailedFile file ? failing(file, operation) : result;
                });
    }

    private JailedFile failing(JailedFile file, String operation) {
        return (JailedFile) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {JailedFile.class}, (_, method, given) -> {
                    if (method.getName().equals(operation)) {
                        throw new IOException("for a test");
                    }
                    return method.invoke(file, given);
                });
    }

    @Test
    void anUploadThatCannotBeginLeavesNothing() throws IOException {
        Files.writeString(root.resolve("file"), "old");
        var bench = new SftpBench(root, failing("status"));
        assertThat(bench.status(packet(3, 1, "/file", NEW, 0))).isEqualTo(4);
        assertThat(names()).containsExactly("file");
        assertThat(bench.uploads().enter(root, FilePath.of("/file"), FilePath.of("another"), true))
                .isTrue();
    }

    @Test
    void whereNoModeCanBeSetFilesAreReplacedAllTheSame() throws IOException {
        Files.writeString(root.resolve("file"), "old");
        var bench = new SftpBench(root, failing("setMode"));
        byte[] handle = bench.open("/file", NEW);
        assertThat(bench.status(packet(6, 1, handle, 0L, "new"))).isZero();
        assertThat(bench.status(packet(4, 1, handle))).isZero();
        assertThat(root.resolve("file")).hasContent("new");
        assertThat(names()).containsExactly("file");
    }
}
