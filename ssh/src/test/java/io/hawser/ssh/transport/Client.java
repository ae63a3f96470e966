package io.hawser.ssh.transport;

import io.hawser.ssh.Prompt;
import io.hawser.testkit.SshAccess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;

/** Settings of a test, built up; and what the user was asked and told. */
final class Client implements Prompt {
    final List<String> questions = Collections.synchronizedList(new ArrayList<>());
    final List<String> told = new CopyOnWriteArrayList<>();
    private final Map<String, String> environment = new HashMap<>();
    private final Map<String, String> options = new HashMap<>();
    private final Deque<String> answers = new ArrayDeque<>();
    private final Destination destination;
    private Duration timeout = Duration.ofSeconds(20);

    private Client(Destination destination) {
        this.destination = destination;
        environment.put("PATH", System.getenv("PATH"));
        environment.put("USER", System.getProperty("user.name"));
        options.put("ssh_config", "none");
    }

    /** With nothing but the user's home. */
    static Client to(String host, int port, Path home) {
        var client =
                new Client(new Destination(host, OptionalInt.of(port), Optional.of(System.getProperty("user.name"))));
        client.environment.put("HOME", home.toString());
        return client;
    }

    /** With all that is needed to get in. */
    static Client of(SshAccess access) {
        var client =
                new Client(new Destination(SshAccess.HOST, OptionalInt.of(access.port()), Optional.of(access.user())));
        client.environment.put("HOME", access.knownHosts().getParent().toString());
        client.options.putAll(access.options());
        return client.option("BatchMode=no");
    }

    /** A line of {@code -o}, before the others. */
    Client option(String line) {
        options.merge("ssh_option", line, (old, more) -> more + "\n" + old);
        return this;
    }

    Client set(String name, String value) {
        options.put(name, value);
        return this;
    }

    Client without(String name) {
        options.remove(name);
        return this;
    }

    Client environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    Client timeout(Duration time) {
        timeout = time;
        return this;
    }

    /** What the person answers, one after the other; nothing after that. */
    Client answers(String... all) {
        answers.addAll(List.of(all));
        return this;
    }

    SshSettings settings() {
        return new SshSettings(environment, options, timeout, this, told::add, "0.test");
    }

    Transport transport() {
        return new Transport(destination, settings());
    }

    Destination destination() {
        return destination;
    }

    @Override
    public Optional<char[]> secret(String question) {
        return line(question).map(String::toCharArray);
    }

    @Override
    public Optional<String> line(String question) {
        questions.add(question);
        return Optional.ofNullable(answers.poll());
    }
}
