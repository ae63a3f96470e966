package io.hawser.testkit.artifactory;

import io.hawser.testkit.ServedFile;
import io.hawser.testkit.Spool;
import io.hawser.testkit.UrlCode;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** What the parts of the server share: items, users and manners. */
final class ServerState {
    private static final DateTimeFormatter ISO = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX");

    final ItemTree items = new ItemTree();
    final Users users = new Users();
    /** Who sent a request, by its number. */
    final Map<Integer, Optional<String>> senders = new ConcurrentHashMap<>();

    final Spool spool;
    final URI base;
    private final AtomicLong writes = new AtomicLong();
    volatile ZoneOffset zone = ZoneOffset.ofHours(2);
    volatile boolean pro = true;
    volatile boolean ifMatch;
    volatile boolean checksumHeaders = true;
    volatile boolean folderPages = true;
    volatile boolean numbersAsText;
    volatile long aqlLimit = Long.MAX_VALUE;
    volatile int aqlLength = 6000;
    volatile Optional<DownloadStore> storage = Optional.empty();
    volatile long redirectFrom;

    ServerState(URI base) throws IOException {
        this.base = base;
        this.spool = new Spool();
    }

    /** A time of its own for each change, a second after the one before. */
    Instant tick() {
        return ServedFile.SOME_TIME.plusSeconds(writes.getAndIncrement()).plusMillis(123);
    }

    String iso(Instant time) {
        return ISO.format(time.atOffset(zone));
    }

    /** The URL of the context path as the client knows it: a proxy in front tells where that is. */
    String base(Call call) {
        return call.header("X-JFrog-Override-Base-Url")
                .map(front -> front + base.getRawPath())
                .or(() -> call.header("X-Artifactory-Override-Base-Url"))
                .orElse(base.toString());
    }

    /** The URL that an item is downloaded from. */
    String downloadUri(Call call, ItemPath path) {
        return base(call) + "/" + UrlCode.encodePath(path.slashed());
    }

    /** The URL of what the storage API tells of an item. */
    String storageUri(Call call, ItemPath path) {
        return base(call) + "/api/storage/" + UrlCode.encodePath(path.slashed());
    }

    StoredItem item(ItemPath path) {
        return items.find(path).orElseThrow(ArtifactoryError::itemNotFound);
    }

    /** What only the commercial editions have answers so in the others. */
    void requirePro() {
        if (!pro) {
            throw new ArtifactoryError(
                    400,
                    "This REST API is available only in Artifactory Pro (see: jfrog.com/artifactory/features). If you are"
                            + " already running Artifactory Pro please make sure your server is activated with a valid"
                            + " license key.");
        }
    }
}
