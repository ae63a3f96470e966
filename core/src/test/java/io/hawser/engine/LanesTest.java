package io.hawser.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LanesTest {
    private static final Slot SLOT = new Slot(new Places(1), Places.Route.OPEN);

    @Test
    void allTransfersTogetherHaveNoMoreThanThereAre() {
        var lanes = new Lanes(8);
        int all = 0;
        for (int transfer = 0; transfer < 8; transfer++) {
            all += lanes.take(256, SLOT).count();
        }
        assertThat(all).isEqualTo(Lanes.MOST).isEqualTo(64);
    }

    @Test
    void everyTransferHasOneAndThoseThatAreGivenBackAreTakenAgain() {
        var lanes = new Lanes(2);
        var greedy = lanes.take(1000, SLOT);
        assertThat(greedy.count()).isEqualTo(Lanes.MOST - 1);
        assertThat(lanes.take(4, SLOT).count()).as("nothing further is free").isEqualTo(1);
        greedy.close();
        assertThat(lanes.take(4, SLOT).count()).isEqualTo(4);
        assertThat(new Lanes(Lanes.MOST).take(4, SLOT).count()).isEqualTo(1);
    }
}
