package io.hawser;

import io.hawser.engine.Engine;
import io.hawser.store.Leftover;
import io.hawser.store.ListOptions;
import io.hawser.store.Listing;
import io.hawser.store.Sink;
import io.hawser.store.Store;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.util.List;
import java.util.Optional;

/**
 * The entry to everything: starts copies and looks at stores. One instance shares its limits over all its copies; it may be used from many
 * threads.
 *
 * {@snippet :
 * try (var hawser = Hawser.open()) {
 *     hawser.copy("https://example.com/data.gz", "/data/data.gz").result();
 * }
 * }
 */
public final class Hawser implements AutoCloseable {
    private final Engine engine;

    private Hawser(Engine engine) {
        this.engine = engine;
    }

    /** With {@link HawserOptions#defaults()}. */
    public static Hawser open() {
        return open(HawserOptions.defaults());
    }

    /**
     * With these options.
     *
     * @throws java.io.UncheckedIOException when {@link HawserOptions#ledger()} cannot be opened; its cause is a {@link StoreException}
     */
    public static Hawser open(HawserOptions options) {
        return new Hawser(new Engine(options));
    }

    /**
     * Copies one file, as {@link Location#parse} reads its arguments; returns at once.
     *
     * @throws IllegalArgumentException when an argument is no location
     */
    public Transfer copy(String from, String to) {
        return copy(Location.parse(from), Location.parse(to), CopyOptions.defaults());
    }

    /** Copies one file; returns at once. */
    public Transfer copy(Location from, Location to, CopyOptions options) {
        return copy(Entry.file(from), to, options, TransferListener.none(), null);
    }

    /**
     * Copies one file; returns at once.
     *
     * @param from what a listing gave, so that it is not asked for again, or {@link Entry#file} of a location
     * @param context given back by {@link Transfer#context()}; may be null
     */
    public Transfer copy(Entry from, Location to, CopyOptions options, TransferListener listener, Object context) {
        return engine.copy(from, to, options, listener, context);
    }

    /**
     * Copies what a channel brings until its end, once and in order; returns at once. The channel stays open, unless a cancellation has to close it to end a
     * read. Where the target has to know the size beforehand, {@link CopyOptions#expectedSize()} tells it.
     *
     * @param context given back by {@link Transfer#context()}; may be null
     */
    public Transfer copy(
            ReadableByteChannel from, Location to, CopyOptions options, TransferListener listener, Object context) {
        return engine.copy(from, to, options, listener, context);
    }

    /**
     * What is at that location, with the limits and retries of {@link HawserOptions#looks()}.
     *
     * @throws StoreException.NotFound when there is nothing
     */
    public Entry stat(Location location) throws StoreException, InterruptedException {
        return engine.stat(location);
    }

    /**
     * The same, with all that its store tells people, as attributes: {@code properties}, {@code created}, ….
     *
     * @throws StoreException.NotFound when there is nothing
     */
    public Entry describe(Location location) throws StoreException, InterruptedException {
        return engine.describe(location);
    }

    /**
     * Hands a range of one version of a file to a sink, byte after byte, with the limits and retries of {@code options}. What the range has beyond
     * the end of the file is left out.
     *
     * @return the position after the last byte
     * @throws StoreException.Rejected when the file ends before the first byte of the range
     * @throws StoreException for any other failure of the store
     * @throws IOException whatever the sink threw, unchanged
     */
    public long read(Location location, ByteRange range, Sink sink, CopyOptions options)
            throws IOException, InterruptedException {
        return engine.read(location, range, sink, options);
    }

    /**
     * Why the ledger lacks some of the copies that are done, the first time that one could not be noted; empty when it has all, or there is none. The copies themselves are
     * as good as any.
     */
    public Optional<StoreException> ledgerFailure() {
        return engine.ledgerFailure();
    }

    /** What is below a folder or prefix, lazily. */
    public Listing list(Location folder, ListOptions options) throws StoreException, InterruptedException {
        return engine.list(folder, options);
    }

    /** Removes a file or an empty folder. */
    public void delete(Entry entry) throws StoreException, InterruptedException {
        engine.delete(entry);
    }

    /**
     * Makes a folder, and those above it, unless they are there already.
     *
     * @throws StoreException.Conflict when there is something else of that name
     */
    public void makeFolder(Location folder) throws StoreException, InterruptedException {
        engine.makeFolder(folder);
    }

    /** Partial data in a folder, or below a prefix, that runs left and that nobody is at work on, as far as its store can tell. */
    public List<Leftover> leftovers(Location folder) throws StoreException, InterruptedException {
        return engine.leftovers(folder);
    }

    /** Removes partial data, unless a run has taken hold of it since; returns whether it was removed. */
    public boolean remove(Leftover leftover) throws StoreException, InterruptedException {
        return engine.remove(leftover);
    }

    /**
     * The store that serves that location.
     *
     * @throws StoreException.Rejected when its scheme is unknown, with those that are known
     */
    public Store store(Location location) throws StoreException {
        return engine.store(location);
    }

    /** Asks everything under way to stop; {@link #close()} waits for it. */
    public void cancelAll() {
        engine.cancelAll();
    }

    /** Waits for all copies, then releases connections and threads. An interrupt while waiting cancels what is under way. Idempotent. */
    @Override
    public void close() {
        engine.close();
    }
}
