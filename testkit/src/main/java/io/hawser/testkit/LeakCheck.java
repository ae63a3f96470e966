package io.hawser.testkit;

import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Compares what is open before and after, each test and the class: see {@link LeakChecked}. */
public final class LeakCheck implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
    private static final ExtensionContext.Namespace OURS = ExtensionContext.Namespace.create(LeakCheck.class);

    /**
     * A thread that has done its work, or a socket of a server whose client is gone, may take a moment to end. This
     * configuration parameter of JUnit gives it another number of seconds.
     */
    static final String SETTLING = "hawser.leaks.settling";

    private static final int SETTLING_SECONDS = 10;

    /** For the test engine. */
    public LeakCheck() {}

    @Override
    public void beforeAll(ExtensionContext context) {
        remember(context);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        remember(context);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        check(context);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        check(context);
    }

    private static void remember(ExtensionContext context) {
        context.getStore(OURS).put(context.getUniqueId(), OpenResources.now());
    }

    private static void check(ExtensionContext context) {
        OpenResources before = context.getStore(OURS).get(context.getUniqueId(), OpenResources.class);
        int settling =
                context.getConfigurationParameter(SETTLING, Integer::valueOf).orElse(SETTLING_SECONDS);
        if (!Eventually.within(Duration.ofSeconds(settling), () -> leaks(before).isEmpty())) {
            Set<String> leaks = leaks(before);
            if (!leaks.isEmpty()) {
                Assertions.fail(context.getDisplayName() + " left open: " + String.join("\n", leaks));
            }
        }
    }

    private static Set<String> leaks(OpenResources before) {
        return OpenResources.now().beyond(before);
    }
}
