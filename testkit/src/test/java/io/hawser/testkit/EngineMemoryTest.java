package io.hawser.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.ByteRange;
import io.hawser.CopyOptions;
import io.hawser.Outcome;
import io.hawser.StoreException;
import io.hawser.Transfer;
import io.hawser.store.Access;
import io.hawser.store.Placement;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Neither the size nor the count of parts that somebody asks for decides how much memory is used. */
class EngineMemoryTest {
    private static final MemorySettings SOURCE = MemorySettings.of(new Placement.Anywhere());
    private static final MemorySettings STREAM =
            SOURCE.withAccess(Access.ONCE).withoutSizes().withoutVersions();
    private static final int BUDGET = 1 << 20;

    private static Copies within(MemorySettings from, Placement to) {
        return new Copies(
                from,
                MemorySettings.of(to),
                TestClock.skipping(),
                options -> options.withBudget(BUDGET).withTransfers(1000));
    }

    static Stream<Placement> placements() {
        return Stream.of(
                new Placement.Anywhere(),
                new Placement.Whole(),
                new Placement.InOrder(),
                new Placement.Parts(1, Long.MAX_VALUE, Integer.MAX_VALUE),
                new Placement.Parts(1, 300_000, 10_000));
    }

    private static void all(Copies copies, Content content, CopyOptions options) {
        List<Transfer> transfers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            copies.from.put("/" + i, content);
            transfers.add(copies.hawser.copy(copies.from.at("/" + i), copies.to.at("/" + i), options));
        }
        for (Transfer transfer : transfers) {
            assertThat(Copies.end(transfer)).isInstanceOf(Outcome.Copied.class);
        }
        assertThat(copies.to.get("/0").orElseThrow().size()).isEqualTo(content.size());
    }

    @ParameterizedTest
    @MethodSource("placements")
    void hugeNumbersAskForNoMoreThanThereIs(Placement placement) {
        Content content = Content.random(1, 3_000_000);
        for (MemorySettings source : List.of(SOURCE, SOURCE.withAccess(Access.FROM_START))) {
            try (Copies copies = within(source, placement)) {
                all(copies, content, Copies.OPTIONS.withParallel(256).withPartSize(1L << 50));
            }
            try (Copies copies = within(source, placement)) {
                all(copies, content, Copies.OPTIONS.withParallel(256).withPartSize(300_000));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("placements")
    void tinyPartsAreMadeLargerBeforeTheyAreTooMany(Placement placement) {
        try (Copies copies = within(SOURCE, placement)) {
            Content content = Content.random(1, 3_000_000);
            copies.from.put(Copies.FILE, content);
            copies.copies(content, Copies.OPTIONS.withParallel(8).withPartSize(1));
            assertThat(copies.from.reads()).hasSizeLessThanOrEqualTo(10_000);
        }
    }

    @Test
    void aStreamWhosePartsDoNotFitIsRefusedWithTheArithmetic() {
        try (Copies copies = within(STREAM, new Placement.Parts(1000, 1L << 40, 10_000))) {
            copies.from.put(Copies.FILE, Content.random(1, 3_000_000));
            assertThat(copies.fails(StoreException.Rejected.class, Copies.OPTIONS.withPartSize(2 << 20)))
                    .hasMessageContaining("parts of 2097152 bytes do not fit")
                    .hasMessageContaining("--part-size 1048576")
                    .hasMessageContaining("10000 parts hold 10485760000 bytes");
            // Whoever says how long it is gets parts that fit.
            copies.copies(
                    Content.random(1, 3_000_000),
                    Copies.OPTIONS.withPartSize(2 << 20).withExpectedSize(OptionalLong.of(3_000_000)));
        }
        try (Copies copies = within(STREAM, new Placement.Parts(1000, 1L << 40, 2))) {
            copies.from.put(Copies.FILE, Content.random(1, 3_000_000));
            assertThat(copies.fails(
                            StoreException.Rejected.class, Copies.OPTIONS.withExpectedSize(OptionalLong.of(3_000_000))))
                    .hasMessageContaining("3000000 bytes in at most 2 parts make parts of 1500000")
                    .hasMessageContaining("at most 2097152 bytes");
        }
        try (Copies copies = within(STREAM, new Placement.Parts(2 << 20, 1L << 40, 10_000))) {
            copies.from.put(Copies.FILE, Content.random(1, 3_000_000));
            assertThat(copies.fails(StoreException.Rejected.class, Copies.OPTIONS))
                    .hasMessageContaining("smallest part that is taken, of 2097152 bytes");
        }
    }

    /** A store may take parts of one size only, the one that was asked for. */
    @Test
    void aGridThatDoesNotFitIsToldAsWhatWasAskedFor() {
        try (Copies copies = within(STREAM, new Placement.Parts(2 << 20, 2 << 20, 10_000))) {
            copies.from.put(Copies.FILE, Content.random(1, 3_000_000));
            assertThat(copies.fails(StoreException.Rejected.class, Copies.OPTIONS.withPartSize(2 << 20)))
                    .hasMessageContaining("parts of 2097152 bytes do not fit; with --part-size 1048576");
        }
    }

    @Test
    void aStreamOfUnknownLengthHasPartsOfTheSizeThatWasAskedFor() {
        Placement limits = new Placement.Parts(10_000, 1L << 40, 10);
        CopyOptions options = Copies.OPTIONS.withPartSize(100_000);
        try (Copies copies = within(STREAM, limits)) {
            Content fits = Content.random(1, 1_000_000);
            copies.from.put(Copies.FILE, fits);
            copies.copies(fits, options);

            Content tooLong = Content.random(1, 1_000_001);
            copies.from.put(Copies.FILE, tooLong);
            assertThat(copies.fails(StoreException.Rejected.class, options))
                    .hasMessageContaining("goes on after 10 parts of 100000 bytes")
                    .hasMessageContaining("--expected-size")
                    .hasMessageContaining("--part-size");
            copies.assertThere(fits);
            assertThat(copies.to.leftovers(Copies.FILE)).isZero();

            copies.copies(tooLong, options.withExpectedSize(OptionalLong.of(tooLong.size())));
        }
    }

    /** What no longer serves ranges is read from its start for each part, rather than giving the target a part that it does not take. */
    @Test
    void aSourceThatStopsServingRangesIsStillCut() {
        Content content = Content.random(1, 1_000_000);
        try (Copies copies = within(SOURCE.turningWeaker(), new Placement.Parts(1, 100_000, 100))) {
            copies.from.put(Copies.FILE, content);
            copies.copies(content, Copies.OPTIONS.withPartSize(100_000).withParallel(1));
            assertThat(copies.from.reads()).contains(new ByteRange(900_000, 1_000_000));
        }
    }
}
