package io.hawser.testkit;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Which faults hit which connection. Scripts of this interface say in their {@code toString} what they do, so that a
 * failing test can print them.
 */
@FunctionalInterface
public interface FaultScript {
    /** The faults of one connection; connections are counted from 1 in the order they were accepted. */
    List<Fault> on(int connection);

    /** No fault. */
    static FaultScript none() {
        return every();
    }

    /** These faults on each connection. */
    static FaultScript every(Fault... faults) {
        List<Fault> all = List.of(faults);
        return named("every " + all, _ -> all);
    }

    /** These faults on the first connections, none on later ones. */
    static FaultScript first(int connections, Fault... faults) {
        List<Fault> all = List.of(faults);
        return named("first " + connections + " " + all, connection -> connection <= connections ? all : List.of());
    }

    /** These faults on one connection. */
    static FaultScript only(int connection, Fault... faults) {
        List<Fault> all = List.of(faults);
        return named("only " + connection + " " + all, number -> number == connection ? all : List.of());
    }

    /**
     * On each connection, after a number of bytes drawn from a range, a reset or an early end of the stream, drawn too.
     * The same seed draws the same again, whatever the order in which the connections ask.
     */
    static FaultScript cuts(long seed, long atLeast, long below) {
        return named("cuts seed " + seed + " from " + atLeast + " below " + below, connection -> {
            Random random = new Random(seed * 31 + connection);
            long after = random.nextLong(atLeast, below);
            return List.of(random.nextBoolean() ? new Fault.ResetAfter(after) : new Fault.FinAfter(after));
        });
    }

    /** This script and another one together. */
    default FaultScript and(FaultScript other) {
        return named(
                this + " and " + other,
                connection -> Stream.concat(on(connection).stream(), other.on(connection).stream())
                        .toList());
    }

    private static FaultScript named(String name, FaultScript script) {
        return new FaultScript() {
            @Override
            public List<Fault> on(int connection) {
                return script.on(connection);
            }

            @Override
            public String toString() {
                return name;
            }
        };
    }
}
