package io.hawser.ssh.transport;

import io.hawser.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** What one host may be logged in to with, and what of it worked before. */
final class Credentials {
    /** How a login worked: by this method, with this key if by one. */
    record Way(String method, Optional<byte[]> key) {}

    private final HostConfig config;
    private final SshSettings settings;
    private final Map<Path, KeyFile> files = new LinkedHashMap<>();
    private Optional<char[]> password;
    private Optional<Way> worked = Optional.empty();
    private StoreException.Denied refusal;

    Credentials(HostConfig config, SshSettings settings) throws StoreException {
        this.config = config;
        this.settings = settings;
        this.password = configured();
    }

    /** The way that worked last time. */
    synchronized Optional<Way> worked() {
        return worked;
    }

    synchronized void remember(Way way) {
        worked = Optional.of(way);
    }

    /** It works no longer. */
    synchronized void forget() {
        worked = Optional.empty();
    }

    /** A password was refused: it is not sent again, lest many connections lock the account. */
    synchronized void refused(StoreException.Denied failure) {
        refusal = failure;
    }

    /** Fails as the login did whose password was refused. */
    synchronized void check() throws StoreException.Denied {
        if (refusal != null) {
            throw new StoreException.Denied(refusal.where(), refusal.reason(), refusal);
        }
    }

    /** A password that was configured, or typed and right. */
    synchronized Optional<char[]> password() {
        return password.map(char[]::clone);
    }

    /** The password was right: nobody is asked again. */
    synchronized void keep(char[] right) {
        password = password.or(() -> Optional.of(right.clone()));
    }

    /**
     * In the order to try, as ssh: certificates, the agent's among the configured keys, the agent's others, the files that remain.
     *
     * @param ask asks a person for a passphrase
     */
    synchronized List<UserKey> keys(Attempt attempt, Function<String, Optional<char[]>> ask) throws StoreException {
        var all = new ArrayList<UserKey>();
        if (!config.methods().contains("publickey")) {
            return all;
        }
        var configured = config.identities().stream()
                .map(path -> files.computeIfAbsent(path, KeyFile::new))
                .toList();
        for (var file : configured) {
            certificates(file)
                    .map(blob -> new FileKey(file, Optional.of(blob), ask))
                    .forEach(all::add);
        }
        var held = agentKeys(attempt);
        var fitting = held.stream()
                .filter(key -> configured.stream().anyMatch(file -> names(file, key)))
                .toList();
        all.addAll(fitting);
        if (!config.givenOnly()) {
            held.stream().filter(key -> !fitting.contains(key)).forEach(all::add);
        }
        configured.stream()
                .filter(file -> fitting.stream().noneMatch(key -> names(file, key)))
                // Keys that are only looked for where ssh has them by default are no news when they are not there.
                .filter(file -> Files.exists(file.path()) || given(file.path()))
                .map(file -> new FileKey(file, Optional.empty(), ask))
                .forEach(all::add);
        return all;
    }

    /** Whether the file has that key: an identity may be given by its public half alone, the agent having the private one. */
    private static boolean names(KeyFile file, AgentKey key) {
        var path = file.path();
        return Stream.of(path, path.resolveSibling(path.getFileName() + ".pub"))
                        .anyMatch(one -> KeyFile.publicFile(one).filter(key::is).isPresent())
                || file.visible().filter(key::is).isPresent();
    }

    private boolean given(Path path) {
        return settings.options().getOrDefault("identity", "").lines().anyMatch(path.toString()::equals);
    }

    /** Of that file's key: beside it, or configured. Which key one belongs to only the library could tell, so that those are tried with each. */
    private Stream<byte[]> certificates(KeyFile file) {
        var beside = file.path().resolveSibling(file.path().getFileName() + "-cert.pub");
        return Stream.concat(Stream.of(beside), config.certificates().stream())
                .distinct()
                .flatMap(path -> KeyFile.publicFile(path).stream());
    }

    private List<AgentKey> agentKeys(Attempt attempt) throws StoreException {
        if (config.agent().isEmpty()) {
            return List.of();
        }
        var agent = new Agent(config.agent().get());
        try {
            return agent.keys(attempt).stream()
                    .map(key -> new AgentKey(agent, key, attempt))
                    .toList();
        } catch (IOException e) {
            if (attempt.broken() != null) {
                throw new StoreException.Unavailable(
                        config, attempt.broken() + ": waited for the agent at " + agent.socket(), e);
            }
            settings.trace().accept("agent " + agent.socket() + ": " + Shown.words(e));
            return List.of();
        }
    }

    private Optional<char[]> configured() throws StoreException {
        var file = settings.options().get("password_file");
        if (file != null) {
            return Optional.of(firstLine(file));
        }
        var name = settings.options().get("password_env");
        if (name != null && settings.environment().get(name) == null) {
            throw new StoreException.Rejected(config, "the environment has no " + name + " to take the password from");
        }
        return Optional.ofNullable(settings.environment().get(name == null ? "HAWSER_SSH_PASSWORD" : name))
                // A variable that is set to nothing gives none, and a person may still be asked.
                .filter(word -> !word.isEmpty())
                .map(String::toCharArray);
    }

    private char[] firstLine(String file) throws StoreException {
        try {
            var bytes = Files.readAllBytes(Path.of(file));
            var text = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes));
            Arrays.fill(bytes, (byte) 0);
            int length = 0;
            while (length < text.length() && text.charAt(length) != '\n') {
                length++;
            }
            if (length > 0 && length < text.length() && text.charAt(length - 1) == '\r') {
                length--;
            }
            var password = Arrays.copyOf(text.array(), length);
            Arrays.fill(text.array(), '\0');
            return password;
        } catch (IOException e) {
            throw new StoreException.Rejected(
                    config, "cannot read the password file " + file + ": " + Shown.words(e), e);
        }
    }

    /** Wipes what is secret. */
    synchronized void wipe() {
        password.ifPresent(secret -> Arrays.fill(secret, '\0'));
        password = Optional.empty();
        files.values().forEach(KeyFile::wipe);
        files.clear();
    }
}
