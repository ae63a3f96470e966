package io.hawser.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.Location;
import io.hawser.engine.Places.Host;
import io.hawser.engine.Places.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Places for transfers whose hosts bear only so many parts at a time. */
class HostPermitsTest {
    private final List<String> begun = new ArrayList<>();
    private final Places places = new Places(4);
    private final Host a = new Host(1);
    private final Host b = new Host(2);
    private final Route fromA = new Route(a, Host.ANY);
    private final Route fromB = new Route(b, Host.ANY);

    private boolean starts(String name, Route route) {
        return places.request(() -> begun.add(name), route) == null;
    }

    @Test
    void aFullHostHoldsNoPlaceAndKeepsNobodyElseWaiting() {
        assertThat(starts("a1", fromA)).isTrue();
        for (int i = 2; i < 1000; i++) {
            assertThat(starts("a" + i, fromA)).isFalse();
        }
        assertThat(starts("b1", fromB)).isTrue();
        assertThat(starts("b2", fromB)).isTrue();
        assertThat(starts("b3", fromB)).isFalse();
        assertThat(starts("free", Route.OPEN)).isTrue();
        assertThat(starts("no place", Route.OPEN)).isFalse();

        places.release(fromB, 1);
        assertThat(begun).as("the one that waits the longest").containsExactly("b3");
        places.release(Route.OPEN, 1);
        places.release(fromA, 1);
        assertThat(begun).containsExactly("b3", "no place", "a2");
    }

    @Test
    void whoWaitsLongestGoesFirstWhereverItComesFrom() {
        var one = new Places(1);
        one.request(() -> {}, Route.OPEN);
        for (int i = 0; i < 6; i++) {
            var name = "" + i;
            one.request(() -> begun.add(name), List.of(Route.OPEN, fromA, fromB).get(i % 3));
        }
        var routes = List.of(Route.OPEN, Route.OPEN, fromA, fromB, Route.OPEN, fromA, fromB);
        routes.forEach(route -> one.release(route, 1));
        assertThat(begun).containsExactly("0", "1", "2", "3", "4", "5");
    }

    @Test
    void aCopyNeedsAPermitAtBothEndsOrHasNone() {
        var toB = new Host(1);
        var both = new Route(a, toB);
        assertThat(starts("to b", new Route(Host.ANY, toB))).isTrue();
        assertThat(starts("a to b", both)).isFalse();
        assertThat(starts("a", fromA))
                .as("a has a permit that the other does not hold while it waits")
                .isTrue();
        places.release(new Route(Host.ANY, toB), 1);
        assertThat(begun).isEmpty();
        places.release(fromA, 1);
        assertThat(begun).containsExactly("a to b");
    }

    @Test
    void onePlaceGivenUpMayLetSeveralBegin() {
        var from = new Host(1);
        var to = new Host(1);
        places.request(null, new Route(from, to));
        assertThat(starts("from", new Route(from, Host.ANY))).isFalse();
        assertThat(starts("to", new Route(Host.ANY, to))).isFalse();
        var next = places.pass(new Route(from, to), 1);
        assertThat(begun).as("the first is the caller's to begin").containsExactly("to");
        next.start();
        assertThat(begun).containsExactly("to", "from");
    }

    @Test
    void whatIsWithdrawnIsPassedOverAlsoAtAFullHost() {
        starts("a1", fromA);
        var withdrawn = places.request(() -> begun.add("withdrawn"), fromA);
        starts("a3", fromA);
        assertThat(places.withdraw(withdrawn)).isTrue();
        places.release(fromA, 1);
        assertThat(begun).containsExactly("a3");
        places.release(fromA, 1);
        assertThat(starts("a4", fromA)).isTrue();
    }

    @Test
    void furtherLanesAreTakenOnlyWhereThereIsRoomAndGivenToWhoWaits() {
        starts("b1", fromB);
        assertThat(places.takeFurther(fromB, 3)).isEqualTo(1);
        assertThat(places.takeFurther(fromB, 3)).isZero();
        assertThat(places.takeFurther(Route.OPEN, 3)).isEqualTo(3);
        assertThat(starts("b2", fromB)).isFalse();
        places.releaseFurther(fromB, 1);
        assertThat(begun).containsExactly("b2");
    }

    @Test
    void whoNeedsSeveralPermitsAtOnceIsNotOvertakenForEver() throws Exception {
        starts("b1", fromB);
        starts("b2", fromB);
        var waiter = Thread.ofVirtual().start(() -> {
            try {
                places.take(fromB, 2);
                begun.add("two");
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        while (waiter.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        var elsewhere = new Route(b, new Host(5));
        assertThat(starts("b3", fromB)).isFalse();
        assertThat(starts("b4", elsewhere)).isFalse();
        places.release(fromB, 1);
        assertThat(begun)
                .as("one permit is free, and kept for who waits for two")
                .isEmpty();
        assertThat(places.takeFurther(fromB, 1)).isZero();
        assertThat(starts("b5", new Route(b, new Host(5)))).isFalse();
        places.release(fromB, 1);
        waiter.join();
        assertThat(begun).containsExactly("two");
        places.release(fromB, 2);
        assertThat(begun).containsExactly("two", "b3", "b4");
    }

    @Test
    void aThreadThatIsInterruptedWhileItWaitsLeavesThePermitsAlone() throws Exception {
        starts("a1", fromA);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> places.take(fromA, 1)).isInstanceOf(InterruptedException.class);
        places.release(fromA, 1);
        assertThat(starts("a2", fromA)).isTrue();
    }

    @Test
    void atRandomNoBoundIsExceededAndEverybodyEnds() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        var all = new Places(5);
        var sources = List.of(new Host(1), new Host(2), new Host(3), Host.ANY);
        var targets = List.of(new Host(1), new Host(2), new Host(3), Host.ANY);
        var running = new ArrayList<Route>();
        int left = 5000;
        for (int i = 0; i < 5000; i++) {
            var route = new Route(sources.get(random.nextInt(4)), targets.get(random.nextInt(4)));
            if (all.request(() -> running.add(route), route) == null) {
                running.add(route);
            }
            while (running.size() > 3 && random.nextBoolean()) {
                all.release(running.remove(random.nextInt(running.size())), 1);
                left--;
            }
            assertThat(running.size()).as("seed %d", seed).isLessThanOrEqualTo(5);
            for (int most = 1; most <= 3; most++) {
                var from = sources.get(most - 1);
                var to = targets.get(most - 1);
                assertThat(running.stream().filter(r -> r.from() == from).count())
                        .as("seed %d", seed)
                        .isLessThanOrEqualTo(most);
                assertThat(running.stream().filter(r -> r.to() == to).count())
                        .as("seed %d", seed)
                        .isLessThanOrEqualTo(most);
            }
        }
        while (!running.isEmpty()) {
            all.release(running.removeLast(), 1);
            left--;
        }
        assertThat(left).as("seed %d", seed).isZero();
    }

    @Test
    void aHostIsOneWhoeverTheUserIsAndItsTwoDirectionsAreTwo() {
        var hosts = new Hosts(
                location -> location.hostAndPort().startsWith("two") ? Map.of("connections", "2") : Map.of(), 0);
        var local = Location.local("/x");
        var joe = hosts.route(Location.parse("sftp://joe@two/a"), local);
        assertThat(joe).isEqualTo(hosts.route(Location.parse("sftp://ann@TWO/b"), local));
        assertThat(joe.to()).isSameAs(Host.ANY);
        var back = hosts.route(local, Location.parse("sftp://joe@two/a"));
        assertThat(back.to()).isNotSameAs(joe.from()).isNotSameAs(Host.ANY);
        assertThat(hosts.route(Location.parse("sftp://one/a"), local)).isSameAs(Route.OPEN);
        assertThat(new Hosts(_ -> Map.of(), 3)
                        .route(Location.parse("sftp://one/a"), local)
                        .from())
                .isNotSameAs(Host.ANY);
        var wrong = new Hosts(_ -> Map.of("connections", "none"), 0);
        assertThatThrownBy(() -> wrong.route(local, Location.parse("s3://bucket/a")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("s3://bucket: connections must be a number of 1 or more, not none");
    }
}
