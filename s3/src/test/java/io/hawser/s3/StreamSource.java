package io.hawser.s3;

import io.hawser.CopyOptions;
import io.hawser.Hawser;
import io.hawser.HawserOptions;
import io.hawser.Outcome;
import io.hawser.store.Access;
import io.hawser.store.Placement;
import io.hawser.testkit.Content;
import io.hawser.testkit.MemorySettings;
import io.hawser.testkit.MemoryStore;
import java.util.List;

/** A source that comes once, from its beginning to an end that nobody knows beforehand, as standard input does. */
final class StreamSource implements AutoCloseable {
    private final MemoryStore store = new MemoryStore(
            "stream",
            MemorySettings.of(new Placement.Whole())
                    .withAccess(Access.ONCE)
                    .withoutSizes()
                    .withoutVersions());

    StreamSource(Content content) {
        store.put("/stream", content);
    }

    Outcome copyTo(Uploading uploading, String key, CopyOptions options) throws Exception {
        try (var hawser = Hawser.open(HawserOptions.defaults()
                .withProviders(List.of(new S3StoreProvider(), MemoryStore.provider(store)))
                .withEnvironment(uploading.bucket.environment()))) {
            return hawser.copy(store.at("/stream"), TestBucket.at(key), options).await();
        }
    }

    @Override
    public void close() {
        store.checkAllClosed();
    }
}
