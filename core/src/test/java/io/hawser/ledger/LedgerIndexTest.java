package io.hawser.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class LedgerIndexTest {
    @Test
    void everythingIsFoundAgainHoweverTheHashesFall() throws Exception {
        long seed = new Random().nextLong();
        for (long few : new long[] {-1, 0xffff_ffffL << 32, 0xf0L << 40, 0}) {
            var random = new Random(seed);
            var index = new LedgerIndex();
            var hashes = new long[few == 0 ? 500 : 5000];
            for (int i = 0; i < hashes.length; i++) {
                hashes[i] = random.nextLong() & few;
                int wanted = i;
                assertThat(index.put(hashes[i], i, at -> at == wanted)).isTrue();
            }
            for (int i = 0; i < hashes.length; i++) {
                int wanted = i;
                assertThat(index.find(hashes[i], at -> at == wanted))
                        .as("seed %d", seed)
                        .isEqualTo(i);
                assertThat(index.find(hashes[i], _ -> false))
                        .as("seed %d", seed)
                        .isEqualTo(-1);
            }
            assertThat(index.count()).isEqualTo(hashes.length);
        }
    }

    @Test
    void aLaterRecordOfTheSameCopyTakesThePlaceOfTheEarlier() throws Exception {
        var index = new LedgerIndex();
        index.put(42, 100, _ -> true);
        index.put(42, 200, _ -> true);
        assertThat(index.find(42, _ -> true)).isEqualTo(200);
        assertThat(index.count()).isEqualTo(1);
    }

    @Test
    void whatIsTooFarBehindIsRefused() throws Exception {
        var index = new LedgerIndex();
        assertThat(index.put(1, LedgerIndex.LARGEST_POSITION, _ -> false)).isTrue();
        assertThat(index.find(1, at -> at == LedgerIndex.LARGEST_POSITION)).isEqualTo(LedgerIndex.LARGEST_POSITION);
        assertThat(index.put(1, LedgerIndex.LARGEST_POSITION + 1, _ -> false)).isFalse();
    }
}
