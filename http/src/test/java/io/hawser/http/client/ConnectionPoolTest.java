package io.hawser.http.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ConnectionPoolTest {
    private static final Trust TRUST = new Trust(Optional.empty());

    private final AtomicLong now = new AtomicLong();
    private final ConnectionPool pool = new ConnectionPool(now::get);

    private static Route to(String host) {
        return new Route(new Origin("http", host, 80), Optional.empty(), TRUST);
    }

    private static Connection connection() {
        return new Connection(new MemoryWire(new byte[0], 1));
    }

    /** Gives back that many new connections, a nanosecond after each other. */
    private List<Connection> released(String host, int count) {
        var connections = new ArrayList<Connection>();
        for (int i = 0; i < count; i++) {
            connections.add(connection());
            now.incrementAndGet();
            pool.release(to(host), connections.getLast());
        }
        return connections;
    }

    @Test
    void theLastOneUsedIsTheFirstOneTaken() {
        var connections = released("a", 2);

        assertThat(pool.take(to("a"))).containsSame(connections.get(1));
        assertThat(pool.take(to("a"))).containsSame(connections.get(0));
        assertThat(pool.take(to("a"))).isEmpty();
    }

    @Test
    void everyRouteHasItsOwn() {
        released("a", 1);
        var proxied = new Route(new Origin("http", "a", 80), Optional.of(new Proxy("p", 1, Optional.empty())), TRUST);

        assertThat(pool.take(to("b"))).isEmpty();
        assertThat(pool.take(proxied)).isEmpty();
        assertThat(pool.take(new Route(to("a").origin(), Optional.empty(), new Trust(Optional.of("ca.pem")))))
                .isEmpty();
        assertThat(pool.take(to("a"))).isPresent();
    }

    @Test
    void anOldOneIsClosedInsteadOfTaken() {
        var connection = released("a", 1).getFirst();
        now.addAndGet(ConnectionPool.IDLE_LIMIT.toNanos());

        assertThat(pool.take(to("a"))).isEmpty();
        assertThat(connection.aborted()).isTrue();
    }

    @Test
    void oneThatIsOfNoMoreUseIsClosedInsteadOfTaken() {
        var connections = released("a", 2);
        connections.get(1).abort();

        assertThat(pool.take(to("a"))).containsSame(connections.get(0));
    }

    @Test
    void onlySoManyAreKeptAndTheOldestGo() {
        var first = released("a", 20);
        assertThat(first.subList(0, 4)).allMatch(Connection::aborted);
        assertThat(first.subList(4, 20)).noneMatch(Connection::aborted);

        released("b", 16);
        released("c", 3);
        assertThat(first.subList(4, 7)).allMatch(Connection::aborted);
        assertThat(first.subList(7, 20)).noneMatch(Connection::aborted);
    }

    @Test
    void afterTheEndNothingIsKept() {
        var connections = new ArrayList<>(released("a", 2));
        pool.close();
        pool.close();
        connections.addAll(released("a", 1));

        assertThat(connections).allMatch(Connection::aborted);
        assertThat(pool.take(to("a"))).isEmpty();
    }

    @Test
    void buffersAreUsedAgain() {
        var buffer = pool.buffer();
        pool.giveBack(buffer);

        assertThat(buffer.isDirect()).isTrue();
        assertThat(pool.buffer()).isSameAs(buffer);
    }
}
