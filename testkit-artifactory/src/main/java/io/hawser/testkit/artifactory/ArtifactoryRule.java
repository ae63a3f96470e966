package io.hawser.testkit.artifactory;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

/** Which requests to an {@link ArtifactoryServer} suffer a fault. */
public final class ArtifactoryRule {
    private final Set<ArtifactoryOperation> operations;
    private final AtomicInteger matched = new AtomicInteger();
    private final AtomicInteger suffered = new AtomicInteger();
    private volatile Predicate<ArtifactoryExchange> condition = _ -> true;
    private volatile IntPredicate turn = _ -> true;
    private volatile Optional<ArtifactoryFault> fault = Optional.empty();

    ArtifactoryRule(Set<ArtifactoryOperation> operations) {
        this.operations = operations.isEmpty() ? EnumSet.allOf(ArtifactoryOperation.class) : EnumSet.copyOf(operations);
    }

    /** Only those for one item, {@code repository/path}, decoded. */
    public ArtifactoryRule forItem(String item) {
        return where(exchange -> exchange.item().equals(item));
    }

    /** Only those that meet a condition too. */
    public ArtifactoryRule where(Predicate<ArtifactoryExchange> more) {
        condition = condition.and(more);
        return this;
    }

    /** Only the nth of those that match, counted from 1. */
    public ArtifactoryRule nth(int number) {
        turn = count -> count == number;
        return this;
    }

    /** Only the first of those that match. */
    public ArtifactoryRule first(int number) {
        turn = count -> count <= number;
        return this;
    }

    /** Only those that match after so many. */
    public ArtifactoryRule after(int number) {
        turn = count -> count > number;
        return this;
    }

    /** Has them suffer from now on. */
    public ArtifactoryRule suffers(ArtifactoryFault what) {
        fault = Optional.of(what);
        return this;
    }

    /** Lets them be from now on. */
    public void lift() {
        fault = Optional.empty();
    }

    /** How many have suffered so far. */
    public int suffered() {
        return suffered.get();
    }

    /** The fault of a request, if it has one. */
    Optional<ArtifactoryFault> apply(ArtifactoryExchange exchange) {
        Optional<ArtifactoryFault> what = fault;
        if (what.isEmpty()
                || !operations.contains(exchange.operation())
                || !condition.test(exchange)
                || !turn.test(matched.incrementAndGet())) {
            return Optional.empty();
        }
        suffered.incrementAndGet();
        return what;
    }
}
