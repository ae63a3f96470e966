/** Whole-process and warm measurements against other tools. */
module io.hawser.bench {
    requires io.hawser;
    requires io.hawser.http;
    requires io.hawser.ssh;
    requires io.hawser.testkit;
    requires jdk.management;
}
