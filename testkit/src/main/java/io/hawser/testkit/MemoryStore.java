package io.hawser.testkit;

import io.hawser.ByteRange;
import io.hawser.Entry;
import io.hawser.Kind;
import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.store.Capabilities;
import io.hawser.store.Capabilities.Capability;
import io.hawser.store.ListOptions;
import io.hawser.store.Listing;
import io.hawser.store.OpenOptions;
import io.hawser.store.Scope;
import io.hawser.store.ServerCopy;
import io.hawser.store.Source;
import io.hawser.store.Store;
import io.hawser.store.StoreContext;
import io.hawser.store.StoreProvider;
import io.hawser.store.Upload;
import io.hawser.store.UploadOptions;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * A store in memory that can be like any other, and fail like any other: a real store, not a mock. Its locations are
 * {@code memory://NAME/path}.
 *
 * <p>A {@link FaultScript} counts reads of sources, and writes of parts by themselves, as connections: faults towards
 * the client hit reads, faults towards the server hit writes. What a cut connection throws is
 * {@link StoreException.Unavailable}; a stall lasts until the scope ends it.
 */
public final class MemoryStore implements Store {
    /** What can be made to fail before it begins. */
    public enum Operation {
        /** {@link Store#open}. */
        OPEN,
        /** {@link Source#read}. */
        READ,
        /** {@link Source#confirm}. */
        CONFIRM,
        /** {@link Store#stat}. */
        STAT,
        /** {@link Store#list}. */
        LIST,
        /** {@link Listing#next}. */
        NEXT,
        /** {@link Store#upload}. */
        UPLOAD,
        /** {@link Upload#begin}. */
        BEGIN,
        /** {@link Upload#write}. */
        WRITE,
        /** {@link ServerCopy#copy}. */
        COPY,
        /** {@link Upload#commit}. */
        COMMIT,
        /** {@link Upload#abort}. */
        ABORT,
        /** {@link Store#delete}. */
        DELETE
    }

    private final String name;
    private final MemorySettings settings;
    private final MemoryFiles files;
    private final Handles handles = new Handles();
    private final Map<Operation, ConcurrentLinkedQueue<Supplier<StoreException>>> failures =
            new EnumMap<>(Operation.class);
    private final Map<Operation, AtomicInteger> counts = new EnumMap<>(Operation.class);
    private final List<ByteRange> reads = new CopyOnWriteArrayList<>();
    private volatile FaultScript script = FaultScript.none();

    /** An empty store of that name. */
    public MemoryStore(String name, MemorySettings settings) {
        this.name = name;
        this.settings = settings;
        this.files = new MemoryFiles(settings);
        for (Operation operation : Operation.values()) {
            failures.put(operation, new ConcurrentLinkedQueue<>());
            counts.put(operation, new AtomicInteger());
        }
    }

    /** Gives an engine these stores, by their names. */
    public static StoreProvider provider(MemoryStore... stores) {
        return new StoreProvider() {
            @Override
            public Set<String> schemes() {
                return Set.of("memory");
            }

            @Override
            public Store open(Location root, StoreContext context) throws StoreException {
                return Arrays.stream(stores)
                        .filter(store -> store.name.equals(root.authority()))
                        .findFirst()
                        .orElseThrow(() -> new StoreException.Rejected(root, "there is no such memory store"));
            }

            @Override
            public void close() {
                // The stores belong to the test.
            }
        };
    }

    /** The location of a path, which begins with a slash. */
    public Location at(String path) {
        return new Location("memory", name, path);
    }

    /** Puts a file there, as somebody else does; it replaces one that is there. */
    public void put(String path, Content content) {
        files.put(path, content);
    }

    /** What is there, as somebody else sees it. */
    public Optional<Content> get(String path) {
        return files.get(path).map(MemoryFiles.Stored::content);
    }

    /** The paths of all files, and of what unfinished uploads have left, which has a name of its own. */
    public Set<String> paths() {
        return files.paths();
    }

    /** What unfinished uploads have left for a path, counted in bytes. */
    public long leftovers(String path) {
        return files.leftovers(path);
    }

    /** Lets the next operations of a kind fail. */
    public void failing(Operation operation, int times, Supplier<StoreException> failure) {
        for (int i = 0; i < times; i++) {
            failures.get(operation).add(failure);
        }
    }

    /** Sets the faults of the reads and writes from now on; their numbers go on. */
    public void script(FaultScript next) {
        script = next;
    }

    /** How often an operation was begun, failures included. */
    public int count(Operation operation) {
        return counts.get(operation).get();
    }

    /** All ranges that sources were asked for, in order. */
    public List<ByteRange> reads() {
        return List.copyOf(reads);
    }

    /** Throws when a source, a listing or an upload is still open, with the places that opened them. */
    public void checkAllClosed() {
        handles.check();
    }

    MemorySettings settings() {
        return settings;
    }

    MemoryFiles files() {
        return files;
    }

    Handles handles() {
        return handles;
    }

    /** Counts an operation, and fails it if it is to fail. */
    int begin(Operation operation) throws StoreException {
        int number = counts.get(operation).incrementAndGet();
        Supplier<StoreException> failure = failures.get(operation).poll();
        if (failure != null) {
            throw failure.get();
        }
        return number;
    }

    List<Fault> faults(int connection, Fault.Direction direction, Location location) throws StoreException {
        List<Fault> faults = script.on(connection).stream()
                .filter(fault -> fault.direction() == direction)
                .toList();
        if (faults.stream().anyMatch(Fault.Refuse.class::isInstance)) {
            throw new StoreException.Unavailable(location, "refused");
        }
        return faults;
    }

    void noteRead(ByteRange range) {
        reads.add(range);
    }

    private void require(Capability ability, Location location) throws StoreException {
        if (!settings.can(ability)) {
            throw new StoreException.Unsupported(location, "this store cannot " + ability);
        }
    }

    @Override
    public Capabilities capabilities() {
        return settings.capabilities();
    }

    @Override
    public Source open(Location location, OpenOptions options, Scope scope) throws StoreException {
        begin(Operation.OPEN);
        Entry entry = files.entry(location);
        if (entry.kind() == Kind.FOLDER) {
            throw new StoreException.Rejected(location, "is a folder");
        }
        Optional<String> known = options.known().flatMap(Entry::version);
        if (known.isPresent() && !known.equals(entry.version())) {
            throw new StoreException.Conflict(location, "changed since it was listed");
        }
        return new MemorySource(
                this, entry, files.get(location.path()).orElseThrow(() -> MemoryFiles.missing(location)));
    }

    @Override
    public Entry stat(Location location, Scope scope) throws StoreException {
        begin(Operation.STAT);
        return files.entry(location);
    }

    @Override
    public Listing list(Location folder, ListOptions options, Scope scope) throws StoreException {
        begin(Operation.LIST);
        require(Capability.LIST, folder);
        options.refuseVersions(folder);
        return new MemoryListing(this, files.list(folder, options.recursive()));
    }

    @Override
    public Upload upload(Location location, UploadOptions options, Scope scope) throws StoreException {
        begin(Operation.UPLOAD);
        require(Capability.WRITE, location);
        return new MemoryUpload(this, location, options);
    }

    @Override
    public void makeFolder(Location folder, Scope scope) throws StoreException {
        if (settings.can(Capability.FOLDERS)) {
            files.makeFolder(folder);
        }
    }

    @Override
    public void delete(Entry entry, Scope scope) throws StoreException {
        begin(Operation.DELETE);
        require(Capability.DELETE, entry.location());
        files.delete(entry.location());
    }

    @Override
    public void close() {
        // The bytes stay, as they do in other stores.
    }
}
