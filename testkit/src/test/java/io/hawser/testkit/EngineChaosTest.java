package io.hawser.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.Algorithm;
import io.hawser.CopyOptions;
import io.hawser.Outcome;
import io.hawser.RetryPolicy;
import io.hawser.StoreException;
import io.hawser.TransferEvent;
import io.hawser.store.Access;
import io.hawser.store.Placement;
import io.hawser.testkit.MemoryStore.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Stores, options and faults drawn at random: whatever comes, a copy is right, or told with the old target untouched and
 * nothing left open.
 */
class EngineChaosTest {
    private static final Content OLD = Content.text("old");
    private static final int ROUNDS = 60;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void rightOrTold(long seed) {
        int copied = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Random random = new Random(seed * 1000 + round);
            try {
                copied += round(random) ? 1 : 0;
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed + ", round " + round, e);
            }
        }
        assertThat(copied).as("copies that succeeded").isBetween(1, ROUNDS - 1);
    }

    private static <T> T any(Random random, List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private static boolean round(Random random) {
        MemorySettings source = any(
                random,
                List.of(
                        MemorySettings.of(new Placement.Anywhere()),
                        MemorySettings.of(new Placement.Anywhere()).withDigests(Algorithm.MD5),
                        MemorySettings.of(new Placement.Anywhere())
                                .withDigests(Algorithm.SHA256)
                                .inScrambledOrder(),
                        MemorySettings.of(new Placement.Anywhere())
                                .withoutVersions()
                                .withDigests(Algorithm.SHA1),
                        MemorySettings.of(new Placement.Anywhere())
                                .withAccess(Access.FROM_START)
                                .withoutSizes()));
        Placement placement = any(
                random,
                List.of(
                        new Placement.Anywhere(),
                        new Placement.Whole(),
                        new Placement.Parts(10_000, 5_000_000, 1000),
                        new Placement.InOrder()));
        int budget = random.nextInt(1 << 20, 8 << 20);
        try (Copies copies =
                new Copies(source, MemorySettings.of(placement), TestClock.skipping(), o -> o.withBudget(budget))) {
            Content content = Content.random(random.nextLong(), random.nextInt(2_000_000));
            copies.from.put(Copies.FILE, content);
            copies.to.put(Copies.FILE, OLD);
            // A bit that flips where no digest is offered cannot be noticed by anybody.
            boolean flips = !source.digests().isEmpty();
            copies.from.script(faults(random, Fault.Direction.TO_CLIENT, flips));
            copies.to.script(faults(random, Fault.Direction.TO_SERVER, false));
            failSome(random, copies.from, List.of(Operation.OPEN, Operation.READ, Operation.CONFIRM));
            failSome(random, copies.to, List.of(Operation.UPLOAD, Operation.BEGIN, Operation.WRITE, Operation.COMMIT));
            return judge(copies, content, placement, options(random));
        }
    }

    private static CopyOptions options(Random random) {
        return Copies.OPTIONS
                .withParallel(random.nextInt(1, 9))
                .withPartSize(random.nextInt(1, 300_000))
                .withRetry(new RetryPolicy(random.nextInt(1, 7), Duration.ofMillis(1), Duration.ofSeconds(1)))
                .withResume(random.nextBoolean());
    }

    private static FaultScript faults(Random random, Fault.Direction direction, boolean flips) {
        long seed = random.nextLong();
        int often = random.nextInt(1, 6);
        return connection -> {
            Random own = new Random(seed * 31 + connection);
            if (own.nextInt(6) >= often) {
                return List.of();
            }
            long after = own.nextLong(200_000);
            return List.of(
                    switch (own.nextInt(flips ? 6 : 5)) {
                        case 0 -> new Fault.ResetAfter(after, direction);
                        case 1 -> new Fault.FinAfter(after, direction);
                        case 2 -> new Fault.ResetAfter(0, direction);
                        case 3 -> new Fault.Drip(after, own.nextInt(1, 10_000), () -> {}, direction);
                        case 4 -> new Fault.ResetAfter(after + 500_000, direction);
                        default -> new Fault.FlipBit(after, direction);
                    });
        };
    }

    private static void failSome(Random random, MemoryStore store, List<Operation> operations) {
        List<StoreException> kinds = new ArrayList<>(List.of(
                new StoreException.Unavailable("here", "fell over"),
                new StoreException.Unavailable("here", "fell over"),
                new StoreException.Throttled("here", "busy", Duration.ofSeconds(3)),
                new StoreException.Throttled("here", "busy", null),
                new StoreException.Denied("here", "no")));
        for (Operation operation : operations) {
            if (random.nextInt(3) == 0) {
                StoreException failure = any(random, kinds);
                store.failing(operation, random.nextInt(1, 4), () -> failure.withNote("drawn"));
            }
        }
    }

    private static boolean judge(Copies copies, Content content, Placement placement, CopyOptions options) {
        Outcome outcome = copies.copy(options);
        if (outcome instanceof Outcome.Copied) {
            copies.arrived(content, outcome);
            assertThat(copies.to.leftovers(Copies.FILE)).isZero();
            assertThat(copies.events.stream()
                            .mapToLong(event -> event instanceof TransferEvent.Moved moved ? moved.bytes() : 0)
                            .sum())
                    .as("the bytes that were told of")
                    .isEqualTo(content.size());
            return true;
        }
        StoreException cause = Copies.failure(StoreException.class, outcome);
        assertThat(cause.reason()).doesNotContain("inside Hawser");
        boolean committedAlready = placement instanceof Placement.Whole && copies.to.count(Operation.COMMIT) > 0;
        if (!(placement instanceof Placement.InOrder) && !committedAlready) {
            copies.assertThere(OLD);
        }
        if (!options.resume()) {
            assertThat(copies.to.leftovers(Copies.FILE)).isZero();
        }
        return false;
    }
}
