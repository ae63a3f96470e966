package io.hawser.testkit;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

/**
 * Which requests to a server suffer a fault.
 *
 * @param <E> a request with its answer
 * @param <F> a fault
 * @param <R> the rule itself
 */
public abstract class FaultRule<E, F, R extends FaultRule<E, F, R>> {
    private final AtomicInteger matched = new AtomicInteger();
    private final AtomicInteger suffered = new AtomicInteger();
    private volatile Predicate<E> condition;
    private volatile IntPredicate turn = _ -> true;
    private volatile Optional<F> fault = Optional.empty();

    /** For those that meet {@code condition}. */
    protected FaultRule(Predicate<E> condition) {
        this.condition = condition;
    }

    /** This one. */
    protected abstract R self();

    /** Only those that meet a condition too. */
    public final R where(Predicate<E> more) {
        condition = condition.and(more);
        return self();
    }

    /** Only the nth of those that match, counted from 1. */
    public final R nth(int number) {
        turn = count -> count == number;
        return self();
    }

    /** Only the first of those that match. */
    public final R first(int number) {
        turn = count -> count <= number;
        return self();
    }

    /** Only those that match after so many. */
    public final R after(int number) {
        turn = count -> count > number;
        return self();
    }

    /** Has them suffer from now on. */
    public final R suffers(F what) {
        fault = Optional.of(what);
        return self();
    }

    /** Lets them be from now on. */
    public final void lift() {
        fault = Optional.empty();
    }

    /** How many have suffered so far. */
    public final int suffered() {
        return suffered.get();
    }

    /** The fault of a request, if it has one. */
    public final Optional<F> apply(E exchange) {
        var what = fault;
        if (what.isEmpty() || !condition.test(exchange) || !turn.test(matched.incrementAndGet())) {
            return Optional.empty();
        }
        suffered.incrementAndGet();
        return what;
    }
}
