/** The contract every store must pass, faults, and the embedded servers of tests and of the demo. */
module io.hawser.testkit {
    requires jdk.management;
    requires transitive io.hawser;
    // Only tests need these two, and have them anyway; the embedded servers work without them.
    requires static org.assertj.core;
    requires static org.junit.jupiter.api;

    exports io.hawser.testkit;
}
