package io.hawser.ssh.sftp;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.Algorithm;
import io.hawser.CopyOptions;
import io.hawser.Digest;
import io.hawser.Hawser;
import io.hawser.HawserOptions;
import io.hawser.IfExists;
import io.hawser.Location;
import io.hawser.Outcome;
import io.hawser.RetryPolicy;
import io.hawser.StoreException;
import io.hawser.Verified;
import io.hawser.Verify;
import io.hawser.ssh.SftpStoreProvider;
import io.hawser.testkit.Command;
import io.hawser.testkit.Content;
import io.hawser.testkit.Eventually;
import io.hawser.testkit.Fault;
import io.hawser.testkit.FaultProxy;
import io.hawser.testkit.FaultScript;
import io.hawser.testkit.LeakChecked;
import io.hawser.testkit.OpenSshServer;
import io.hawser.testkit.Requirement;
import io.hawser.testkit.SshAccess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole copies from and to OpenSSH's server over connections that break, stall and are refused. */
@LeakChecked
class SftpCopyTest {
    private static final long PART = 1 << 20;
    private static final Content CONTENT = Content.random(11, 6 * PART + 12_345);
    private static final CopyOptions OPTIONS = CopyOptions.defaults()
            .withPartSize(PART)
            .withDurable(false)
            .withRetry(new RetryPolicy(5, Duration.ZERO, Duration.ZERO));

    /** Which of the two is on the server. */
    enum Way {
        DOWN,
        UP
    }

    @TempDir
    private static Path served;

    private static OpenSshServer server;

    @TempDir
    private Path home;

    @TempDir
    private Path folder;

    private Path remote;

    @BeforeAll
    static void start() throws IOException {
        server = OpenSshServer.serving(served).start();
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @BeforeEach
    void makeFolder() throws IOException {
        remote = Files.createTempDirectory(served, "test");
    }

    private Path source(Way way) {
        return (way == Way.DOWN ? remote : folder).resolve("source");
    }

    private Path target(Way way) {
        return (way == Way.DOWN ? folder : remote).resolve("target");
    }

    private Location location(SshAccess access, Path path) {
        return path.startsWith(served)
                ? access.location(served.relativize(path).toString())
                : Location.local(path.toString());
    }

    private Hawser hawser(SshAccess access) {
        return Hawser.open(HawserOptions.defaults()
                .withProviders(List.of(new SftpStoreProvider()))
                .withEnvironment(Map.of("HOME", home.toString(), "PATH", System.getenv("PATH")))
                .withLocationOptions(_ -> access.options()));
    }

    private Outcome copy(Way way, SshAccess access, CopyOptions options) throws InterruptedException {
        try (var hawser = hawser(access)) {
            return hawser.copy(location(access, source(way)), location(access, target(way)), options)
                    .await();
        }
    }

    private Outcome copyThrough(Way way, FaultScript script, CopyOptions options) throws Exception {
        try (var proxy = FaultProxy.to(server.port(), script)) {
            return copy(way, server.access().at(proxy.port()), options);
        }
    }

    private void assertRight(Way way, Content content, Outcome outcome) throws IOException {
        assertThat(outcome).isInstanceOf(Outcome.Copied.class);
        assertThat(content.mismatch(target(way))).isEmpty();
        assertThat(outcome.summary().bytes()).isEqualTo(content.size());
        assertNothingElse(way);
    }

    private void assertNothingElse(Way way) throws IOException {
        for (var place : List.of(source(way), target(way))) {
            try (Stream<Path> names = Files.list(place.getParent())) {
                assertThat(names).containsExactly(place);
            }
        }
    }

    private StoreException assertTold(Way way, Outcome outcome, String kind) {
        assertThat(outcome).isInstanceOf(Outcome.Failed.class);
        assertThat(target(way)).hasContent("old");
        var cause = ((Outcome.Failed) outcome).cause();
        assertThat(cause.kind()).as(cause.toString()).isEqualTo(kind);
        return cause;
    }

    @ParameterizedTest
    @EnumSource
    void everySize(Way way) throws Exception {
        for (long size : List.of(0L, 1L, 32_767L, 32_769L, 261_120L, 261_121L, PART - 1, PART, PART + 1, 3 * PART)) {
            var content = Content.random(size, size);
            content.writeTo(source(way));
            assertRight(way, content, copy(way, server.access(), OPTIONS));
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyConnectionIsReset(Way way) throws Exception {
        CONTENT.writeTo(source(way));
        var direction = way == Way.DOWN ? Fault.Direction.TO_CLIENT : Fault.Direction.TO_SERVER;
        var outcome = copyThrough(way, FaultScript.every(new Fault.ResetAfter(600_000, direction)), OPTIONS);
        assertRight(way, CONTENT, outcome);
        assertThat(outcome.summary().attempts()).isGreaterThan(3);
    }

    @ParameterizedTest
    @EnumSource
    void everyConnectionIsClosedInMidTransfer(Way way) throws Exception {
        CONTENT.writeTo(source(way));
        var direction = way == Way.DOWN ? Fault.Direction.TO_CLIENT : Fault.Direction.TO_SERVER;
        assertRight(way, CONTENT, copyThrough(way, FaultScript.every(new Fault.FinAfter(600_000, direction)), OPTIONS));
    }

    @ParameterizedTest
    @EnumSource
    void aServerThatChangesKeysAllTheTimeIsNoMatter(Way way) throws Exception {
        try (var rekeying =
                OpenSshServer.serving(served).with("RekeyLimit 256K").start()) {
            CONTENT.writeTo(source(way));
            assertRight(way, CONTENT, copy(way, rekeying.access(), OPTIONS));
        }
    }

    @ParameterizedTest
    @EnumSource
    void theFirstConnectionsAreRefused(Way way) throws Exception {
        CONTENT.writeTo(source(way));
        assertRight(way, CONTENT, copyThrough(way, FaultScript.first(2, new Fault.Refuse()), OPTIONS));
    }

    @ParameterizedTest
    @EnumSource
    void aStalledConnectionIsReplaced(Way way) throws Exception {
        CONTENT.writeTo(source(way));
        var direction = way == Way.DOWN ? Fault.Direction.TO_CLIENT : Fault.Direction.TO_SERVER;
        var script = FaultScript.first(1, new Fault.StallAfter(900_000, direction));
        assertRight(
                way, CONTENT, copyThrough(way, script, OPTIONS.withParallel(1).withStall(Duration.ofMillis(500))));
    }

    @ParameterizedTest
    @EnumSource
    void aServerThatNeverAnswersIsTold(Way way) throws Exception {
        CONTENT.writeTo(source(way));
        Files.writeString(target(way), "old");
        var outcome = copyThrough(
                way,
                FaultScript.every(new Fault.ResetAfter(1000)),
                OPTIONS.withRetry(new RetryPolicy(2, Duration.ZERO, Duration.ZERO)));
        assertTold(way, outcome, "unavailable");
    }

    @Test
    void anUploadIsContinuedByTheNextRun() throws Exception {
        CONTENT.writeTo(source(Way.UP));
        Files.writeString(target(Way.UP), "old");
        var once = OPTIONS.withParallel(1).withRetry(new RetryPolicy(1, Duration.ZERO, Duration.ZERO));
        var script = FaultScript.only(1, new Fault.ResetAfter(3 * PART + 500_000, Fault.Direction.TO_SERVER));
        var first = copyThrough(Way.UP, script, once);
        assertThat(assertTold(Way.UP, first, "unavailable").getMessage()).contains("lost");
        assertThat(first.summary().resumable()).isTrue();

        var second = copy(Way.UP, server.access(), OPTIONS);
        assertRight(Way.UP, CONTENT, second);
        assertThat(second.summary().resumedBytes()).isGreaterThanOrEqualTo(PART).isLessThan(CONTENT.size());
    }

    @Test
    void damagedPartialDataIsSentAgain() throws Exception {
        CONTENT.writeTo(source(Way.UP));
        var once = OPTIONS.withParallel(1).withRetry(new RetryPolicy(1, Duration.ZERO, Duration.ZERO));
        var script = FaultScript.only(1, new Fault.ResetAfter(4 * PART + 500_000, Fault.Direction.TO_SERVER));
        copyThrough(Way.UP, script, once);
        Path partial;
        try (var names = Files.list(remote)) {
            partial = names.filter(path -> path.toString().endsWith(".hawser-part"))
                    .findFirst()
                    .orElseThrow();
        }
        var bytes = Files.readAllBytes(partial);
        bytes[100_000] ^= 1;
        Files.write(partial, bytes);

        var second = copy(Way.UP, server.access(), OPTIONS);
        assertRight(Way.UP, CONTENT, second);
        assertThat(second.summary().resumedBytes()).isGreaterThanOrEqualTo(PART);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 20, 60, 10_000})
    void aDamagedJournalCostsOnlyTime(int at) throws Exception {
        CONTENT.writeTo(source(Way.UP));
        var once = OPTIONS.withParallel(1).withRetry(new RetryPolicy(1, Duration.ZERO, Duration.ZERO));
        var script = FaultScript.only(1, new Fault.ResetAfter(4 * PART + 500_000, Fault.Direction.TO_SERVER));
        copyThrough(Way.UP, script, once);
        var journal = remote.resolve(".target.hawser-journal");
        var bytes = Files.readAllBytes(journal);
        bytes[Math.min(at, bytes.length - 1)] ^= 0x40;
        Files.write(journal, bytes);

        var second = copy(Way.UP, server.access(), OPTIONS);
        assertThat(second).isInstanceOf(Outcome.Copied.class);
        assertThat(CONTENT.mismatch(target(Way.UP))).isEmpty();
    }

    @Test
    void aChangedSourceIsSentFromItsBeginning() throws Exception {
        CONTENT.writeTo(source(Way.UP));
        var once = OPTIONS.withParallel(1).withRetry(new RetryPolicy(1, Duration.ZERO, Duration.ZERO));
        var script = FaultScript.only(1, new Fault.ResetAfter(4 * PART, Fault.Direction.TO_SERVER));
        copyThrough(Way.UP, script, once);
        var other = Content.random(12, CONTENT.size());
        other.writeTo(source(Way.UP));

        var second = copy(Way.UP, server.access(), OPTIONS);
        assertRight(Way.UP, other, second);
        assertThat(second.summary().resumedBytes()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw-rw-rw-", "r--r--r--"})
    void theTimeAndTheModeOfTheOldFileAreKept(String mode) throws Exception {
        CONTENT.writeTo(source(Way.UP));
        Files.setLastModifiedTime(source(Way.UP), FileTime.from(Instant.parse("2024-02-29T12:34:56Z")));
        Files.writeString(target(Way.UP), "old");
        Files.setPosixFilePermissions(target(Way.UP), PosixFilePermissions.fromString(mode));
        assertRight(Way.UP, CONTENT, copy(Way.UP, server.access(), OPTIONS));
        assertThat(Files.getLastModifiedTime(target(Way.UP)).toInstant()).isEqualTo("2024-02-29T12:34:56Z");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target(Way.UP))))
                .isEqualTo(mode);
    }

    @Test
    void aLinkIsFollowed() throws Exception {
        CONTENT.writeTo(source(Way.UP));
        var real = Files.createDirectory(remote.resolve("below")).resolve("real");
        Files.writeString(real, "old");
        Files.createSymbolicLink(target(Way.UP), Path.of("below/real"));
        var outcome = copy(Way.UP, server.access(), OPTIONS);
        assertThat(outcome).isInstanceOf(Outcome.Copied.class);
        assertThat(Files.isSymbolicLink(target(Way.UP))).isTrue();
        assertThat(CONTENT.mismatch(real)).isEmpty();
    }

    @Test
    void aMissingFolderIsNamed() throws Exception {
        CONTENT.writeTo(source(Way.UP));
        try (var hawser = hawser(server.access())) {
            var to = server.access().location(served.relativize(remote) + "/none/target");
            var outcome = hawser.copy(Location.local(source(Way.UP).toString()), to, OPTIONS)
                    .await();
            assertThat(((Outcome.Failed) outcome).cause())
                    .isInstanceOf(StoreException.NotFound.class)
                    .hasMessageContaining("there is no folder " + remote + "/none/");
        }
    }

    @Test
    void aMissingFileLeavesTheOldOne() throws Exception {
        Files.writeString(target(Way.DOWN), "old");
        assertTold(Way.DOWN, copy(Way.DOWN, server.access(), OPTIONS), "not_found");
        try (var names = Files.list(folder)) {
            assertThat(names).containsExactly(target(Way.DOWN));
        }
    }

    @Test
    void ifExistsFailIsObeyed() throws Exception {
        CONTENT.writeTo(source(Way.UP));
        Files.writeString(target(Way.UP), "old");
        assertTold(Way.UP, copy(Way.UP, server.access(), OPTIONS.withIfExists(IfExists.FAIL)), "conflict");
    }

    @Test
    void aDigestThatWasGivenIsVerified() throws Exception {
        CONTENT.writeTo(source(Way.DOWN));
        var md5 = new Digest(Algorithm.MD5, CONTENT.digest("MD5"));
        var outcome = copy(Way.DOWN, server.access(), OPTIONS.withVerify(new Verify.Given(md5)));
        assertRight(Way.DOWN, CONTENT, outcome);
        assertThat(outcome.summary().verified()).isEqualTo(new Verified(Optional.of(md5), Verified.By.GIVEN));
    }

    @Test
    void aFullDiskOnTheServerIsNamed() throws Exception {
        var disk = Files.createDirectory(served.resolve("disk"));
        var mount = Command.of("mount", "-t", "tmpfs", "-o", "size=2m", "none", disk.toString())
                .run();
        Requirement.that(mount.status() == 0, "cannot mount a small file system: " + mount.errText());
        try {
            CONTENT.writeTo(source(Way.UP));
            try (var hawser = hawser(server.access())) {
                var outcome = hawser.copy(
                                Location.local(source(Way.UP).toString()),
                                server.access().location("disk/target"),
                                OPTIONS.withResume(false))
                        .await();
                assertThat(((Outcome.Failed) outcome).cause().getMessage()).contains("the server's disk is full");
            }
            assertThat(disk.toFile().list()).isEmpty();
        } finally {
            // The server's processes may still be about to end.
            Eventually.holds(() -> unmounted(disk), () -> disk + " is in use");
        }
    }

    private static boolean unmounted(Path disk) {
        try {
            return Command.of("umount", disk.toString()).run().status() == 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
