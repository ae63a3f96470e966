/** The hawser command. */
module io.hawser.cli {
    requires com.fasterxml.jackson.core;
    requires info.picocli;
    requires io.hawser;
    requires io.hawser.http;
    requires io.hawser.server;
    requires io.hawser.ssh;
    requires io.hawser.testkit;
    requires jdk.httpserver;
    requires org.snakeyaml.engine.v2;
}
