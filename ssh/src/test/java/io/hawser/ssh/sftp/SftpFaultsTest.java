package io.hawser.ssh.sftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.hawser.CopyOptions;
import io.hawser.Hawser;
import io.hawser.HawserOptions;
import io.hawser.Location;
import io.hawser.Outcome;
import io.hawser.RetryPolicy;
import io.hawser.StoreException;
import io.hawser.local.LocalStore;
import io.hawser.ssh.SftpStoreProvider;
import io.hawser.store.ListOptions;
import io.hawser.store.OpenOptions;
import io.hawser.store.Scope;
import io.hawser.store.UploadOptions;
import io.hawser.testkit.Content;
import io.hawser.testkit.Eventually;
import io.hawser.testkit.LeakChecked;
import io.hawser.testkit.ssh.ScriptedSftpServer;
import io.hawser.testkit.ssh.ScriptedSftpServer.Overload;
import io.hawser.testkit.ssh.SftpLimits;
import io.hawser.testkit.ssh.SftpReply;
import io.hawser.testkit.ssh.SftpRequest.Type;
import io.hawser.testkit.ssh.SftpScript;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Copies from and to servers that misbehave: rows 10, 15 to 17, 19, 20, 22 and 33 of the fault matrix. */
@LeakChecked
class SftpFaultsTest {
    private static final long PART = 1 << 20;
    private static final Content CONTENT = Content.random(21, 5 * PART + 4321);
    private static final CopyOptions OPTIONS = CopyOptions.defaults()
            .withPartSize(PART)
            .withDurable(false)
            .withStall(Duration.ofSeconds(1))
            .withRetry(new RetryPolicy(5, Duration.ZERO, Duration.ZERO));

    @TempDir
    private Path served;

    @TempDir
    private Path folder;

    @TempDir
    private Path home;

    private Path target;

    @BeforeEach
    void oldTarget() throws IOException {
        target = Files.writeString(folder.resolve("target"), "old");
    }

    private ScriptedSftpServer.Settings settings() {
        return ScriptedSftpServer.serving(served);
    }

    private ScriptedSftpServer serving(UnaryOperator<ScriptedSftpServer.Settings> with) throws IOException {
        return with.apply(settings().with("/file", CONTENT)).start();
    }

    private Hawser hawser(ScriptedSftpServer server) {
        return Hawser.open(HawserOptions.defaults()
                .withProviders(List.of(new SftpStoreProvider()))
                .withEnvironment(Map.of("HOME", home.toString(), "PATH", System.getenv("PATH")))
                .withLooks(OPTIONS)
                .withLocationOptions(_ -> server.access().options()));
    }

    private Outcome download(ScriptedSftpServer server, CopyOptions options) throws InterruptedException {
        try (var hawser = hawser(server)) {
            return hawser.copy(server.access().location("file"), Location.local(target.toString()), options)
                    .await();
        }
    }

    private Outcome upload(ScriptedSftpServer server, CopyOptions options) throws Exception {
        var source = CONTENT.writeTo(folder.resolve("source"));
        try (var hawser = hawser(server)) {
            return hawser.copy(
                            Location.local(source.toString()), server.access().location("uploaded"), options)
                    .await();
        }
    }

    private void assertRight(Outcome outcome) throws IOException {
        assertThat(outcome).isInstanceOf(Outcome.Copied.class);
        assertThat(CONTENT.mismatch(target)).isEmpty();
        oldTarget();
    }

    private StoreException assertTold(Outcome outcome, String kind) {
        assertThat(outcome).isInstanceOf(Outcome.Failed.class);
        assertThat(target).hasContent("old");
        var cause = ((Outcome.Failed) outcome).cause();
        assertThat(cause.kind()).as(cause.toString()).isEqualTo(kind);
        return cause;
    }

    @Test
    void repliesInAnyOrder() throws Exception {
        try (var server = serving(s -> s.withShuffling(5, 40))) {
            assertRight(download(server, OPTIONS));
            Eventually.holds(() -> server.openHandles() == 0, () -> server.openHandles() + " handles are open");
        }
    }

    @Test
    void theFirstBytesOfAFileOfUnknownSizeAreFetchedOnce() throws Exception {
        var small = Content.random(24, 2_000_000);
        try (var server = settings().with("/file", small).start()) {
            assertThat(download(server, OPTIONS.withPartSize(8 << 20))).isInstanceOf(Outcome.Copied.class);
            assertThat(small.mismatch(target)).isEmpty();
            assertThat(server.dataSent()).isLessThan(3_000_000);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 32_767, 100_000})
    void shortDataIsFollowedByARequestForTheRest(int most) throws Exception {
        try (var server = serving(s -> s.with(SftpScript.shortData(most)))) {
            assertRight(download(server, OPTIONS));
            assertThat(server.sessions()).isLessThanOrEqualTo(4);
        }
    }

    @Test
    void longDataIsAnErrorAndOtherConnectionsGoOn() throws Exception {
        try (var server = serving(s -> s.with(SftpScript.longData(1).only(Type.READ, 3)))) {
            assertRight(download(server, OPTIONS));
            assertThat(server.sessions()).isGreaterThan(1);
        }
    }

    @Test
    void longDataForEverIsTold() throws Exception {
        try (var server = serving(s -> s.with(SftpScript.longData(1)))) {
            assertThat(assertTold(download(server, OPTIONS), "unavailable").getMessage())
                    .contains("broke the SFTP protocol");
        }
    }

    @Test
    void strayRepliesAreAnError() throws Exception {
        try (var server = serving(s -> s.with(SftpScript.strays().only(Type.READ, 2)))) {
            assertRight(download(server, OPTIONS));
        }
        try (var server = serving(s -> s.with(SftpScript.strays()))) {
            assertThat(assertTold(download(server, OPTIONS.withResume(false)), "unavailable")
                            .getMessage())
                    .contains("which is not under way");
        }
    }

    @Test
    void duplicateRepliesNeverMixBytes() throws Exception {
        try (var server = serving(s -> s.with(SftpScript.duplicates().only(Type.READ, 4)))) {
            assertRight(download(server, OPTIONS));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aServerThatBearsFewReadsIsSparedTheRest(Overload overload) throws Exception {
        var large = Content.random(22, 24 << 20);
        try (var server = settings()
                .with("/file", large)
                .withMostOutstanding(16, overload)
                .start()) {
            var outcome = download(server, OPTIONS.withPartSize(8 << 20));
            assertThat(outcome).isInstanceOf(Outcome.Copied.class);
            assertThat(large.mismatch(target)).isEmpty();
        }
    }

    @Test
    void oneReplyThatNeverComesIsAskedForElsewhere() throws Exception {
        try (var server = serving(s -> s.with(SftpScript.silence().only(Type.READ, 5)))) {
            assertRight(download(server, OPTIONS));
        }
    }

    @Test
    void anEndBeforeTheSizeIsTold() throws Exception {
        try (var server = serving(s -> s.with(SftpScript.endAt(2 * PART)))) {
            assertThat(assertTold(download(server, OPTIONS), "unavailable").getMessage())
                    .contains("ended the file at byte", CONTENT.size() + " bytes");
        }
    }

    @Test
    void withoutASizeTheFileIsReadToItsEnd() throws Exception {
        try (var server = serving(s -> s.with(SftpScript.withoutSize()))) {
            assertRight(download(server, OPTIONS));
        }
    }

    @Test
    void withoutAnyAttributesTheFileIsReadToItsEnd() throws Exception {
        try (var server = serving(s -> s.with(SftpScript.refusingAttributes(SftpReply.PERMISSION_DENIED, "no")))) {
            assertRight(download(server, OPTIONS));
        }
    }

    @Test
    void withoutFstatTheFileIsLookedAtByItsPath() throws Exception {
        var script = SftpScript.status(SftpReply.OP_UNSUPPORTED, "no FSTAT").every(Type.FSTAT);
        try (var server = serving(s -> s.with(script))) {
            assertRight(download(server, OPTIONS));
        }
    }

    @Test
    void aServerThatOpensAFileOnlyOnceIsReadOverOneHandle() throws Exception {
        // The limit is one of the whole server, as where a user may have one file open.
        var open = new AtomicInteger();
        SftpScript script = (request, right) -> request.type() == Type.OPEN && open.incrementAndGet() > 1
                ? List.of(SftpReply.status(request.id(), SftpReply.FAILURE, "Too many open files"))
                : List.of(right);
        var large = Content.random(23, 16 << 20);
        try (var server = settings().with("/file", large).with(script).start()) {
            var outcome = download(server, OPTIONS);
            assertThat(outcome).isInstanceOf(Outcome.Copied.class);
            assertThat(large.mismatch(target)).isEmpty();
        }
    }

    @Test
    void aSourceThatIsReplacedInMidCopyIsAConflict() throws Exception {
        var source = CONTENT.writeTo(served.resolve("file"));
        var once = new AtomicBoolean();
        var script = SftpScript.doing(() -> {
            if (once.compareAndSet(false, true)) {
                try {
                    Files.setLastModifiedTime(source, FileTime.from(Instant.parse("2001-02-03T04:05:06Z")));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });
        try (var server = settings()
                .with(script.where(r -> r.type() == Type.READ && r.number() == 20))
                .withLimits(new SftpLimits(0, 32_768, 32_768, 0))
                .start()) {
            assertTold(download(server, OPTIONS), "conflict");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Type.class,
            names = {"WRITE", "CLOSE"})
    void aRefusedWriteOrCloseIsTold(Type type) throws Exception {
        var script = SftpScript.status(SftpReply.FAILURE, "disk quota exceeded").every(type);
        try (var server = settings().with(script).start()) {
            var outcome = upload(server, OPTIONS);
            assertThat(outcome).isInstanceOf(Outcome.Failed.class);
            assertThat(((Outcome.Failed) outcome).cause().getMessage()).contains("disk quota exceeded");
            assertThat(served.resolve("uploaded")).doesNotExist();
        }
    }

    @Test
    void oneRefusedWriteAmongManyIsTold() throws Exception {
        var script = SftpScript.status(SftpReply.FAILURE, "no space").only(Type.WRITE, 7);
        try (var server = settings().with(script).start()) {
            var outcome = upload(server, OPTIONS);
            assertThat(outcome).isInstanceOf(Outcome.Failed.class);
            assertThat(served.resolve("uploaded")).doesNotExist();
        }
    }

    @Test
    void anUploadToAServerWithoutExtensionsReplacesTheOldFile() throws Exception {
        Files.writeString(served.resolve("uploaded"), "old");
        try (var server = settings().withExtensions().start()) {
            assertThat(upload(server, OPTIONS)).isInstanceOf(Outcome.Copied.class);
            assertThat(CONTENT.mismatch(served.resolve("uploaded"))).isEmpty();
            try (var names = Files.list(served)) {
                assertThat(names).containsExactly(served.resolve("uploaded"));
            }
        }
    }

    @Test
    void textBeforeTheProtocolIsNamed() throws Exception {
        try (var server = serving(s -> s.withGreeting("Welcome to the vendor's machine!\n"))) {
            assertThat(assertTold(download(server, OPTIONS), "rejected").getMessage())
                    .contains("Welcome to the vendor's machine!", "shell profile");
        }
    }

    @Test
    void anotherVersionIsNamed() throws Exception {
        try (var server = serving(s -> s.withVersion(6))) {
            assertThat(assertTold(download(server, OPTIONS), "rejected").getMessage())
                    .contains("speaks version 6");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 4, 0xffff_ffffL})
    void aPacketOfAnImpossibleLengthIsAnError(long length) throws Exception {
        SftpScript script = (_, right) -> List.of(right.withLength(length));
        try (var server = serving(s -> s.with(script.only(Type.READ, 3)))) {
            assertRight(download(server, OPTIONS));
        }
        try (var server = serving(s -> s.with(script.every(Type.READ)))) {
            assertTold(download(server, OPTIONS.withResume(false)), "unavailable");
        }
    }

    @Test
    void aPacketThatIsCutOffIsFetchedAgain() throws Exception {
        SftpScript script = (_, right) -> List.of(right.brokenOffAfter(10_000));
        try (var server = serving(s -> s.with(script.only(Type.READ, 3)))) {
            assertRight(download(server, OPTIONS));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc/passwd", "../up", "a/b", ""})
    void aListingWithANameThatIsNoneIsRefused(String name) throws Exception {
        try (var server = serving(s -> s.with(SftpScript.naming(name)));
                var hawser = hawser(server);
                var listing = hawser.list(server.access().location(""), ListOptions.level())) {
            var failure = catchThrowable(() -> {
                while (listing.next().isPresent()) {
                    continue;
                }
            });
            assertThat(failure).isInstanceOf(StoreException.Rejected.class).hasMessageContaining("the server lists");
        }
    }

    @Test
    void dotsAreLeftOutAndNamesOfAnyBytesComeBackAsTheyWere() throws Exception {
        byte[] odd = {'a', (byte) 0xff, 'b', (byte) 0x80};
        try (var server = serving(s -> s.with(SftpScript.naming("..", ".")).with(SftpScript.naming(odd)));
                var hawser = hawser(server);
                var listing = hawser.list(server.access().location(""), ListOptions.level())) {
            var names = new ArrayList<String>();
            for (var entry = listing.next(); entry.isPresent(); entry = listing.next()) {
                names.add(entry.get().location().name());
            }
            assertThat(names).doesNotContain(".", "..").contains("file", Names.decode(odd));
            assertThat(Names.encode(Names.decode(odd))).isEqualTo(odd);
        }
    }

    @Test
    void anUploadThatBeginsAgainLeavesNoHandleOpen() throws Exception {
        var once = OPTIONS.withParallel(1).withRetry(new RetryPolicy(1, Duration.ZERO, Duration.ZERO));
        try (var server =
                settings().with(SftpScript.drop().only(Type.WRITE, 20)).start()) {
            assertThat(upload(server, once).summary().resumable()).isTrue();
            Eventually.holds(() -> server.openHandles() == 0, () -> server.openHandles() + " handles are open");
            var to = server.access().location("uploaded");
            var from = Location.local(folder.resolve("source").toString());
            try (var provider = new SftpStoreProvider();
                    var local = new LocalStore();
                    var store = provider.open(to.root(), TestSsh.context(server, home));
                    var source = local.open(from, OpenOptions.whole(), Scope.unlimited());
                    var upload = store.upload(to, UploadOptions.defaults(), Scope.unlimited())) {
                assertThat(upload.begin(source, Scope.unlimited())).isNotEmpty();
                // As after a stall while what is there was read again.
                assertThat(upload.begin(source, Scope.unlimited())).isNotEmpty();
                // The partial file and its journal.
                Eventually.holds(() -> server.openHandles() <= 2, () -> server.openHandles() + " handles are open");
                upload.abort();
            }
        }
    }

    @Test
    void theConnectionsToAHostAreBounded() throws Exception {
        var large = Content.random(24, 24 << 20);
        try (var server = settings().with("/file", large).start();
                var hawser = Hawser.open(HawserOptions.defaults()
                        .withProviders(List.of(new SftpStoreProvider()))
                        .withEnvironment(Map.of("HOME", home.toString(), "PATH", System.getenv("PATH")))
                        .withLocationOptions(_ -> with(server, "1")))) {
            var outcome = hawser.copy(server.access().location("file"), Location.local(target.toString()), OPTIONS)
                    .await();
            assertThat(outcome).isInstanceOf(Outcome.Copied.class);
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "65", "-1", "many", ""})
    void aNumberOfConnectionsThatIsNoneIsNamed(String number) throws Exception {
        try (var server = settings().start();
                var provider = new SftpStoreProvider()) {
            var context = TestSsh.context(server, home).withOptions(with(server, number));
            assertThat(catchThrowable(
                            () -> provider.open(server.access().location("").root(), context)))
                    .isInstanceOf(StoreException.Rejected.class)
                    .hasMessageContaining("connections must be a number from 1 to 64, not " + number);
        }
    }

    private static Map<String, String> with(ScriptedSftpServer server, String connections) {
        var options = new HashMap<>(server.access().options());
        options.put("connections", connections);
        return options;
    }
}
