package io.hawser.testkit.artifactory;

import io.hawser.testkit.Content;
import io.hawser.testkit.ScriptedHttpServer;
import io.hawser.testkit.TestCertificate;
import io.hawser.testkit.UrlCode;
import io.hawser.testkit.artifactory.StoredItem.StoredFile;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * An Artifactory inside this JVM: its REST API as documented, local repositories, and otherwise where a {@linkplain
 * ArtifactoryRule rule} says so. Paths are {@code repository/path}, decoded. What a test does by the methods of this class
 * makes no request. It is an Artifactory Pro, asks everybody who he is, and knows one {@linkplain #user() user}, until a
 * test says otherwise.
 *
 * <p>It offers no virtual and remote repositories, no statistics, no search but AQL of the items domain, and does not
 * unpack archives.
 */
public final class ArtifactoryServer implements AutoCloseable {
    private final ScriptedHttpServer http;
    private final ServerState state;
    private final ArtifactoryHandler handler;
    private final ArtifactoryUser user = ArtifactoryUser.named("admin").asAdmin();

    private ArtifactoryServer(ScriptedHttpServer http, String context) throws IOException {
        this.http = http;
        this.state = new ServerState(URI.create(http.url(context)));
        this.handler = new ArtifactoryHandler(state);
        state.users.add(user);
        http.on("/", handler);
    }

    /** Starts a server without repositories at the context path {@code /artifactory}. */
    public static ArtifactoryServer start() throws IOException {
        return start("/artifactory");
    }

    /**
     * Starts a server at another context path.
     *
     * @param context begins with a slash and ends with none; empty for a server at the root of its host
     */
    public static ArtifactoryServer start(String context) throws IOException {
        return new ArtifactoryServer(ScriptedHttpServer.start(), context);
    }

    /** Starts a server that speaks TLS and shows that certificate. */
    public static ArtifactoryServer start(TestCertificate certificate) throws IOException {
        return new ArtifactoryServer(ScriptedHttpServer.start(certificate), "/artifactory");
    }

    /** Where it is: the URL of its context path, without a slash at the end. */
    public URI base() {
        return state.base;
    }

    /** The URL of an item, its path encoded. */
    public String url(String item) {
        return base() + "/" + UrlCode.encodePath(item);
    }

    /** The port it listens on, on the loopback interface. */
    public int port() {
        return http.port();
    }

    /** The administrator that it knows from the start. */
    public ArtifactoryUser user() {
        return user;
    }

    /** Knows one more user, in place of one of that name. */
    public ArtifactoryServer knowing(ArtifactoryUser other) {
        state.users.add(other);
        return this;
    }

    /** Lets those read who do not say who they are. */
    public ArtifactoryServer allowingAnonymous() {
        state.users.anonymous = true;
        return this;
    }

    /** Takes a token for expired from now on. */
    public void expire(String token) {
        state.users.expire(token);
    }

    /** Is the open-source edition: without file lists, properties, copies, moves, and sorting in AQL. */
    public ArtifactoryServer withoutPro() {
        state.pro = false;
        return this;
    }

    /** Heeds {@code If-Match}, quoted or not; the real server ignores it. */
    public ArtifactoryServer heedingIfMatch() {
        state.ifMatch = true;
        return this;
    }

    /** Gives no checksums in answers to downloads; the storage API has them still. */
    public ArtifactoryServer withoutChecksumHeaders() {
        state.checksumHeaders = false;
        return this;
    }

    /** Answers GET of a folder with 404 instead of a page. */
    public ArtifactoryServer withoutFolderPages() {
        state.folderPages = false;
        return this;
    }

    /** Writes numbers and truth values in file lists, folder info and AQL results as texts, as the documentation does. */
    public ArtifactoryServer withNumbersAsText() {
        state.numbersAsText = true;
        return this;
    }

    /** Tells times in another zone than two hours ahead of UTC. */
    public ArtifactoryServer withZone(ZoneOffset zone) {
        state.zone = zone;
        return this;
    }

    /** Tells at most so many results of an AQL query, and that it trimmed the rest. */
    public ArtifactoryServer withAqlLimit(long results) {
        state.aqlLimit = results;
        return this;
    }

    /** Sends those who download a file of at least so many bytes to another host, as in the cloud. */
    public ArtifactoryServer redirectingTo(DownloadStore store, long atLeast) {
        state.redirectFrom = atLeast;
        state.storage = Optional.of(store);
        return this;
    }

    /** As {@link #redirectingTo(DownloadStore, long)}, for all files. */
    public ArtifactoryServer redirectingTo(DownloadStore store) {
        return redirectingTo(store, 0);
    }

    /** Makes a repository; {@link #put} does so too. */
    public void makeRepository(String key) {
        ItemPath root = new ItemPath(key, "");
        if (state.items.find(root).isEmpty()) {
            state.items.put(StoredItem.made(root, Optional.empty(), state.tick(), user.name()));
        }
    }

    /** Makes a folder, with those it is in. */
    public void makeFolder(String item) {
        state.items.put(StoredItem.made(ItemPath.of(item), Optional.empty(), state.tick(), user.name()));
    }

    /**
     * Puts a file there, a second later than the file put before. The content itself is kept, so a large one costs no
     * memory, but the time to compute its checksums.
     */
    public StoredItem put(String item, Content content) {
        return put(item, content, Checksums.of(content), state.tick());
    }

    /** Puts a file there that was last modified at this time. */
    public StoredItem put(String item, Content content, Instant modified) {
        return put(item, content, Checksums.of(content), modified);
    }

    /** Puts a file there of which the server tells these checksums, right or wrong, or none. */
    public StoredItem put(String item, Content content, Checksums checksums) {
        return put(item, content, checksums, state.tick());
    }

    private StoredItem put(String item, Content content, Checksums checksums, Instant modified) {
        StoredFile file = new StoredFile(content, checksums, checksums);
        return state.items.put(StoredItem.made(ItemPath.of(item), Optional.of(file), modified, user.name()));
    }

    /** Sets a property of an item that is there. */
    public void annotate(String item, String key, String... values) {
        state.items.change(ItemPath.of(item), old -> {
            Map<String, List<String>> properties = new TreeMap<>(old.properties());
            properties.put(key, List.of(values));
            return old.withProperties(properties, state.tick());
        });
    }

    /** A file or a folder. */
    public Optional<StoredItem> item(String item) {
        return state.items.find(ItemPath.of(item));
    }

    /** The content of a file; empty where there is none. */
    public Optional<Content> content(String item) {
        return item(item).flatMap(StoredItem::file).map(StoredFile::content);
    }

    /** The paths of all files below a folder, as {@code repository/path}. */
    public SortedSet<String> files(String folder) {
        SortedSet<String> files = new TreeSet<>();
        state.items.below(ItemPath.of(folder)).stream()
                .filter(item -> !item.isFolder())
                .forEach(item -> files.add(item.path().slashed()));
        return files;
    }

    /** Removes an item and all below it. */
    public void delete(String item) {
        state.items.remove(ItemPath.of(item));
    }

    /** Has GET of an item suffer; {@link ArtifactoryRule#first} and the like say which of them do. */
    public ArtifactoryRule fault(String item, ArtifactoryFault fault) {
        return at(ArtifactoryOperation.DOWNLOAD).forItem(item).suffers(fault);
    }

    /** Has GET of all items suffer. */
    public ArtifactoryRule fault(ArtifactoryFault fault) {
        return at(ArtifactoryOperation.DOWNLOAD).suffers(fault);
    }

    /** A rule for these operations, or for all where none is named; it does nothing before it has a fault. */
    public ArtifactoryRule at(ArtifactoryOperation... operations) {
        EnumSet<ArtifactoryOperation> all = EnumSet.noneOf(ArtifactoryOperation.class);
        all.addAll(Arrays.asList(operations));
        ArtifactoryRule rule = new ArtifactoryRule(all);
        handler.add(rule);
        return rule;
    }

    /** The requests so far, in the order in which they came, with what became of them. */
    public List<ArtifactoryExchange> requests() {
        return http.exchanges().stream()
                .map(exchange -> ArtifactoryExchange.of(exchange, state))
                .toList();
    }

    /** The requests about one item so far, through whichever API. */
    public List<ArtifactoryExchange> requests(String item) {
        return requests().stream()
                .filter(request -> request.item().equals(item))
                .toList();
    }

    /** How many requests there were so far for one of these operations. */
    public int count(ArtifactoryOperation... operations) {
        List<ArtifactoryOperation> counted = List.of(operations);
        return (int) requests().stream()
                .filter(request -> counted.contains(request.operation()))
                .count();
    }

    /** The bytes of content given to connections so far. */
    public long sent() {
        return http.sent();
    }

    /** How many connections were accepted so far. */
    public int connections() {
        return http.connections();
    }

    /** Resets all open connections. */
    public void resetAll() {
        http.resetAll();
    }

    @Override
    public void close() throws IOException {
        http.close();
        state.spool.close();
    }
}
