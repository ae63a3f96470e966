package io.hawser.testkit.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Command;
import io.hawser.testkit.Python;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** A client that is not ours: boto3. */
final class Boto {
    private static final String SCRIPT = "boto_checks.py";

    private Boto() {}

    /** Makes a bucket and runs checks of the script; each must hold. */
    static void check(S3Server server, String bucket, String... checks) throws IOException {
        String python = Python.with("boto3").toString();
        Path script = Files.createTempFile("hawser-testkit-", SCRIPT);
        try {
            try (InputStream in = Objects.requireNonNull(Boto.class.getResourceAsStream(SCRIPT), SCRIPT)) {
                Files.write(script, in.readAllBytes());
            }
            Command command = Command.of(python, "-I", "-B", "-W", "ignore", script.toString())
                    .and(server.endpoint().toString(), server.accessKey(), server.secretKey(), bucket)
                    .and(checks);
            for (var variable : server.environment().entrySet()) {
                command = command.with(variable.getKey(), variable.getValue());
            }
            Command.Finished finished = command.run();
            assertThat(finished.outText().lines().toList())
                    .as(finished::toString)
                    .isEqualTo(List.of(checks));
            assertThat(finished.status()).as(finished::toString).isZero();
        } finally {
            Files.delete(script);
        }
    }
}
