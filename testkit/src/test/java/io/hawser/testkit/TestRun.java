package io.hawser.testkit;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * What became of the tests of one class, run within a test: for tests that have to fail.
 *
 * @param failures by the tests' display names
 * @param successes the display names of the others
 */
record TestRun(Map<String, Throwable> failures, Set<String> successes) {
    private static final String WITHIN = "hawser.within";

    /** Keeps a build that is given a wide pattern of names from running a class that has to fail. */
    static final class Only implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            return context.getConfigurationParameter(WITHIN).isPresent()
                    ? ConditionEvaluationResult.enabled("run within a test")
                    : ConditionEvaluationResult.disabled("only run within a test");
        }
    }

    static TestRun of(Class<?> tests) {
        TestRun run = new TestRun(new ConcurrentHashMap<>(), ConcurrentHashMap.newKeySet());
        var request = LauncherDiscoveryRequestBuilder.request()
                .selectors(DiscoverySelectors.selectClass(tests))
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "false")
                .configurationParameter(WITHIN, "true")
                .configurationParameter(LeakCheck.SETTLING, "0")
                .build();
        LauncherFactory.create().execute(request, new TestExecutionListener() {
            @Override
            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                result.getThrowable()
                        .ifPresentOrElse(
                                failure -> run.failures.put(test.getDisplayName(), failure),
                                () -> run.successes.add(test.getDisplayName()));
            }
        });
        return run;
    }
}
