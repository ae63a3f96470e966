package io.hawser.store;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What a store is given to work with. Stores read neither the process environment nor system properties by themselves, so that tests and
 * embedding programs decide.
 *
 * @param environment environment variables
 * @param options settings for this root by the names of the command line's options ({@code cacert}, {@code token_env}, …)
 * @param headers extra HTTP headers; values are secret
 * @param budget bytes that may be in flight or buffered, shared by everything
 * @param connectTimeout for reaching the other side
 * @param trace takes a line for each request when the user asked for it; never a secret
 * @param version of Hawser, for servers' logs
 */
public record StoreContext(
        Map<String, String> environment,
        Map<String, String> options,
        List<Map.Entry<String, String>> headers,
        ByteBudget budget,
        Duration connectTimeout,
        Consumer<String> trace,
        String version) {
    public StoreContext {
        environment = Map.copyOf(environment);
        options = Map.copyOf(options);
        headers = List.copyOf(headers);
    }

    /** An empty environment and the defaults, for tests and simple programs. */
    public static StoreContext defaults() {
        return new StoreContext(
                Map.of(), Map.of(), List.of(), ByteBudget.of(64 << 20), Duration.ofSeconds(20), _ -> {}, "test");
    }

    /** The same with other environment variables. */
    public StoreContext withEnvironment(Map<String, String> other) {
        return new StoreContext(other, options, headers, budget, connectTimeout, trace, version);
    }

    /** The same with other options. */
    public StoreContext withOptions(Map<String, String> other) {
        return new StoreContext(environment, other, headers, budget, connectTimeout, trace, version);
    }

    /** The same with other extra headers. */
    public StoreContext withHeaders(List<Map.Entry<String, String>> other) {
        return new StoreContext(environment, options, other, budget, connectTimeout, trace, version);
    }

    /** Without the values of variables and headers, among which there are secrets. */
    @Override
    public String toString() {
        return "StoreContext[options=" + options.keySet() + ", connectTimeout=" + connectTimeout + ", version="
                + version + "]";
    }
}
