package io.hawser.ssh.transport;

import io.hawser.ssh.Prompt;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What the transport works with beside the destination. It reads neither the process environment nor system properties by itself.
 *
 * @param environment variables: {@code HOME}, {@code USER}, {@code PATH}, {@code SSH_AUTH_SOCK}, {@code HAWSER_SSH_PASSWORD}
 * @param options by name: {@code ssh_config} (a file, {@code none} for none), {@code identity} (files, one a line), {@code ssh_option}
 *     ({@code Key=Value}, one a line, as after {@code ssh -o}), {@code password_file}, {@code password_env}
 * @param connectTimeout for each connection, from its first packet until it is logged in
 * @param prompt asks a person, where there is one
 * @param trace takes lines for a user who asked for more; never a secret
 * @param version of Hawser
 */
public record SshSettings(
        Map<String, String> environment,
        Map<String, String> options,
        Duration connectTimeout,
        Prompt prompt,
        Consumer<String> trace,
        String version) {
    public SshSettings {
        environment = Map.copyOf(environment);
        options = Map.copyOf(options);
    }

    /** Without the environment and the options, in which secrets may be. */
    @Override
    public String toString() {
        return "SshSettings[connectTimeout=" + connectTimeout + "]";
    }
}
