package io.hawser.testkit.artifactory;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Content;
import io.hawser.testkit.artifactory.RawArtifactory.Reply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A test with a server of its own; its requests are the administrator's unless another is named. */
abstract class WithServer {
    static final String JAR = "libs-release-local/org/acme/lib/1.0/lib-1.0.jar";

    ArtifactoryServer server;

    @BeforeEach
    final void start() throws IOException {
        server = ArtifactoryServer.start();
    }

    @AfterEach
    final void stop() throws IOException {
        server.close();
    }

    Reply ask(String method, String path, Content body, String... headers) throws IOException {
        List<String> all = new ArrayList<>(List.of(headers));
        if (all.stream().noneMatch(field -> field.startsWith("Authorization") || field.startsWith("X-JFrog-Art-Api"))) {
            all.add(RawArtifactory.basic(server.user()));
        }
        return RawArtifactory.ask(method, server.base() + path, body, all.toArray(String[]::new));
    }

    Reply ask(String method, String path, String... headers) throws IOException {
        return ask(method, path, Content.empty(), headers);
    }

    Reply get(String path, String... headers) throws IOException {
        return ask("GET", path, headers);
    }

    /** The JSON of an answer that must have this status. */
    Map<?, ?> json(int status, Reply reply) throws IOException {
        assertThat(reply.status()).as(reply.text()).isEqualTo(status);
        assertThat(reply.header("Content-Type")).contains("json");
        return reply.json();
    }

    /** Checks that an answer is an error in the documented form. */
    static void refused(int status, String message, Reply reply) throws IOException {
        assertThat(reply.status()).as(reply.text()).isEqualTo(status);
        assertThat(reply.json())
                .isEqualTo(Map.of("errors", List.of(Map.of("status", (long) status, "message", message))));
    }
}
