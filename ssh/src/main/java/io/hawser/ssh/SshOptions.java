package io.hawser.ssh;

import io.hawser.Location;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What all commands of one {@link Ssh} share.
 *
 * @param environment what stands for the process environment: {@code HOME}, {@code USER}, {@code SSH_AUTH_SOCK}, {@code HAWSER_SSH_PASSWORD}
 * @param hostOptions settings of a host by name: {@code ssh_config} (a file, or {@code none}), {@code identity} (files, one a line),
 *     {@code ssh_option} ({@code Key=Value} as after {@code ssh -o}, one a line), {@code password_file}, {@code password_env}
 * @param connectTimeout for each connection, from its first packet until it is logged in
 * @param prompt asks a person for what is missing
 * @param trace takes lines about connections; never a secret
 */
public record SshOptions(
        Map<String, String> environment,
        Function<Location, Map<String, String>> hostOptions,
        Duration connectTimeout,
        Prompt prompt,
        Consumer<String> trace) {
    public SshOptions {
        environment = Map.copyOf(environment);
        if (connectTimeout.isNegative() || connectTimeout.isZero()) {
            throw new IllegalArgumentException("the connect timeout must be longer than 0, not " + connectTimeout);
        }
    }

    /** Without the environment, in which secrets may be. */
    @Override
    public String toString() {
        return "SshOptions[connectTimeout=" + connectTimeout + "]";
    }

    /** The process environment, the user's own {@code ~/.ssh}, 20 seconds to connect, and nobody to ask. */
    public static SshOptions defaults() {
        return new SshOptions(System.getenv(), _ -> Map.of(), Duration.ofSeconds(20), Prompt.none(), _ -> {});
    }

    public SshOptions withEnvironment(Map<String, String> value) {
        return new SshOptions(value, hostOptions, connectTimeout, prompt, trace);
    }

    public SshOptions withHostOptions(Function<Location, Map<String, String>> value) {
        return new SshOptions(environment, value, connectTimeout, prompt, trace);
    }

    /** The same settings for every host. */
    public SshOptions withHostOptions(Map<String, String> value) {
        var all = Map.copyOf(value);
        return withHostOptions(_ -> all);
    }

    public SshOptions withConnectTimeout(Duration value) {
        return new SshOptions(environment, hostOptions, value, prompt, trace);
    }

    public SshOptions withPrompt(Prompt value) {
        return new SshOptions(environment, hostOptions, connectTimeout, value, trace);
    }

    public SshOptions withTrace(Consumer<String> value) {
        return new SshOptions(environment, hostOptions, connectTimeout, prompt, value);
    }
}
