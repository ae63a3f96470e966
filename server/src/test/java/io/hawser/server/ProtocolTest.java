package io.hawser.server;

import static io.hawser.server.RawSftp.packet;
import static io.hawser.server.RawSftp.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Command;
import io.hawser.testkit.Content;
import io.hawser.testkit.Eventually;
import io.hawser.testkit.OpenResources;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.exception.SshChannelOpenException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests and replies, one by one. */
class ProtocolTest {
    private static final int READ = 1;
    private static final int WRITE = 2;
    private static final int CREATE = 8;
    private static final int TRUNCATE = 0x10;

    @TempDir
    private Path root;

    private TestServer server;
    private RawSftp sftp;

    @BeforeEach
    void start() throws IOException {
        server = TestServer.serving(root);
        sftp = new RawSftp(server.access());
    }

    @AfterEach
    void stop() throws IOException {
        sftp.close();
        server.close();
    }

    private void begin() throws IOException {
        sftp.send(packet(1).u32(3));
        sftp.reply().expect(2);
    }

    @Test
    void saysItsVersionOnlyWhenAsked() throws IOException {
        sftp.send(packet(1).u32(6));
        RawSftp.In version = sftp.reply().expect(2);
        assertThat(version.u32()).isEqualTo(3);
        Map<String, String> extensions = new TreeMap<>();
        while (version.left() > 0) {
            extensions.put(version.words(), version.words());
        }
        assertThat(extensions)
                .containsEntry("posix-rename@openssh.com", "1")
                .containsEntry("statvfs@openssh.com", "2")
                .containsEntry("fstatvfs@openssh.com", "2")
                .containsEntry("hardlink@openssh.com", "1")
                .containsEntry("fsync@openssh.com", "1")
                .containsEntry("lsetstat@openssh.com", "1")
                .containsEntry("limits@openssh.com", "1")
                .containsEntry("expand-path@openssh.com", "1")
                .containsEntry("copy-data", "1")
                .containsEntry("home-directory", "1")
                .containsKey("check-file")
                .hasSize(11);
    }

    @Test
    void aRequestBeforeTheVersionEndsTheChannel() throws IOException {
        sftp.send(request(17, 1).text("/"));
        sftp.awaitClose();
    }

    @Test
    void whatItDoesNotKnowIsUnsupported() throws IOException {
        begin();
        assertThat(sftp.status(request(99, 1).u64(5))).isEqualTo(8);
        assertThat(sftp.status(request(200, 2).text("nobody@example.com").u64(5)))
                .isEqualTo(8);
        assertThat(sftp.ask(request(17, 3).text("/")).type()).isEqualTo(105);
    }

    @Test
    void aRequestThatIsShorterThanItSaysFailsAlone() throws IOException {
        begin();
        for (int type : List.of(3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20)) {
            assertThat(sftp.status(request(type, type).u32(1_000_000)))
                    .as("type " + type)
                    .isEqualTo(5);
        }
        assertThat(sftp.status(request(200, 1).text("posix-rename@openssh.com")))
                .isEqualTo(5);
        assertThat(sftp.ask(request(17, 3).text("/")).type()).isEqualTo(105);
    }

    @Test
    void handlesAreNeverTheSameAndNotGuessed() throws IOException {
        begin();
        Files.writeString(root.resolve("file"), "x");
        var seen = new HashSet<String>();
        for (int i = 0; i < 50; i++) {
            byte[] handle = sftp.handle("/file", READ);
            assertThat(seen.add(new String(handle, StandardCharsets.ISO_8859_1)))
                    .isTrue();
            assertThat(sftp.status(request(4, 1).string(handle))).isZero();
            assertThat(sftp.status(request(4, 1).string(handle))).isEqualTo(4);
            assertThat(sftp.status(request(8, 1).string(handle))).isEqualTo(4);
        }
        assertThat(sftp.status(request(5, 1).string(new byte[16]).u64(0).u32(10)))
                .isEqualTo(4);
        assertThat(sftp.status(request(10, 1).string(new byte[3]).u32(0))).isEqualTo(4);
    }

    @Test
    void readsAreClampedAndEndWithTheFile() throws IOException {
        begin();
        Content content = Content.random(5, 600_000);
        content.writeTo(root.resolve("file"));
        byte[] handle = sftp.handle("/file", READ);
        RawSftp.In all = sftp.ask(request(5, 2).string(handle).u64(0).u32(-1))
                .expect(103)
                .id(2);
        assertThat(all.string()).isEqualTo(content.slice(0, 261_120).bytes());
        RawSftp.In tail = sftp.ask(request(5, 3).string(handle).u64(599_990).u32(1000))
                .expect(103)
                .id(3);
        assertThat(tail.string()).isEqualTo(content.slice(599_990, 10).bytes());
        assertThat(sftp.status(request(5, 4).string(handle).u64(600_000).u32(1)))
                .isEqualTo(1);
        assertThat(sftp.status(request(5, 4).string(handle).u64(-1).u32(1))).isEqualTo(4);
        assertThat(sftp.status(request(6, 4).string(handle).u64(0).text("x"))).isEqualTo(3);
    }

    @Test
    void pipelinedRequestsEachGetOneReply() throws IOException {
        begin();
        byte[] handle = sftp.handle("/file", WRITE | CREATE | TRUNCATE);
        Content content = Content.random(6, 1_000_000);
        for (int i = 0; i < 1000; i++) {
            sftp.send(request(6, i)
                    .string(handle)
                    .u64(i * 1000L)
                    .string(content.slice(i * 1000L, 1000).bytes()));
        }
        sftp.send(request(4, 1000).string(handle));
        var ids = new ArrayList<Integer>();
        for (int i = 0; i <= 1000; i++) {
            RawSftp.In reply = sftp.reply().expect(101);
            ids.add(reply.u32());
            assertThat(reply.u32()).isZero();
        }
        assertThat(ids).doesNotHaveDuplicates().hasSize(1001);
        assertThat(content.mismatch(root.resolve("file"))).isEmpty();
    }

    @Test
    void halfCloseGetsItsRepliesFirst() throws IOException {
        int requests = 3_000;
        String path = "/x".repeat(500);
        var input = new ByteArrayOutputStream();
        input.writeBytes(packet(1).u32(3).framed());
        for (int i = 0; i < requests; i++) {
            input.writeBytes(request(16, i).text(path).framed());
        }
        // Its end comes long before the replies, which are more than any window.
        Command.Finished done = server.access()
                .ssh()
                .and("-s", "sftp")
                .reading(Content.of(input.toByteArray()))
                .run();
        assertThat(done.status()).as(done.errText()).isZero();
        var replies = new DataInputStream(new ByteArrayInputStream(done.out()));
        new RawSftp.In(replies.readNBytes(replies.readInt())).expect(2);
        for (int i = 0; i < requests; i++) {
            new RawSftp.In(replies.readNBytes(replies.readInt())).expect(104).id(i);
        }
        assertThat(replies.available()).isZero();
        Eventually.holds(
                () -> server.events(ServerEvent.ChannelClosed.class).size() == 1, () -> "the channel is not closed");
        assertThat(server.events(ServerEvent.ChannelClosed.class).getFirst().reason())
                .isEqualTo("the client was done");
    }

    @Test
    void theEndOfAConnectionClosesWhatItHadOpen() throws IOException {
        begin();
        Files.writeString(root.resolve("file"), "x");
        sftp.handle("/file", READ);
        sftp.ask(request(11, 1).text("/")).expect(102);
        assertThat(server.server().channels().getFirst().openFiles()).isEqualTo(2);
        assertThat(OpenResources.filesBelow(root)).isNotEmpty();
        sftp.drop();
        Eventually.holds(() -> server.server().channels().isEmpty(), () -> "a channel is left");
        assertThat(OpenResources.filesBelow(root)).isEmpty();
    }

    @Test
    void aLengthOfFourGigabytesEndsTheChannelAlone() throws IOException {
        begin();
        try (RawSftp other = RawSftp.begun(server.access())) {
            sftp.raw(new byte[] {-1, -1, -1, -1, 5, 5, 5});
            sftp.awaitClose();
            assertThat(other.ask(request(17, 1).text("/")).type()).isEqualTo(105);
        }
    }

    @Test
    void whoNeverReadsHoldsUpNobodyAndLittleMemory() throws IOException {
        Content content = Content.random(8, 200_000);
        content.writeTo(root.resolve("file"));
        begin();
        byte[] handle = sftp.handle("/file", READ);
        // Far more than its window of replies are asked for, and not one is read.
        for (int i = 0; i < 100; i++) {
            sftp.send(request(5, i).string(handle).u64(0).u32(200_000));
        }
        try (RawSftp other = RawSftp.begun(server.access())) {
            byte[] theirs = other.handle("/file", READ);
            for (int i = 0; i < 50; i++) {
                assertThat(other.ask(request(5, i).string(theirs).u64(0).u32(200_000))
                                .expect(103)
                                .id(i)
                                .string())
                        .isEqualTo(content.bytes());
            }
        }
        assertThat(server.server().channels())
                .filteredOn(channel -> channel.id() == 1)
                .singleElement()
                .satisfies(channel -> assertThat(channel.sent()).isLessThan(4 << 20));
        // And in the end it gets everything.
        for (int i = 0; i < 100; i++) {
            assertThat(sftp.reply().expect(103).id(i).string()).isEqualTo(content.bytes());
        }
    }

    @Test
    void aThousandChannelsAreOpenedAsFarAsTheLimit() throws IOException {
        begin();
        int opened = 1;
        int refused = 0;
        for (int i = 0; i < 1000; i++) {
            try {
                sftp.open();
                opened++;
            } catch (IOException e) {
                refused++;
                assertThat(e)
                        .rootCause()
                        .isInstanceOfSatisfying(
                                SshChannelOpenException.class,
                                told -> assertThat(told.getReasonCode())
                                        .isEqualTo(SshConstants.SSH_OPEN_RESOURCE_SHORTAGE));
            }
        }
        assertThat(opened).isEqualTo(Limits.defaults().channels());
        assertThat(refused).isEqualTo(1001 - opened);
        assertThat(server.events(ServerEvent.Refused.class))
                .hasSize(refused)
                .allSatisfy(event -> assertThat(event.reason()).isEqualTo("too many channels, at most 128"));
        assertThat(sftp.ask(request(17, 1).text("/")).type()).isEqualTo(105);
    }

    @Test
    void failuresAreToldByTheirCodes() throws IOException {
        begin();
        Files.createDirectory(root.resolve("folder"));
        Files.writeString(root.resolve("folder/file"), "x");
        assertThat(sftp.status(request(17, 1).text("/none"))).isEqualTo(2);
        assertThat(sftp.status(request(17, 1).text("/folder/file/below"))).isEqualTo(2);
        assertThat(sftp.status(request(15, 1).text("/folder"))).isEqualTo(4);
        assertThat(sftp.status(request(14, 1).text("/folder").u32(0))).isEqualTo(4);
        assertThat(sftp.status(request(3, 1).text("/folder").u32(WRITE | CREATE).u32(0)))
                .isEqualTo(4);
        assertThat(sftp.status(request(18, 1).text("/folder/file").text("/folder")))
                .isEqualTo(4);
        assertThat(sftp.status(request(17, 1).text("/a\0b"))).isEqualTo(4);
        assertThat(sftp.status(request(17, 1).text("/../../etc/passwd"))).isEqualTo(2);
    }

    @Test
    void extensionsDoWhatTheySay() throws IOException {
        begin();
        Files.writeString(root.resolve("file"), "0123456789");
        RawSftp.In limits =
                sftp.ask(request(200, 1).text("limits@openssh.com")).expect(201).id(1);
        assertThat(List.of(limits.u64(), limits.u64(), limits.u64(), limits.u64()))
                .containsExactly(262_144L, 261_120L, 261_120L, 1_000L);
        RawSftp.In space = sftp.ask(request(200, 2).text("statvfs@openssh.com").text("/"))
                .expect(201)
                .id(2);
        assertThat(space.left()).isEqualTo(11 * 8);
        byte[] handle = sftp.handle("/file", READ | WRITE);
        assertThat(sftp.ask(request(200, 2).text("fstatvfs@openssh.com").string(handle))
                        .left())
                .isEqualTo(4 + 11 * 8);
        assertThat(sftp.status(request(200, 3).text("fsync@openssh.com").string(handle)))
                .isZero();
        assertThat(sftp.status(request(200, 4)
                        .text("hardlink@openssh.com")
                        .text("/file")
                        .text("/second")))
                .isZero();
        assertThat(sftp.status(request(200, 4)
                        .text("posix-rename@openssh.com")
                        .text("/second")
                        .text("/file2")))
                .isZero();
        assertThat(expanded("~")).isEqualTo("/");
        assertThat(expanded("~/a/../b")).isEqualTo("/b");
        assertThat(expanded("~tester/x")).isEqualTo("/x");
        assertThat(expanded("file")).isEqualTo("/file");
        assertThat(sftp.status(request(200, 5).text("expand-path@openssh.com").text("~root")))
                .isEqualTo(2);
        RawSftp.In home = sftp.ask(request(200, 6).text("home-directory").text("tester"))
                .expect(104)
                .id(6);
        home.u32();
        assertThat(home.words()).isEqualTo("/");
        byte[] copy = sftp.handle("/copy", WRITE | CREATE);
        assertThat(sftp.status(request(200, 7)
                        .text("copy-data")
                        .string(handle)
                        .u64(2)
                        .u64(0)
                        .string(copy)
                        .u64(1)))
                .isZero();
        assertThat(sftp.status(request(4, 8).string(copy))).isZero();
        assertThat(Files.readAllBytes(root.resolve("copy")))
                .isEqualTo("\00023456789".getBytes(StandardCharsets.US_ASCII));
        assertThat(sftp.status(request(200, 7)
                        .text("copy-data")
                        .string(handle)
                        .u64(0)
                        .u64(0)
                        .string(handle)
                        .u64(5)))
                .isEqualTo(4);
    }

    private String expanded(String path) throws IOException {
        RawSftp.In reply = sftp.ask(
                        request(200, 5).text("expand-path@openssh.com").text(path))
                .expect(104)
                .id(5);
        reply.u32();
        return reply.words();
    }

    @Test
    void digestsOfFilesAndTheirBlocks() throws IOException {
        begin();
        Content content = Content.random(9, 200_000);
        content.writeTo(root.resolve("file"));
        RawSftp.In whole = check("sha256,md5", 0, 0, 0);
        assertThat(whole.words()).isEqualTo("check-file");
        assertThat(whole.words()).isEqualTo("sha256");
        assertThat(whole.rest()).isEqualTo(content.digestBytes("SHA-256"));
        RawSftp.In blocks = check("crc999,sha1", 1000, 150_000, 65_536);
        blocks.words();
        assertThat(blocks.words()).isEqualTo("sha1");
        byte[] digests = blocks.rest();
        assertThat(digests).hasSize(60);
        assertThat(java.util.Arrays.copyOf(digests, 20))
                .isEqualTo(content.slice(1000, 65_536).digestBytes("SHA-1"));
        assertThat(java.util.Arrays.copyOfRange(digests, 40, 60))
                .isEqualTo(
                        content.slice(1000 + 2 * 65_536, 150_000 - 2 * 65_536).digestBytes("SHA-1"));
        assertThat(check("md5", 200_000, 0, 0).type()).isEqualTo(201);
        assertThat(check("md5", 200_001, 0, 0).status()).isEqualTo(1);
        assertThat(check("md5", 0, 0, 255).status()).isEqualTo(4);
        assertThat(check("nothing", 0, 0, 0).status()).isEqualTo(4);
        Files.write(root.resolve("file"), new byte[0]);
        RawSftp.In empty = check("sha1", 0, 0, 256);
        assertThat(empty.words()).isEqualTo("check-file");
        assertThat(empty.words()).isEqualTo("sha1");
        assertThat(empty.rest()).isEmpty();
        RawSftp.In nothing = check("sha1", 0, 0, 0);
        nothing.words();
        nothing.words();
        assertThat(nothing.rest()).isEqualTo(Content.empty().digestBytes("SHA-1"));
    }

    /** After the id when it is no status. */
    private RawSftp.In check(String algorithms, long start, long length, int block) throws IOException {
        RawSftp.In reply = sftp.ask(request(200, 9)
                .text("check-file-name")
                .text("/file")
                .text(algorithms)
                .u64(start)
                .u64(length)
                .u32(block));
        return reply.type() == 201 ? reply.id(9) : reply;
    }

    @Test
    void aFolderOfThousandsIsListedWhole() throws IOException {
        begin();
        Files.createDirectory(root.resolve("many"));
        for (int i = 0; i < 2_500; i++) {
            Files.createFile(root.resolve("many/" + "n".repeat(200) + i));
        }
        byte[] handle = sftp.ask(request(11, 1).text("/many")).expect(102).id(1).string();
        var names = new HashSet<String>();
        while (true) {
            RawSftp.In reply = sftp.ask(request(12, 2).string(handle));
            if (reply.type() == 101) {
                assertThat(reply.status()).isEqualTo(1);
                break;
            }
            int count = reply.id(2).u32();
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
        assertThat(names).hasSize(2_500);
    }
}
