package io.hawser.testkit.s3;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

/** Which requests to a {@link ScriptedS3Server} suffer a fault. */
public final class S3Rule {
    private final Set<S3Operation> operations;
    private final AtomicInteger matched = new AtomicInteger();
    private final AtomicInteger suffered = new AtomicInteger();
    private volatile Predicate<S3Exchange> condition = _ -> true;
    private volatile IntPredicate turn = _ -> true;
    private volatile Optional<S3Fault> fault = Optional.empty();

    S3Rule(Set<S3Operation> operations) {
        this.operations = operations.isEmpty() ? EnumSet.allOf(S3Operation.class) : EnumSet.copyOf(operations);
    }

    /** Only those for one key. */
    public S3Rule forKey(String key) {
        return where(exchange -> exchange.request().key().equals(key));
    }

    /** Only those for one bucket. */
    public S3Rule inBucket(String bucket) {
        return where(exchange -> exchange.request().bucket().equals(bucket));
    }

    /** Only those of one part of an upload. */
    public S3Rule ofPart(int number) {
        String text = Integer.toString(number);
        return where(exchange -> text.equals(exchange.request().query().get("partNumber")));
    }

    /** Only those that meet a condition too. */
    public S3Rule where(Predicate<S3Exchange> more) {
        condition = condition.and(more);
        return this;
    }

    /** Only the nth of those that match, counted from 1. */
    public S3Rule nth(int number) {
        turn = count -> count == number;
        return this;
    }

    /** Only the first of those that match. */
    public S3Rule first(int number) {
        turn = count -> count <= number;
        return this;
    }

    /** Only those that match after so many. */
    public S3Rule after(int number) {
        turn = count -> count > number;
        return this;
    }

    /** Has them suffer from now on. */
    public S3Rule suffers(S3Fault what) {
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
    Optional<S3Fault> apply(S3Exchange exchange) {
        Optional<S3Fault> what = fault;
        if (what.isEmpty()
                || !operations.contains(exchange.request().operation())
                || !condition.test(exchange)
                || !turn.test(matched.incrementAndGet())) {
            return Optional.empty();
        }
        suffered.incrementAndGet();
        return what;
    }
}
