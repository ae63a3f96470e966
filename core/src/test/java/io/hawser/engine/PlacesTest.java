package io.hawser.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlacesTest {
    private final List<String> begun = new ArrayList<>();

    private Places.Work work(String name) {
        return () -> begun.add(name);
    }

    @Test
    void placesAreGivenOutInTheOrderOfTheRequests() {
        var places = new Places(1);
        assertThat(places.request(work("a"))).as("has its place").isNull();
        places.request(work("b"));
        var c = places.request(work("c"));
        places.request(work("d"));
        assertThat(begun).isEmpty();

        assertThat(places.withdraw(c)).isTrue();
        places.release();
        places.release();
        assertThat(begun).containsExactly("b", "d");
        assertThat(places.pass()).as("nobody waits").isNull();
        assertThat(places.request(work("e")))
                .as("has the place that became free")
                .isNull();
    }

    @Test
    void whoPassesAPlaceOnIsGivenTheWorkToBegin() {
        var places = new Places(1);
        places.request(null);
        var next = work("next");
        var turn = places.request(next);
        assertThat(places.pass()).isSameAs(next);
        assertThat(places.withdraw(turn)).as("its turn has come").isFalse();
        assertThat(begun).isEmpty();
    }

    @Test
    void aThreadThatIsInterruptedWhileItWaitsTakesNoPlace() throws Exception {
        var places = new Places(1);
        places.take();
        Thread.currentThread().interrupt();
        assertThatThrownBy(places::take).isInstanceOf(InterruptedException.class);
        places.release();
        assertThat(places.request(work("a"))).as("the place is free").isNull();
    }

    @Test
    void aThreadThatWaitsGetsThePlace() throws Exception {
        var places = new Places(1);
        places.take();
        var waiter = Thread.ofVirtual().unstarted(() -> {
            try {
                places.take();
                begun.add("thread");
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        waiter.start();
        places.release();
        waiter.join();
        assertThat(begun).containsExactly("thread");
    }
}
