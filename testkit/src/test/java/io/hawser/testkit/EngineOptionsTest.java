package io.hawser.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.CopyOptions;
import io.hawser.Hawser;
import io.hawser.HawserOptions;
import io.hawser.IfExists;
import io.hawser.Location;
import io.hawser.Outcome;
import io.hawser.StoreException;
import io.hawser.store.OpenOptions;
import io.hawser.store.Placement;
import io.hawser.store.Scope;
import io.hawser.store.Source;
import io.hawser.store.Store;
import io.hawser.store.StoreContext;
import io.hawser.store.StoreProvider;
import io.hawser.store.Upload;
import io.hawser.store.UploadOptions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What a copy is asked for reaches the stores. */
class EngineOptionsTest {
    private static final Map<String, String> VERSION = Map.of("version-id", "7");
    private static final Map<String, String> TYPE = Map.of("content-type", "text/csv");

    private final List<OpenOptions> opened = new CopyOnWriteArrayList<>();
    private final List<UploadOptions> uploaded = new CopyOnWriteArrayList<>();
    private final MemoryStore memory = new MemoryStore("memory", MemorySettings.of(new Placement.Anywhere()));

    private StoreProvider provider() {
        return new StoreProvider() {
            @Override
            public Set<String> schemes() {
                return Set.of("memory");
            }

            @Override
            public Store open(Location root, StoreContext context) {
                return new Wrapped(memory) {
                    @Override
                    public Source open(Location location, OpenOptions options, Scope scope) throws StoreException {
                        opened.add(options);
                        return super.open(location, options, scope);
                    }

                    @Override
                    public Upload upload(Location location, UploadOptions options, Scope scope) throws StoreException {
                        uploaded.add(options);
                        return super.upload(location, options, scope);
                    }
                };
            }

            @Override
            public void close() {
                // The store belongs to the test.
            }
        };
    }

    @Test
    void attributesAndPartSizeReachTheirStores() throws Exception {
        memory.put("/a", Content.random(1, 1000));
        CopyOptions options =
                Copies.OPTIONS.withPartSize(12_345).withAttributes(TYPE).withSourceAttributes(VERSION);
        try (Hawser hawser =
                Hawser.open(HawserOptions.defaults().withEnvironment(Map.of()).withProviders(List.of(provider())))) {
            Outcome outcome =
                    hawser.copy(memory.at("/a"), memory.at("/b"), options).await();
            assertThat(outcome).isInstanceOf(Outcome.Copied.class);
            assertThat(uploaded).singleElement().satisfies(how -> {
                assertThat(how.partSize()).isEqualTo(12_345);
                assertThat(how.attributes()).isEqualTo(TYPE);
            });

            // Which version is the same is not what a look without the attributes says.
            outcome = hawser.copy(memory.at("/a"), memory.at("/b"), options.withIfExists(IfExists.CHANGED))
                    .await();
            assertThat(outcome).isInstanceOf(Outcome.Copied.class);
            assertThat(opened)
                    .hasSize(3)
                    .allSatisfy(how -> assertThat(how.attributes()).isEqualTo(VERSION));
            assertThat(opened.get(1)).isEqualTo(OpenOptions.look().withAttributes(VERSION));
        }
    }
}
