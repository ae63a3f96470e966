package io.hawser.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlacesTest {
    private static final Places.Route OPEN = Places.Route.OPEN;

    private final List<String> begun = new ArrayList<>();

    private Places.Work work(String name) {
        return () -> begun.add(name);
    }

    @Test
    void placesAreGivenOutInTheOrderOfTheRequests() {
        var places = new Places(1);
        assertThat(places.request(work("a"), OPEN)).as("has its place").isNull();
        places.request(work("b"), OPEN);
        var c = places.request(work("c"), OPEN);
        places.request(work("d"), OPEN);
        assertThat(begun).isEmpty();

        assertThat(places.withdraw(c)).isTrue();
        places.release(OPEN, 1);
        places.release(OPEN, 1);
        assertThat(begun).containsExactly("b", "d");
        assertThat(places.pass(OPEN, 1)).as("nobody waits").isNull();
        assertThat(places.request(work("e"), OPEN))
                .as("has the place that became free")
                .isNull();
    }

    @Test
    void whoPassesAPlaceOnIsGivenTheWorkToBegin() {
        var places = new Places(1);
        places.request(null, OPEN);
        var next = work("next");
        var turn = places.request(next, OPEN);
        assertThat(places.pass(OPEN, 1)).isSameAs(next);
        assertThat(places.withdraw(turn)).as("its turn has come").isFalse();
        assertThat(begun).isEmpty();
    }

    @Test
    void aThreadThatIsInterruptedWhileItWaitsTakesNoPlace() throws Exception {
        var places = new Places(1);
        places.take(OPEN, 1);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> places.take(OPEN, 1)).isInstanceOf(InterruptedException.class);
        places.release(OPEN, 1);
        assertThat(places.request(work("a"), OPEN)).as("the place is free").isNull();
    }

    @Test
    void aThreadThatWaitsGetsThePlace() throws Exception {
        var places = new Places(1);
        places.take(OPEN, 1);
        var waiter = Thread.ofVirtual().unstarted(() -> {
            try {
                places.take(OPEN, 1);
                begun.add("thread");
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        waiter.start();
        places.release(OPEN, 1);
        waiter.join();
        assertThat(begun).containsExactly("thread");
    }
}
