package io.hawser.bench;

import io.hawser.testkit.NginxServer;
import io.hawser.testkit.Python;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Tools that fetch from S3, on an nginx that serves the bucket {@code bucket}, a folder, as an endpoint: it answers at the speed of the machine, and passes over
 * signatures.
 */
final class S3Tools {
    private static final String SCRIPT = "s3transfer_get.py";
    private static final List<String> PYTHON_OPTIONS = List.of("-I", "-W", "ignore");

    private final NginxServer nginx;
    private final Path launcher;
    private final Path script;
    private final String python;

    /** {@code scripts} is a folder for what is needed beside the tools. */
    S3Tools(NginxServer nginx, Path launcher, Path scripts) throws IOException {
        this.nginx = nginx;
        this.launcher = launcher;
        this.script = scripts.resolve(SCRIPT);
        this.python = Python.find("s3transfer").orElse(Path.of("python3")).toString();
        try (var in = Objects.requireNonNull(S3Tools.class.getResourceAsStream(SCRIPT), SCRIPT)) {
            Files.write(script, in.readAllBytes());
        }
    }

    /** What Hawser reads of the endpoint. */
    Map<String, String> environment() {
        return Map.of(
                "AWS_ENDPOINT_URL_S3",
                nginx.url(""),
                "AWS_REGION",
                "us-east-1",
                "AWS_ACCESS_KEY_ID",
                "id",
                "AWS_SECRET_ACCESS_KEY",
                "secret");
    }

    /** {@code ProcessPoolDownloader} with that many processes, for one object {@code first} or {@code count} named {@code first} and a number. */
    Tool processPool(int processes, Path folder, String first, int count, Product product) {
        return python("ProcessPoolDownloader, " + processes, "processpool", processes, folder, first, count, product);
    }

    /** {@code TransferManager}, which boto3's {@code download_file} is made of. */
    Tool transferManager(int threads, Path folder, String first, int count, Product product) {
        return python("TransferManager, " + threads, "manager", threads, folder, first, count, product);
    }

    private Tool python(String name, String way, int workers, Path folder, String first, int count, Product product) {
        var command = command(script.toString());
        command.addAll(List.of(
                way, nginx.url(""), Integer.toString(workers), folder.toString(), first, Integer.toString(count)));
        var version = command("-c");
        version.add("import s3transfer, boto3, platform; print('s3transfer', s3transfer.__version__, 'boto3',"
                + " boto3.__version__, 'on Python', platform.python_version())");
        return new Tool(name, version, command, product);
    }

    private List<String> command(String last) {
        var command = new ArrayList<>(List.of(python));
        command.addAll(PYTHON_OPTIONS);
        command.add(last);
        return command;
    }

    /** Hawser as a user starts it. */
    Tool cold(List<String> sources, String target, Product product) {
        var command = new ArrayList<>(List.of(launcher.toString(), "cp", "-q"));
        command.addAll(sources);
        command.add(target);
        return new Tool("hawser, cold", List.of(launcher.toString(), "--version"), command, product)
                .with(environment());
    }
}
