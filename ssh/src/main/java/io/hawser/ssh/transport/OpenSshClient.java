package io.hawser.ssh.transport;

import io.hawser.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;

/** The {@code ssh} of this machine, asked for nothing but what its configuration says of a host: {@code ssh -G}. */
final class OpenSshClient {
    private static final int LIMIT_SECONDS = 10;
    private static final int LONGEST = 1 << 20;

    /** What each program prints when nothing is configured: the same as long as this runs. */
    private static final ConcurrentMap<Path, Keywords> DEFAULTS = new ConcurrentHashMap<>();

    private final Path program;
    private final Map<String, String> environment;

    private OpenSshClient(Path program, Map<String, String> environment) {
        this.program = program;
        this.environment = environment;
    }

    /** Found through {@code PATH} of that environment, in which it will run. */
    static Optional<OpenSshClient> find(Map<String, String> environment) {
        for (var folder : environment.getOrDefault("PATH", "").split(":")) {
            var program = Path.of(folder, "ssh");
            if (program.isAbsolute() && Files.isExecutable(program)) {
                return Optional.of(new OpenSshClient(program, environment));
            }
        }
        return Optional.empty();
    }

    /** Without a configuration. */
    Keywords defaults() throws StoreException {
        var known = DEFAULTS.get(program);
        if (known == null) {
            known = ask(List.of("-F", "none"), "localhost")
                    .orElseThrow(() -> new StoreException.Rejected(program, "says nothing about its defaults"));
            DEFAULTS.put(program, known);
        }
        return known;
    }

    /**
     * What is configured for a host.
     *
     * @param options of its command line
     * @return empty when it cannot tell, for want of a user of its own in the machine's list
     * @throws StoreException.Rejected with its words, when it does not accept an option or a configuration file
     */
    Optional<Keywords> ask(List<String> options, String host) throws StoreException {
        var words = new ArrayList<>(List.of(program.toString(), "-G", "-T"));
        words.addAll(options);
        words.addAll(List.of("--", host));
        var builder = new ProcessBuilder(words);
        builder.environment().clear();
        builder.environment().putAll(environment);
        try {
            var process = builder.start();
            try (var answer = process.getInputStream();
                    var complaint = process.getErrorStream()) {
                process.getOutputStream().close();
                var said = CompletableFuture.supplyAsync(() -> read(complaint), Thread::startVirtualThread);
                var printed = CompletableFuture.supplyAsync(() -> read(answer), Thread::startVirtualThread);
                if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                    throw new StoreException.Unavailable(host, "ssh -G did not end within " + LIMIT_SECONDS + " s");
                }
                if (process.exitValue() == 0) {
                    return Optional.of(parse(printed.join()));
                }
                if (said.join().startsWith("No user exists")) {
                    return Optional.empty();
                }
                throw new StoreException.Rejected(host, "ssh -G: " + Shown.text(said.join()));
            } finally {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException.Unavailable(host, "interrupted", e);
        } catch (IOException e) {
            throw e instanceof StoreException told
                    ? told
                    : new StoreException.Local(program, "cannot be run: " + Shown.words(e), e);
        }
    }

    private static Keywords parse(String printed) {
        var keywords = new Keywords();
        for (var line : printed.lines().toList()) {
            int space = line.indexOf(' ');
            if (space > 0) {
                keywords.add(line.substring(0, space), line.substring(space + 1).strip());
            }
        }
        return keywords;
    }

    private static String read(InputStream from) {
        try {
            return new String(from.readNBytes(LONGEST), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return Shown.words(e);
        }
    }
}
