package io.hawser.testkit.artifactory;

import io.hawser.testkit.FaultRule;
import java.util.Set;

/** Which requests to an {@link ArtifactoryServer} suffer a fault. */
public final class ArtifactoryRule extends FaultRule<ArtifactoryExchange, ArtifactoryFault, ArtifactoryRule> {
    /** For some operations; for all if there are none. */
    ArtifactoryRule(Set<ArtifactoryOperation> operations) {
        super(exchange -> operations.isEmpty() || operations.contains(exchange.operation()));
    }

    @Override
    protected ArtifactoryRule self() {
        return this;
    }

    /** Only those for one item, {@code repository/path}, decoded. */
    public ArtifactoryRule forItem(String item) {
        return where(exchange -> exchange.item().equals(item));
    }
}
