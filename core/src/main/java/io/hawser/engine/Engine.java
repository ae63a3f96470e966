package io.hawser.engine;

import io.hawser.ByteRange;
import io.hawser.CopyOptions;
import io.hawser.Entry;
import io.hawser.HawserOptions;
import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.Ticker;
import io.hawser.Transfer;
import io.hawser.TransferListener;
import io.hawser.Version;
import io.hawser.ledger.Ledger;
import io.hawser.local.ChannelStore;
import io.hawser.local.LocalStore;
import io.hawser.store.ByteBudget;
import io.hawser.store.Leftover;
import io.hawser.store.ListOptions;
import io.hawser.store.Listing;
import io.hawser.store.Sink;
import io.hawser.store.Store;
import io.hawser.store.StoreContext;
import io.hawser.store.StoreProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** What all copies of one {@link io.hawser.Hawser} share: stores, limits, threads, the watchdog. */
public final class Engine implements AutoCloseable {
    private final HawserOptions options;
    private final Optional<Ledger> ledger;
    private final Ticker ticker;
    private final ByteBudget budget;
    private final RateLimiter limiter;
    private final Watchdog watchdog;
    private final Places places;
    private final Hosts hosts;
    private final Lanes lanes;
    private final ExecutorService workers;
    private final CancelToken all = new CancelToken();
    private final Store local;
    private final Map<String, StoreProvider> providers = new HashMap<>();
    private final Map<Location, Store> stores = new HashMap<>();
    private final Set<TransferTask> transfers = ConcurrentHashMap.newKeySet();
    private final AtomicLong ids = new AtomicLong();
    private boolean closed;
    private boolean ledgerClosed;

    /**
     * Starts it.
     *
     * @throws UncheckedIOException when the ledger cannot be opened; the cause is a {@link StoreException}
     */
    public Engine(HawserOptions options) {
        this.options = options;
        this.ledger = options.ledger().map(Engine::open);
        this.ticker = options.ticker();
        this.budget = ByteBudget.of(options.budget());
        this.limiter = new RateLimiter(ticker, options.limitRate());
        this.watchdog = new Watchdog(ticker);
        int running = Math.min(options.transfers(), Lanes.MOST);
        this.places = new Places(running);
        this.hosts = new Hosts(options.locationOptions(), options.connections());
        this.lanes = new Lanes(running);
        // Bulk bytes move on platform threads: a cold virtual thread in a blocking read is a third slower.
        this.workers = Executors.newCachedThreadPool(
                Thread.ofPlatform().name("hawser-worker-", 0).daemon(true).factory());
        this.local = new LocalStore();
        for (var provider : options.providers()) {
            for (var scheme : provider.schemes()) {
                providers.put(scheme, provider);
            }
        }
        options.deadline().ifPresent(this::callOffAfter);
    }

    private static Ledger open(Path ledger) {
        try {
            return Ledger.open(ledger);
        } catch (StoreException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    private void callOffAfter(Duration deadline) {
        watchdog.at(
                ticker.nanos() + deadline.toNanos(),
                () -> all.cancel(
                        new StoreException.Unavailable("", "the deadline of " + words(deadline) + " has passed")));
    }

    static String words(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }

    /** Starts a copy; returns at once. */
    public Transfer copy(Entry from, Location to, CopyOptions how, TransferListener listener, Object context) {
        return copy(Optional.empty(), from, to, how, listener, context);
    }

    /** Starts a copy of what {@code source} brings; returns at once. */
    public Transfer copy(
            ReadableByteChannel source, Location to, CopyOptions how, TransferListener listener, Object context) {
        return copy(
                Optional.of(new ChannelStore(source)), Entry.file(ChannelStore.LOCATION), to, how, listener, context);
    }

    private Transfer copy(
            Optional<Store> source,
            Entry from,
            Location to,
            CopyOptions how,
            TransferListener listener,
            Object context) {
        TransferTask task;
        synchronized (this) {
            if (closed) {
                throw new IllegalStateException("this Hawser is closed");
            }
            task = new TransferTask(this, ids.getAndIncrement(), source, from, to, how, listener, context);
            transfers.add(task);
        }
        task.queue();
        return task;
    }

    void ended(TransferTask task) {
        transfers.remove(task);
    }

    /** What is at {@code location}. */
    public Entry stat(Location location) throws StoreException, InterruptedException {
        return call(location, options.looks(), life -> store(location).stat(location, life));
    }

    /** What is at {@code location}, with all that its store tells people. */
    public Entry describe(Location location) throws StoreException, InterruptedException {
        return call(location, options.looks(), life -> store(location).describe(location, life));
    }

    /** What is below {@code folder}. */
    public Listing list(Location folder, ListOptions what) throws StoreException, InterruptedException {
        var token = new CancelToken(all);
        var life = lifeline(folder, token, options.looks());
        try {
            var pages = call(folder, options.looks(), _ -> store(folder).list(folder, what, life));
            return new WatchedListing(pages, life, token);
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            life.close();
            token.close();
            throw e;
        }
    }

    /** Removes what {@code entry} names. */
    public void delete(Entry entry) throws StoreException, InterruptedException {
        call(entry.location(), options.looks(), life -> {
            store(entry.location()).delete(entry, life);
            return entry;
        });
    }

    /** Makes {@code folder}, and those above it, unless they are there. */
    public void makeFolder(Location folder) throws StoreException, InterruptedException {
        call(folder, options.looks(), life -> {
            store(folder).makeFolder(folder, life);
            return folder;
        });
    }

    /** Abandoned partial data in {@code folder}. */
    public List<Leftover> leftovers(Location folder) throws StoreException, InterruptedException {
        return call(folder, options.looks(), life -> store(folder).leftovers(folder, life));
    }

    /** Removes partial data. */
    public boolean remove(Leftover leftover) throws StoreException, InterruptedException {
        return call(
                leftover.location(),
                options.looks(),
                life -> store(leftover.location()).remove(leftover, life));
    }

    /** Hands {@code range} of the file at {@code location} to {@code sink}, in order; returns the position after the last byte. */
    public long read(Location location, ByteRange range, Sink sink, CopyOptions how)
            throws IOException, InterruptedException {
        try (var token = new CancelToken(all);
                var slot = new Slot(places, Places.Route.OPEN)) {
            return new RangeRead(new Run(this, how, token, slot, _ -> {}), this, location, sink).read(range);
        } catch (Stopped e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            throw new StoreException.Unavailable(location, e.getMessage(), e);
        }
    }

    /** An operation that a lifeline watches. */
    interface Watched<T> {
        T call(Lifeline life) throws IOException;
    }

    private <T> T call(Location location, CopyOptions how, Watched<T> operation)
            throws StoreException, InterruptedException {
        try (var token = new CancelToken(all);
                var slot = new Slot(places, Places.Route.OPEN)) {
            var run = new Run(this, how, token, slot, _ -> {});
            return run.retrying(location, token, operation);
        } catch (StoreException e) {
            throw e;
        } catch (IOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            throw new StoreException.Unavailable(location, e.getMessage(), e);
        }
    }

    /**
     * The store that serves {@code location}.
     *
     * @throws StoreException.Rejected when no provider knows its scheme
     */
    public Store store(Location location) throws StoreException {
        if (location.isLocal()) {
            return local;
        }
        var root = location.root();
        synchronized (stores) {
            var store = stores.get(root);
            if (store == null) {
                var provider = providers.get(location.scheme());
                if (provider == null) {
                    var known = new TreeSet<>(providers.keySet());
                    known.add(Location.LOCAL);
                    throw new StoreException.Rejected(
                            location,
                            "unknown scheme '" + location.scheme() + "'; known are " + String.join(", ", known));
                }
                store = provider.open(root, context(location));
                stores.put(root, store);
            }
            return store;
        }
    }

    private StoreContext context(Location location) {
        var settings = new HashMap<>(options.locationOptions().apply(location));
        if (options.connections() > 0) {
            settings.putIfAbsent(Hosts.OPTION, String.valueOf(options.connections()));
        }
        return new StoreContext(
                options.environment(),
                settings,
                options.headers(),
                budget,
                options.connectTimeout(),
                options.trace(),
                Version.current());
    }

    Optional<Ledger> ledger() {
        return ledger;
    }

    /** Why the ledger lacks some of what was done, if it does. */
    public Optional<StoreException> ledgerFailure() {
        return ledger.flatMap(Ledger::failure);
    }

    ByteBudget budget() {
        return budget;
    }

    RateLimiter limiter() {
        return limiter;
    }

    Ticker ticker() {
        return ticker;
    }

    Executor workers() {
        return workers;
    }

    Lanes lanes() {
        return lanes;
    }

    Places places() {
        return places;
    }

    /** Where a copy between these two needs permits. */
    Places.Route route(Location from, Location to) {
        return hosts.route(from, to);
    }

    CancelToken all() {
        return all;
    }

    Lifeline lifeline(Location location, CancelToken parent, CopyOptions how) {
        return new Lifeline(
                watchdog,
                parent,
                location,
                new Lifeline.Limits(how.stall().toNanos(), how.silence().toNanos(), how.minRate()));
    }

    /** Asks everything under way to stop; the last ones first, since most that wait came after those whose places they would get. */
    public void cancelAll() {
        transfers.stream()
                .sorted(Comparator.comparingLong(TransferTask::id).reversed())
                .forEach(TransferTask::cancel);
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        boolean interrupted = false;
        for (var transfer : transfers) {
            while (!transfer.done()) {
                try {
                    transfer.await();
                } catch (InterruptedException _) {
                    interrupted = true;
                    cancelAll();
                }
            }
        }
        all.cancel(null);
        watchdog.close();
        workers.shutdown();
        synchronized (stores) {
            stores.values().forEach(Store::close);
            stores.clear();
        }
        options.providers().forEach(StoreProvider::close);
        local.close();
        if (!ledgerClosed) {
            ledgerClosed = true;
            ledger.ifPresent(Ledger::close);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
