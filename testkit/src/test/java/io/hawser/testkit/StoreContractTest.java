package io.hawser.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.Location;
import io.hawser.store.Placement;
import io.hawser.store.Store;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The contract itself: it lets an honest store pass and notices a lying one. */
class StoreContractTest {
    /** A contract that is run within a test of this class, on its thread. */
    private static final ThreadLocal<UnaryOperator<Store>> LIE = new ThreadLocal<>();

    @ExtendWith(TestRun.Only.class)
    static class Suspect extends StoreContract {
        private final MemoryStore memory = new MemoryStore("test", MemorySettings.of(new Placement.Anywhere()));

        @Override
        protected Store open() {
            return LIE.get().apply(memory);
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
    }

    private static TestRun run(UnaryOperator<Store> lie) {
        LIE.set(lie);
        try {
            return TestRun.of(Suspect.class);
        } finally {
            LIE.remove();
        }
    }

    @Test
    void anHonestStorePasses() {
        TestRun run = run(honest -> honest);
        assertThat(run.failures()).isEmpty();
        assertThat(run.successes()).hasSizeGreaterThan(50);
    }

    @ParameterizedTest
    @EnumSource
    void aLyingStoreFails(Lie lie) {
        assertThat(run(lie::told).failures()).containsKey(lie.noticedBy() + "()");
    }
}
