/** The hawser command. */
module io.hawser.cli {
    requires com.fasterxml.jackson.core;
    requires info.picocli;
    requires io.hawser;
    requires io.hawser.http;
    requires io.hawser.ssh;
    requires io.hawser.testkit;
    requires org.snakeyaml.engine.v2;
}
