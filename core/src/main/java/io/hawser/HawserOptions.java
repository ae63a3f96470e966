package io.hawser;

import io.hawser.store.StoreProvider;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What all copies of one {@link Hawser} share.
 *
 * @param transfers files copied at the same time, 1 or more
 * @param budget bytes that may be in flight or buffered over all of them, 1 MiB or more
 * @param limitRate bytes a second over all of them; 0 for no limit
 * @param deadline when everything must be over, from the opening on
 * @param connectTimeout for reaching another machine, longer than 0
 * @param looks how often and how long looks at a store are tried (stat, list, delete)
 * @param environment what stands for the process environment
 * @param headers extra HTTP headers; values are secret
 * @param locationOptions settings of a location prefix, by option name
 * @param providers of stores beyond the local one
 * @param ledger a file that tells which copies are done: what is in it unchanged is skipped, and what is done is noted there; several runs may share it
 * @param connections parts that may be under way at the same time from one host, and to one host, each; 0 for no such limit. The option {@code connections} of a location
 *     counts before it
 * @param ticker the time that limits go by
 * @param trace takes a line for each request
 */
public record HawserOptions(
        int transfers,
        long budget,
        long limitRate,
        Optional<Duration> deadline,
        Duration connectTimeout,
        CopyOptions looks,
        Map<String, String> environment,
        List<Map.Entry<String, String>> headers,
        Function<Location, Map<String, String>> locationOptions,
        List<StoreProvider> providers,
        Optional<Path> ledger,
        int connections,
        Ticker ticker,
        Consumer<String> trace) {
    public HawserOptions {
        if (transfers < 1) {
            throw new IllegalArgumentException("transfers must be 1 or more, not " + transfers);
        }
        if (budget < 1 << 20) {
            throw new IllegalArgumentException("the budget must be 1 MiB or more, not " + budget + " bytes");
        }
        if (limitRate < 0) {
            throw new IllegalArgumentException("the rate limit must be 0 or more bytes a second, not " + limitRate);
        }
        if (!connectTimeout.isPositive()) {
            throw new IllegalArgumentException("the connect timeout must be longer than 0: " + connectTimeout);
        }
        if (connections < 0 || connections > 64) {
            throw new IllegalArgumentException("connections must be 0 to 64, not " + connections);
        }
        environment = Map.copyOf(environment);
        headers = List.copyOf(headers);
        providers = List.copyOf(providers);
    }

    /** Eight files at a time, 32 MiB buffered, the process environment, and every provider that is installed. */
    public static HawserOptions defaults() {
        return new HawserOptions(
                8,
                32 << 20,
                0,
                Optional.empty(),
                Duration.ofSeconds(20),
                CopyOptions.defaults(),
                System.getenv(),
                List.of(),
                _ -> Map.of(),
                ServiceLoader.load(StoreProvider.class).stream()
                        .map(ServiceLoader.Provider::get)
                        .toList(),
                Optional.empty(),
                0,
                Ticker.system(),
                _ -> {});
    }

    public HawserOptions withTransfers(int value) {
        return new HawserOptions(
                value,
                budget,
                limitRate,
                deadline,
                connectTimeout,
                looks,
                environment,
                headers,
                locationOptions,
                providers,
                ledger,
                connections,
                ticker,
                trace);
    }

    public HawserOptions withBudget(long value) {
        return new HawserOptions(
                transfers,
                value,
                limitRate,
                deadline,
                connectTimeout,
                looks,
                environment,
                headers,
                locationOptions,
                providers,
                ledger,
                connections,
                ticker,
                trace);
    }

    public HawserOptions withLimitRate(long value) {
        return new HawserOptions(
                transfers,
                budget,
                value,
                deadline,
                connectTimeout,
                looks,
                environment,
                headers,
                locationOptions,
                providers,
                ledger,
                connections,
                ticker,
                trace);
    }

    public HawserOptions withDeadline(Optional<Duration> value) {
        return new HawserOptions(
                transfers,
                budget,
                limitRate,
                value,
                connectTimeout,
                looks,
                environment,
                headers,
                locationOptions,
                providers,
                ledger,
                connections,
                ticker,
                trace);
    }

    public HawserOptions withConnectTimeout(Duration value) {
        return new HawserOptions(
                transfers,
                budget,
                limitRate,
                deadline,
                value,
                looks,
                environment,
                headers,
                locationOptions,
                providers,
                ledger,
                connections,
                ticker,
                trace);
    }

    public HawserOptions withLooks(CopyOptions value) {
        return new HawserOptions(
                transfers,
                budget,
                limitRate,
                deadline,
                connectTimeout,
                value,
                environment,
                headers,
                locationOptions,
                providers,
                ledger,
                connections,
                ticker,
                trace);
    }

    public HawserOptions withEnvironment(Map<String, String> value) {
        return new HawserOptions(
                transfers,
                budget,
                limitRate,
                deadline,
                connectTimeout,
                looks,
                value,
                headers,
                locationOptions,
                providers,
                ledger,
                connections,
                ticker,
                trace);
    }

    public HawserOptions withHeaders(List<Map.Entry<String, String>> value) {
        return new HawserOptions(
                transfers,
                budget,
                limitRate,
                deadline,
                connectTimeout,
                looks,
                environment,
                value,
                locationOptions,
                providers,
                ledger,
                connections,
                ticker,
                trace);
    }

    public HawserOptions withLocationOptions(Function<Location, Map<String, String>> value) {
        return new HawserOptions(
                transfers,
                budget,
                limitRate,
                deadline,
                connectTimeout,
                looks,
                environment,
                headers,
                value,
                providers,
                ledger,
                connections,
                ticker,
                trace);
    }

    public HawserOptions withProviders(List<StoreProvider> value) {
        return new HawserOptions(
                transfers,
                budget,
                limitRate,
                deadline,
                connectTimeout,
                looks,
                environment,
                headers,
                locationOptions,
                value,
                ledger,
                connections,
                ticker,
                trace);
    }

    public HawserOptions withTicker(Ticker value) {
        return new HawserOptions(
                transfers,
                budget,
                limitRate,
                deadline,
                connectTimeout,
                looks,
                environment,
                headers,
                locationOptions,
                providers,
                ledger,
                connections,
                value,
                trace);
    }

    public HawserOptions withTrace(Consumer<String> value) {
        return new HawserOptions(
                transfers,
                budget,
                limitRate,
                deadline,
                connectTimeout,
                looks,
                environment,
                headers,
                locationOptions,
                providers,
                ledger,
                connections,
                ticker,
                value);
    }

    public HawserOptions withLedger(Path value) {
        return new HawserOptions(
                transfers,
                budget,
                limitRate,
                deadline,
                connectTimeout,
                looks,
                environment,
                headers,
                locationOptions,
                providers,
                Optional.of(value),
                connections,
                ticker,
                trace);
    }

    public HawserOptions withConnections(int value) {
        return new HawserOptions(
                transfers,
                budget,
                limitRate,
                deadline,
                connectTimeout,
                looks,
                environment,
                headers,
                locationOptions,
                providers,
                ledger,
                value,
                ticker,
                trace);
    }

    /** Without the values of variables and headers, among which there are secrets. */
    @Override
    public String toString() {
        return "HawserOptions[transfers=" + transfers + ", budget=" + budget + ", limitRate=" + limitRate
                + ", deadline=" + deadline + ", connectTimeout=" + connectTimeout + "]";
    }
}
