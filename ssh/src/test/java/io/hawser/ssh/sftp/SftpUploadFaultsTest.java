package io.hawser.ssh.sftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.CopyOptions;
import io.hawser.Hawser;
import io.hawser.HawserOptions;
import io.hawser.Location;
import io.hawser.Outcome;
import io.hawser.RetryPolicy;
import io.hawser.StoreException;
import io.hawser.ssh.SftpStoreProvider;
import io.hawser.store.Scope;
import io.hawser.store.UploadOptions;
import io.hawser.testkit.Content;
import io.hawser.testkit.LeakChecked;
import io.hawser.testkit.SshServer;
import io.hawser.testkit.ssh.ScriptedSftpServer;
import io.hawser.testkit.ssh.SftpAttributes;
import io.hawser.testkit.ssh.SftpLimits;
import io.hawser.testkit.ssh.SftpReply;
import io.hawser.testkit.ssh.SftpRequest;
import io.hawser.testkit.ssh.SftpRequest.Type;
import io.hawser.testkit.ssh.SftpScript;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Uploads to servers that refuse, drop and answer late: the old file, the journal and the bytes stay what they should be. */
@LeakChecked
@Timeout(120)
class SftpUploadFaultsTest {
    private static final long PART = 1 << 20;
    private static final Content CONTENT = Content.random(41, 5 * PART + 4321);
    private static final CopyOptions OPTIONS = CopyOptions.defaults()
            .withPartSize(PART)
            .withDurable(false)
            .withRetry(new RetryPolicy(5, Duration.ZERO, Duration.ZERO));
    private static final CopyOptions ONCE = OPTIONS.withRetry(new RetryPolicy(1, Duration.ZERO, Duration.ZERO));

    @TempDir
    private Path served;

    @TempDir
    private Path folder;

    @TempDir
    private Path home;

    private ScriptedSftpServer.Settings settings() {
        return ScriptedSftpServer.serving(served);
    }

    private Path target() {
        return served.resolve("uploaded");
    }

    private Outcome upload(ScriptedSftpServer server, CopyOptions options) throws Exception {
        var source = CONTENT.writeTo(folder.resolve("source"));
        return copy(server, Location.local(source.toString()), server.access().location("uploaded"), options);
    }

    private Outcome copy(SshServer server, Location from, Location to, CopyOptions options) throws Exception {
        try (var hawser = Hawser.open(HawserOptions.defaults()
                .withProviders(List.of(new SftpStoreProvider()))
                .withEnvironment(Map.of("HOME", home.toString(), "PATH", System.getenv("PATH")))
                .withLocationOptions(_ -> server.access().options()))) {
            return hawser.copy(from, to, options).await();
        }
    }

    private void assertNothingElse() throws IOException {
        try (var names = Files.list(served)) {
            assertThat(names).containsExactly(target());
        }
    }

    @Test
    void theOldFileComesBackWhenAnUploadIsGivenUpBetweenTheRenames() throws Exception {
        Files.writeString(target(), "old");
        var script = SftpScript.drop().only(Type.RENAME, 1);
        try (var server = settings().withExtensions().with(script).start()) {
            assertThat(upload(server, ONCE)).isInstanceOf(Outcome.Failed.class);
            assertThat(target()).hasContent("old");
            assertThat(served.resolve(".uploaded.hawser-old")).doesNotExist();
        }
    }

    @Test
    void anUploadThatIsTriedAgainBetweenTheRenamesLeavesNothingBehind() throws Exception {
        Files.writeString(target(), "old");
        var script = SftpScript.drop().only(Type.RENAME, 1);
        try (var server = settings().withExtensions().with(script).start()) {
            assertThat(upload(server, OPTIONS)).isInstanceOf(Outcome.Copied.class);
            assertThat(CONTENT.mismatch(target())).isEmpty();
            assertNothingElse();
        }
    }

    @Test
    void theOldFileComesBackAfterARunThatNeverDid() throws Exception {
        Files.writeString(served.resolve(".uploaded.hawser-old"), "old");
        try (var server = settings().withExtensions().start();
                var provider = new SftpStoreProvider();
                var store = provider.open(server.access().location("").root(), TestSsh.context(server, home))) {
            var onlyNew = UploadOptions.defaults().withOnlyNew(true);
            assertThatThrownBy(() -> store.upload(server.access().location("uploaded"), onlyNew, Scope.unlimited()))
                    .isInstanceOf(StoreException.Conflict.class);
            assertThat(target()).hasContent("old");
            assertNothingElse();
        }
    }

    @Test
    void anOldFileThatWasReplacedInTheEndMakesRoomForTheNext() throws Exception {
        Files.writeString(served.resolve(".uploaded.hawser-old"), "older");
        Files.writeString(target(), "old");
        try (var server = settings().withExtensions().start()) {
            assertThat(upload(server, OPTIONS)).isInstanceOf(Outcome.Copied.class);
            assertThat(CONTENT.mismatch(target())).isEmpty();
            assertNothingElse();
        }
    }

    private static boolean ofJournal(SftpRequest request) {
        return request.path().endsWith(".hawser-journal");
    }

    /** The journal's second record is refused, and its first while the journal is opened again. */
    @Test
    void aRecordThatIsRefusedLateHoldsNobodyUp() throws Exception {
        var records = new AtomicInteger();
        var opened = new AtomicInteger();
        var late = new AtomicInteger();
        SftpScript script = (request, right) -> {
            if (!ofJournal(request)) {
                return List.of(right);
            }
            if (request.type() == Type.WRITE) {
                return switch (records.incrementAndGet()) {
                    case 1 -> {
                        late.set(request.id());
                        yield List.of();
                    }
                    case 2 -> List.of(SftpReply.status(request.id(), SftpReply.FAILURE, "quota"));
                    default -> List.of(right);
                };
            }
            return request.type() == Type.OPEN && opened.incrementAndGet() == 3
                    ? List.of(SftpReply.status(late.get(), SftpReply.FAILURE, "quota"), right)
                    : List.of(right);
        };
        try (var server = settings().with(script).start()) {
            assertThat(upload(server, OPTIONS.withParallel(1))).isInstanceOf(Outcome.Copied.class);
            assertThat(opened).hasValueGreaterThanOrEqualTo(3);
            assertThat(CONTENT.mismatch(target())).isEmpty();
            assertNothingElse();
        }
    }

    @Test
    void aSourceWithoutAVersionIsNotMixedWithWhatItBroughtBefore() throws Exception {
        var small = Content.random(42, 300_000);
        var other = Content.random(43, 300_000);
        var sources = Files.createDirectory(folder.resolve("sources"));
        small.writeTo(sources.resolve("file"));
        SftpScript timeless = (request, right) -> List.of(
                right.isAttributes() ? SftpReply.attributes(request.id(), timeless(right.attributes())) : right);
        var change = SftpScript.doing(() -> {
            try {
                other.writeTo(sources.resolve("file"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        try (var from = ScriptedSftpServer.serving(sources).with(timeless).start();
                var to = settings()
                        .withLimits(new SftpLimits(0, 32_768, 32_768, 0))
                        .with(change.and(SftpScript.drop()).only(Type.WRITE, 5))
                        .start();
                var hawser = between(from, to, HawserOptions.defaults())) {
            var outcome = hawser.copy(
                            from.access().location("file"), to.access().location("uploaded"), OPTIONS)
                    .await();
            assertThat(outcome).isInstanceOf(Outcome.Copied.class);
            assertThat(Files.readAllBytes(target())).isIn(small.bytes(), other.bytes());
            assertThat(to.sessions()).isEqualTo(2);
        }
    }

    private Hawser between(SshServer from, SshServer to, HawserOptions options) {
        var root = from.access().location("").root();
        return Hawser.open(options.withProviders(List.of(new SftpStoreProvider()))
                .withEnvironment(Map.of("HOME", home.toString(), "PATH", System.getenv("PATH")))
                .withLocationOptions(location ->
                        (location.root().equals(root) ? from : to).access().options()));
    }

    @Test
    void aStreamThatIsGatheredDoesNotWaitForMemoryOfItsOwn() throws Exception {
        var large = Content.random(44, 20_000_000);
        try (var from = ScriptedSftpServer.serving(folder)
                        .with("/file", large)
                        .with(SftpScript.withoutSize())
                        .start();
                var to = settings().start();
                var hawser = between(from, to, HawserOptions.defaults().withBudget(8 << 20))) {
            var outcome = hawser.copy(
                            from.access().location("file"),
                            to.access().location("uploaded"),
                            OPTIONS.withPartSize(6 << 20))
                    .await();
            assertThat(outcome).isInstanceOf(Outcome.Copied.class);
            assertThat(large.mismatch(target())).isEmpty();
        }
    }

    private static SftpAttributes timeless(SftpAttributes told) {
        return new SftpAttributes(told.size(), told.mode(), OptionalLong.empty());
    }
}
