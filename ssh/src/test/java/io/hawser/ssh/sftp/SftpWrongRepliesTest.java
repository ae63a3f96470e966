package io.hawser.ssh.sftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hawser.ByteRange;
import io.hawser.StoreException;
import io.hawser.ssh.SftpStoreProvider;
import io.hawser.store.ByteBudget;
import io.hawser.store.ListOptions;
import io.hawser.store.OpenOptions;
import io.hawser.store.Scope;
import io.hawser.store.Store;
import io.hawser.store.StoreContext;
import io.hawser.testkit.CollectingSink;
import io.hawser.testkit.Content;
import io.hawser.testkit.Eventually;
import io.hawser.testkit.LeakChecked;
import io.hawser.testkit.ssh.ScriptedSftpServer;
import io.hawser.testkit.ssh.SftpLimits;
import io.hawser.testkit.ssh.SftpReply;
import io.hawser.testkit.ssh.SftpRequest.Type;
import io.hawser.testkit.ssh.SftpScript;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a store gives back, and what it believes, when replies are not what was asked for. No watchdog ends these operations. */
@LeakChecked
@Timeout(60)
class SftpWrongRepliesTest {
    private static final Content CONTENT = Content.random(31, 700_000);
    private static final ByteRange WHOLE = new ByteRange(0, CONTENT.size());

    @TempDir
    private Path served;

    @TempDir
    private Path home;

    @AutoClose
    private final SftpStoreProvider provider = new SftpStoreProvider();

    private final ByteBudget budget = ByteBudget.of(8 << 20);

    private Store open(ScriptedSftpServer server) throws StoreException {
        var plain = TestSsh.context(server, home);
        var context = new StoreContext(
                plain.environment(),
                plain.options(),
                plain.headers(),
                budget,
                plain.connectTimeout(),
                plain.trace(),
                plain.version());
        return provider.open(server.access().location("").root(), context);
    }

    private static SftpScript ofType(int type) {
        return (_, right) -> List.of(right.withType(type));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void aReadThatGetsAnotherKindOfReplyFailsAndGivesItsMemoryBack(int number) throws Exception {
        try (var server = ScriptedSftpServer.serving(served)
                        .with("/file", CONTENT)
                        .with(ofType(105).only(Type.READ, number))
                        .start();
                var store = open(server)) {
            var failure = catchThrowable(() -> {
                try (var source =
                        store.open(server.access().location("file"), OpenOptions.whole(), Scope.unlimited())) {
                    source.read(WHOLE, CollectingSink.anyOrder(WHOLE), Scope.unlimited());
                }
            });
            assertThat(failure).isInstanceOf(StoreException.Unavailable.class);
            Eventually.holds(
                    () -> budget.free() == budget.total(),
                    () -> budget.total() - budget.free() + " bytes are not given back");
        }
    }

    @Test
    void firstBytesOfAnotherVersionAreNotMixedWithTheRest() throws Exception {
        var file = CONTENT.writeTo(served.resolve("file"));
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2001-02-03T04:05:06Z")));
        var other = Content.random(32, CONTENT.size());
        var rewrite = SftpScript.doing(() -> {
            try {
                other.writeTo(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        try (var server = ScriptedSftpServer.serving(served)
                        .withLimits(new SftpLimits(0, 32_768, 32_768, 0))
                        .with(rewrite.only(Type.READ, 1))
                        .start();
                var store = open(server);
                var source = store.open(server.access().location("file"), OpenOptions.whole(), Scope.unlimited())) {
            var sink = CollectingSink.inOrder(WHOLE);
            source.read(WHOLE, sink, Scope.unlimited());
            source.confirm(Scope.unlimited());
            assertThat(sink.bytes()).isEqualTo(other.bytes());
        }
    }

    @Test
    void theFolderThatCannotBeListedIsNamed() throws Exception {
        Files.createDirectories(served.resolve("a/denied"));
        var denied = SftpScript.status(SftpReply.PERMISSION_DENIED, "no")
                .where(r -> r.type() == Type.OPENDIR && r.path().endsWith("denied"));
        try (var server = ScriptedSftpServer.serving(served).with(denied).start();
                var store = open(server);
                var listing = store.list(server.access().location("a/"), ListOptions.everything(), Scope.unlimited())) {
            var failure = catchThrowableOfType(StoreException.Denied.class, () -> {
                while (listing.next().isPresent()) {
                    continue;
                }
            });
            assertThat(failure).hasMessageContaining("a/denied");
        }
    }
}
