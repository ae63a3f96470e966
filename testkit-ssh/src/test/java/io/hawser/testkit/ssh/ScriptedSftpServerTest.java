package io.hawser.testkit.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.testkit.Command;
import io.hawser.testkit.Content;
import io.hawser.testkit.Eventually;
import io.hawser.testkit.ssh.ScriptedSftpServer.Overload;
import io.hawser.testkit.ssh.SftpRequest.Type;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScriptedSftpServerTest {
    private static final Content CONTENT = Content.random(1, 3_000_000);

    @TempDir
    Path folder;

    @Test
    void isARightServerWithoutAScript() throws IOException {
        Path served = Files.createDirectory(folder.resolve("served"));
        Path source = CONTENT.writeTo(folder.resolve("source"));
        Path result = folder.resolve("result");
        try (ScriptedSftpServer server = ScriptedSftpServer.serving(served)
                .with("/held", CONTENT)
                .withShuffling(7, 10)
                .start()) {
            Command.Finished done =
                    server.access().sftp("""
                    mkdir below
                    put %s below/one
                    rename below/one below/two
                    ln -s below/two link
                    df
                    get /held %s
                    get link %s2
                    chmod 600 below/two
                    ls -1
                    rm link
                    """.formatted(source, result, result)).run();
            assertThat(done.status()).as(done::toString).isZero();
            assertThat(CONTENT.mismatch(served.resolve("below/two"))).isEmpty();
            assertThat(CONTENT.mismatch(result)).isEmpty();
            assertThat(CONTENT.mismatch(folder.resolve("result2"))).isEmpty();
            assertThat(done.outText()).contains("\nbelow", "\nheld", "\nlink");
            Eventually.holds(() -> server.openHandles() == 0, () -> server.openHandles() + " handles are open");
            assertThat(server.count(Type.OPEN))
                    .isEqualTo(server.requests(Type.OPEN).size());
            assertThat(server.requests(Type.READ))
                    .anyMatch(request -> request.path().equals("/held"));
            assertThat(server.mostOutstanding()).isGreaterThan(1);
            assertThat(server.dataSent()).isGreaterThanOrEqualTo(2 * CONTENT.size());
        }
    }

    @Test
    void answersInAnotherOrder() throws IOException {
        try (ScriptedSftpServer server = ScriptedSftpServer.serving(folder)
                        .with("/file", CONTENT)
                        .withShuffling(3, 20)
                        .start();
                RawSftp client = begun(server)) {
            byte[] file = client.open("/file");
            List<Integer> asked = IntStream.range(10, 30).boxed().toList();
            for (int id : asked) {
                client.read(id, file, id * 100L, 100);
            }
            List<Integer> answered = new ArrayList<>();
            for (int ignored : asked) {
                PacketReader reply = client.packet();
                assertThat(reply.u8()).isEqualTo(103);
                int id = reply.u32();
                answered.add(id);
                assertThat(reply.bytes())
                        .isEqualTo(CONTENT.slice(id * 100L, 100).bytes());
            }
            assertThat(answered).containsExactlyInAnyOrderElementsOf(asked).isNotEqualTo(asked);
        }
    }

    @Test
    void dataIsShortLongStrayAndTwice() throws IOException {
        SftpScript script = SftpScript.shortData(10)
                .only(Type.READ, 1)
                .and(SftpScript.longData(10).only(Type.READ, 2))
                .and(SftpScript.strays().only(Type.READ, 3))
                .and(SftpScript.duplicates().only(Type.READ, 4))
                .and(SftpScript.endAt(150).only(Type.READ, 5));
        try (ScriptedSftpServer server = ScriptedSftpServer.serving(folder)
                        .with("/file", CONTENT)
                        .with(script)
                        .start();
                RawSftp client = begun(server)) {
            byte[] file = client.open("/file");
            IntStream.range(0, 7).forEach(id -> read(client, id, file));
            assertThat(ids(client, 10, 110, 100, 100, 100, 100, 50, 100)).containsExactly(0, 1, ~2, 2, 3, 3, 4, 5);
            assertThat(client.packet().u8()).isEqualTo(103);
        }
    }

    private static void read(RawSftp client, int id, byte[] file) {
        try {
            client.read(id, file, 100, 100);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void readIfOpen(RawSftp client, int id, byte[] file) {
        try {
            client.read(id, file, 100, 100);
        } catch (IOException _) {
            // The server may drop the connection before all are sent.
        }
    }

    private static List<Integer> ids(RawSftp client, int... sizes) throws IOException {
        List<Integer> ids = new ArrayList<>();
        for (int size : sizes) {
            PacketReader reply = client.packet();
            assertThat(reply.u8()).isEqualTo(103);
            ids.add(reply.u32());
            assertThat(reply.bytes()).hasSize(size);
        }
        return ids;
    }

    @Test
    void bearsOnlySoManyReads() throws IOException {
        for (Overload overload : Overload.values()) {
            try (ScriptedSftpServer server = ScriptedSftpServer.serving(folder)
                            .with("/file", CONTENT)
                            .withMostOutstanding(4, overload)
                            .start();
                    RawSftp client = begun(server)) {
                byte[] file = client.open("/file");
                IntStream.range(0, 4).forEach(id -> read(client, id, file));
                assertThat(ids(client, 100, 100, 100, 100)).containsExactlyInAnyOrder(0, 1, 2, 3);
                // So many that some come while others are waiting, however slowly this thread runs.
                IntStream.range(4, 104).forEach(id -> readIfOpen(client, id, file));
                if (overload == Overload.DROP) {
                    client.awaitClose();
                    Eventually.holds(() -> server.openConnections() == 0, () -> "the connection ends");
                } else {
                    Eventually.holds(() -> server.count(Type.READ) == 104, () -> "all requests come");
                }
                assertThat(server.dataSent()).isLessThan(104 * 100);
                assertThat(server.mostOutstanding()).isGreaterThan(4);
            }
        }
    }

    @Test
    void attributesHandlesAndNamesAreWrong() throws IOException {
        try (ScriptedSftpServer server = ScriptedSftpServer.serving(folder)
                        .with("/file", CONTENT)
                        .with(SftpScript.withoutSize().every(Type.STAT))
                        .with(SftpScript.refusingAttributes(SftpReply.OP_UNSUPPORTED, "no")
                                .every(Type.FSTAT))
                        .with(SftpScript.handleLimit(1))
                        .with(SftpScript.naming("../up", "/abs", ""))
                        .with(SftpScript.naming(new byte[] {(byte) 0xff}, new byte[1]))
                        .withExtensions("posix-rename@openssh.com")
                        .withVersion(4)
                        .start();
                RawSftp client = new RawSftp(server.access())) {
            PacketReader version = client.begin();
            assertThat(version.u8()).isEqualTo(2);
            assertThat(version.u32()).isEqualTo(4);
            assertThat(version.text()).isEqualTo("posix-rename@openssh.com");
            client.send(RawSftp.request(Type.STAT, 1).text("/file"));
            PacketReader attributes = client.packet();
            assertThat(attributes.u8()).isEqualTo(105);
            assertThat(attributes.u32()).isEqualTo(1);
            assertThat(SftpAttributes.read(attributes).size()).isEmpty();
            byte[] file = client.open("/file");
            assertThatThrownBy(() -> client.open("/file")).hasMessage("no handle");
            assertThat(server.openHandles()).isEqualTo(1);
            client.send(RawSftp.request(Type.FSTAT, 2).bytes(file));
            PacketReader status = client.packet();
            assertThat(status.u8()).isEqualTo(101);
            assertThat(status.u32()).isEqualTo(2);
            assertThat(status.u32()).isEqualTo(SftpReply.OP_UNSUPPORTED);
            client.send(RawSftp.request(Type.OPENDIR, 3).text("/"));
            PacketReader opened = client.packet();
            opened.u8();
            opened.u32();
            client.send(RawSftp.request(Type.READDIR, 4).bytes(opened.bytes()));
            PacketReader names = client.packet();
            assertThat(names.u8()).isEqualTo(104);
            assertThat(names.u32()).isEqualTo(4);
            List<String> all = new ArrayList<>();
            for (int left = names.u32(); left > 0; left--) {
                all.add(new String(names.bytes(), StandardCharsets.ISO_8859_1));
                names.bytes();
                SftpAttributes.read(names);
            }
            assertThat(all).containsExactly(".", "..", "file", "../up", "/abs", "", "\u00ff", "\0");
            assertThat(names.hasMore()).isFalse();
        }
    }

    @Test
    void packetsAreBroken() throws IOException {
        SftpScript script = ((SftpScript) (_, right) -> List.of(right.withLength(0xffffffffL)))
                .only(Type.STAT, 1)
                .and(((SftpScript) (_, right) -> List.of(right.withType(77))).only(Type.STAT, 2))
                .and(((SftpScript) (_, right) -> List.of(right.brokenOffAfter(6))).only(Type.STAT, 3));
        try (ScriptedSftpServer server = ScriptedSftpServer.serving(folder)
                        .withGreeting("Welcome\n")
                        .with(script)
                        .start();
                RawSftp client = new RawSftp(server.access())) {
            client.send(new PacketWriter().u8(1).u32(3));
            assertThat(client.stream().readNBytes(8)).isEqualTo("Welcome\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(client.packet().u8()).isEqualTo(2);
            for (int id = 1; id <= 3; id++) {
                client.send(RawSftp.request(Type.STAT, id).text("/"));
            }
            assertThat(client.stream().readInt()).isEqualTo(-1);
            assertThat(client.stream().read()).isEqualTo(105);
            assertThat(client.stream().readInt()).isEqualTo(1);
            SftpAttributes.read(new PacketReader(client.stream().readNBytes(Integer.BYTES * 4 + Long.BYTES)));
            assertThat(client.packet().u8()).isEqualTo(77);
            assertThat(client.stream().readAllBytes()).hasSize(6);
        }
    }

    @Test
    void aHandleStaysWithItsFile() throws IOException {
        Path file = CONTENT.slice(0, 1000).writeTo(folder.resolve("file"));
        Path other = CONTENT.slice(1000, 2000).writeTo(folder.resolve("other"));
        SftpScript script = SftpScript.doing(() -> move(other, file)).only(Type.FSTAT, 1);
        try (ScriptedSftpServer server =
                        ScriptedSftpServer.serving(folder).with(script).start();
                RawSftp client = begun(server)) {
            byte[] handle = client.open("/file");
            for (int id = 0; id < 2; id++) {
                client.send(RawSftp.request(Type.FSTAT, id).bytes(handle));
                PacketReader attributes = client.packet();
                attributes.u8();
                attributes.u32();
                assertThat(SftpAttributes.read(attributes).size()).hasValue(1000);
            }
            assertThat(file).hasSize(2000);
            client.read(9, handle, 0, 5000);
            assertThat(ids(client, 1000)).containsExactly(9);
        }
    }

    private static void move(Path from, Path to) {
        try {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void endsWhenItIsTold() throws IOException {
        try (ScriptedSftpServer server = ScriptedSftpServer.serving(folder)
                        .with("/file", CONTENT)
                        .with(SftpScript.silence().only(Type.READ, 1))
                        .with(SftpScript.drop().only(Type.READ, 3))
                        .start();
                RawSftp client = begun(server)) {
            byte[] file = client.open("/file");
            IntStream.range(0, 2).forEach(id -> read(client, id, file));
            assertThat(ids(client, 100)).containsExactly(1);
            read(client, 2, file);
            assertThatThrownBy(client::packet).isInstanceOf(EOFException.class);
            Eventually.holds(() -> server.openHandles() == 0, () -> "the handle of a session that is gone is closed");
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    private static RawSftp begun(ScriptedSftpServer server) throws IOException {
        RawSftp client = new RawSftp(server.access());
        assertThat(client.begin().u8()).isEqualTo(2);
        return client;
    }
}
