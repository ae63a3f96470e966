package io.hawser.testkit.s3;

import io.hawser.testkit.FaultRule;
import java.util.Set;

/** Which requests to a {@link ScriptedS3Server} suffer a fault. */
public final class S3Rule extends FaultRule<S3Exchange, S3Fault, S3Rule> {
    /** For some operations; for all if there are none. */
    S3Rule(Set<S3Operation> operations) {
        super(exchange ->
                operations.isEmpty() || operations.contains(exchange.request().operation()));
    }

    @Override
    protected S3Rule self() {
        return this;
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
        var text = Integer.toString(number);
        return where(exchange -> text.equals(exchange.request().query().get("partNumber")));
    }
}
