package io.hawser.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.ByteRange;
import io.hawser.StoreException;
import io.hawser.store.Access;
import io.hawser.store.OpenOptions;
import io.hawser.store.Scope;
import io.hawser.store.Sink;
import io.hawser.store.Source;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A scope ends what is under way, and only that. */
public interface StopContract extends StoreUnderTest {
    @Test
    default void aReadUnderAStoppedScopeFails() throws Exception {
        put("file", Content.random(1, 3_000_000));
        StoppableScope scope = new StoppableScope();
        scope.stop();
        try (Source source = store().open(at("file"), OpenOptions.whole(), Scope.unlimited())) {
            ByteRange whole = new ByteRange(0, 3_000_000);
            assertThatThrownBy(() -> source.read(whole, CollectingSink.inOrder(whole), scope))
                    .isInstanceOf(StoreException.class);
        }
    }

    @Test
    default void aReadThatIsStoppedNeverLooksComplete() throws Exception {
        Content content = Content.random(1, 8_000_000);
        put("file", content);
        ByteRange whole = new ByteRange(0, content.size());
        StoppableScope scope = new StoppableScope();
        CollectingSink collected = CollectingSink.inOrder(whole);
        Sink stopping = Sink.inOrder((position, bytes) -> {
            collected.write(position, bytes);
            try {
                scope.stop();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        });
        try (Source source = store().open(at("file"), OpenOptions.whole(), Scope.unlimited())) {
            try {
                source.read(whole, stopping, scope);
                ReadContract.assertBytes(content, collected.bytes());
            } catch (StoreException _) {
                ReadContract.assertBytes(content.slice(0, collected.bytes().length), collected.bytes());
            }
            if (source.access() != Access.ONCE) {
                // What was broken off is that read, not the source.
                ReadContract.assertBytes(content.slice(5, 10), ReadContract.read(source, new ByteRange(5, 15)));
            }
        }
    }

    @Test
    default void aReadThatBringsNothingIsBrokenOff() throws Exception {
        if (stalling().isEmpty()) {
            return;
        }
        StoppableScope scope = new StoppableScope();
        CompletableFuture<Throwable> end = new CompletableFuture<>();
        Thread reader = Thread.ofPlatform()
                .daemon()
                .name("testkit-stalled-read")
                .start(() -> {
                    ByteRange first = ByteRange.from(0);
                    try (Source source = store().open(stalling().get(), OpenOptions.first(first), scope)) {
                        source.read(first, CollectingSink.inOrder(first), scope);
                        end.complete(null);
                    } catch (Throwable e) {
                        end.complete(e);
                    }
                });
        Eventually.holds(() -> scope.held() || end.isDone(), () -> "the read can be broken off");
        scope.stop();
        assertThat(end.get(Eventually.GUARD.toSeconds(), TimeUnit.SECONDS))
                .isInstanceOf(StoreException.Unavailable.class);
        reader.join();
    }
}
