package io.hawser.testkit;

import io.hawser.Algorithm;
import io.hawser.Location;
import io.hawser.store.Access;
import io.hawser.store.Capabilities.Capability;
import io.hawser.store.Placement;
import io.hawser.store.Store;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;

/** The memory store as each of the kinds that it can be. */
class MemoryStoreContractTest {
    abstract static class Of extends StoreContract {
        private final MemoryStore memory;

        Of(MemorySettings settings) {
            memory = new MemoryStore("test", settings);
        }

        @Override
        protected Store open() {
            return memory;
        }

        @Override
        public Location at(String name) {
            return memory.at("/folder/" + name);
        }

        @Override
        public void put(String name, Content content) {
            memory.put("/folder/" + name, content);
        }

        @Override
        public Optional<Content> get(String name) {
            return memory.get("/folder/" + name);
        }

        @Override
        public Optional<Set<String>> names() {
            return Optional.of(memory.paths());
        }

        @Override
        public Optional<Location> stalling() {
            memory.put("/stalling", Content.random(1, 100_000));
            memory.script(FaultScript.every(new Fault.StallAfter(0)));
            return Optional.of(memory.at("/stalling"));
        }

        @AfterEach
        void everythingWasClosed() {
            memory.checkAllClosed();
        }
    }

    @Nested
    class Anywhere extends Of {
        Anywhere() {
            super(MemorySettings.of(new Placement.Anywhere()));
        }
    }

    @Nested
    class Parts extends Of {
        Parts() {
            super(MemorySettings.of(new Placement.Parts(500_000, 5_000_000, 100))
                    .withOnly(
                            Capability.LIST,
                            Capability.WRITE,
                            Capability.DELETE,
                            Capability.RESUME,
                            Capability.KEYS,
                            Capability.SERVER_COPY));
        }
    }

    @Nested
    class Whole extends Of {
        Whole() {
            super(MemorySettings.of(new Placement.Whole())
                    .withOnly(Capability.WRITE, Capability.DELETE, Capability.CREATE_ONLY, Capability.SERVER_COPY));
        }
    }

    @Nested
    class InOrder extends Of {
        InOrder() {
            super(MemorySettings.of(new Placement.InOrder()).withOnly(Capability.WRITE));
        }
    }

    @Nested
    class ReadOnly extends Of {
        ReadOnly() {
            super(MemorySettings.of(new Placement.Whole())
                    .withOnly()
                    .withDigests(Algorithm.MD5, Algorithm.SHA256)
                    .inScrambledOrder());
        }
    }

    @Nested
    class Untold extends Of {
        Untold() {
            super(MemorySettings.of(new Placement.Anywhere())
                    .withAccess(Access.FROM_START)
                    .withoutSizes()
                    .withoutVersions());
        }
    }

    @Nested
    class Once extends Of {
        Once() {
            super(MemorySettings.of(new Placement.Anywhere()).withAccess(Access.ONCE));
        }
    }
}
