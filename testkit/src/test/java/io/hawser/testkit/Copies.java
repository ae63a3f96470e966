package io.hawser.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.CopyOptions;
import io.hawser.Entry;
import io.hawser.Hawser;
import io.hawser.HawserOptions;
import io.hawser.Outcome;
import io.hawser.StoreException;
import io.hawser.Transfer;
import io.hawser.TransferEvent;
import io.hawser.TransferListener;
import io.hawser.store.Placement;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** An engine between two memory stores, and the file {@code /file} that it copies from one to the other. */
final class Copies implements AutoCloseable {
    static final String FILE = "/file";

    /** Small enough that a few hundred kilobytes are several parts, and no limit of time but those that a test sets. */
    static final CopyOptions OPTIONS = CopyOptions.defaults()
            .withPartSize(64 << 10)
            .withStall(Duration.ofDays(1000))
            .withSilence(Duration.ofDays(1000));

    final MemoryStore from;
    final MemoryStore to;
    final TestClock clock;
    final Hawser hawser;
    final List<TransferEvent> events = new CopyOnWriteArrayList<>();

    Copies(MemorySettings from, MemorySettings to, TestClock clock, UnaryOperator<HawserOptions> options) {
        this.from = new MemoryStore("from", from);
        this.to = new MemoryStore("to", to);
        this.clock = clock;
        this.hawser = Hawser.open(options.apply(HawserOptions.defaults()
                .withEnvironment(Map.of())
                .withProviders(List.of(MemoryStore.provider(this.from, this.to)))
                .withTicker(clock)));
    }

    /** From a store with everything to one that takes bytes anywhere, with pauses that are over at once. */
    static Copies plain() {
        return to(new Placement.Anywhere());
    }

    static Copies to(Placement placement) {
        return between(MemorySettings.of(new Placement.Anywhere()), MemorySettings.of(placement));
    }

    static Copies between(MemorySettings from, MemorySettings to) {
        return new Copies(from, to, TestClock.skipping(), options -> options);
    }

    /** As {@link #plain}, under a clock that the test advances. */
    static Copies standing() {
        MemorySettings everything = MemorySettings.of(new Placement.Anywhere());
        return new Copies(everything, everything, TestClock.standing(), options -> options);
    }

    Transfer start(CopyOptions options) {
        return start(options, (_, event) -> events.add(event));
    }

    Transfer start(CopyOptions options, TransferListener listener) {
        return hawser.copy(Entry.file(from.at(FILE)), to.at(FILE), options, listener, null);
    }

    /** Copies to the end. */
    Outcome copy(CopyOptions options) {
        return end(start(options));
    }

    /** How a transfer ends, which it must. */
    static Outcome end(Transfer transfer) {
        try {
            if (!transfer.await(Eventually.GUARD)) {
                throw new AssertionError(
                        "The transfer does not end: " + transfer.progress() + "\n" + OpenResources.threads());
            }
            return transfer.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Copies, and insists that it fails in a way. */
    <E extends StoreException> E fails(Class<E> kind, CopyOptions options) {
        return failure(kind, copy(options));
    }

    static <E extends StoreException> E failure(Class<E> kind, Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Failed.class);
        StoreException cause = ((Outcome.Failed) outcome).cause();
        assertThat(cause).isInstanceOf(kind);
        return kind.cast(cause);
    }

    /** Copies, and insists that it arrives whole. */
    Outcome.Copied copies(Content content, CopyOptions options) {
        return arrived(content, copy(options));
    }

    Outcome.Copied arrived(Content content, Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Copied.class);
        assertThere(content);
        Outcome.Copied copied = (Outcome.Copied) outcome;
        assertThat(copied.summary().bytes()).isEqualTo(content.size());
        return copied;
    }

    /** Insists that the target has this content. */
    void assertThere(Content content) {
        assertThat(to.get(FILE)).isPresent();
        try {
            assertThat(content.mismatch(to.get(FILE).orElseThrow().stream())).isEmpty();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The retries that were told of. */
    List<TransferEvent.Retrying> retries() {
        return events.stream()
                .filter(TransferEvent.Retrying.class::isInstance)
                .map(TransferEvent.Retrying.class::cast)
                .toList();
    }

    @Override
    public void close() {
        hawser.close();
        from.checkAllClosed();
        to.checkAllClosed();
    }
}
