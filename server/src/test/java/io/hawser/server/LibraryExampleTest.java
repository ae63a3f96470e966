package io.hawser.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of {@code docs/server.md} is one that compiles. */
class LibraryExampleTest {
    @Test
    void compiles(@TempDir Path folder) throws Exception {
        String text = Files.readString(Path.of("../docs/server.md"));
        int begin = text.indexOf("```java\n") + 8;
        String code = text.substring(begin, text.indexOf("```\n", begin));
        assertThat(code).contains("SftpServer.start");
        Path file = Files.writeString(folder.resolve("Example.java"), """
                import io.hawser.server.*;
                import java.nio.file.Path;
                import java.util.List;

                class Example {
                    void run() throws Exception {
                %s
                    }
                }
                """.formatted(code));
        String path = Stream.of("java.class.path", "jdk.module.path")
                .map(System::getProperty)
                .filter(entries -> entries != null && !entries.isEmpty())
                .collect(Collectors.joining(File.pathSeparator));
        var messages = new ByteArrayOutputStream();

        int status = ToolProvider.getSystemJavaCompiler()
                .run(null, messages, messages, "-proc:none", "-cp", path, "-d", folder.toString(), file.toString());

        assertThat(status).as(messages.toString(StandardCharsets.UTF_8)).isZero();
    }
}
