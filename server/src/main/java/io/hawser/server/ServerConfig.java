package io.hawser.server;

import io.hawser.Ticker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * How a server is to be.
 *
 * @param address it listens on: a name or an IP address
 * @param port it listens on; 0 for a free one
 * @param hostKeys files of OpenSSH private keys without a passphrase, of different types; one that is missing is made, ed25519, with mode 0600
 * @param users who may log in; the names are different
 * @param uploads when uploads are seen
 * @param durable whether what was written is forced to the disk before its client is told that it is closed
 * @param limits what clients can make it spend
 * @param grace how long {@link SftpServer#close()} waits for transfers under way
 * @param listeners told of everything that happens, in order for each connection, by threads that a slow listener holds up
 * @param clock the time that limits go by
 */
public record ServerConfig(
        String address,
        int port,
        List<Path> hostKeys,
        List<User> users,
        Uploads uploads,
        boolean durable,
        Limits limits,
        Duration grace,
        List<Consumer<ServerEvent>> listeners,
        Ticker clock) {
    private static final int PORTS = 1 << 16;

    /** Keeps copies. */
    public ServerConfig {
        if (port < 0 || port >= PORTS) {
            throw new IllegalArgumentException("port " + port + " is not between 0 and 65535");
        }
        if (grace.isNegative()) {
            throw new IllegalArgumentException("grace: " + grace + " is negative");
        }
        hostKeys = List.copyOf(hostKeys);
        users = List.copyOf(users);
        listeners = List.copyOf(listeners);
        List<String> names = users.stream().map(User::name).toList();
        names.stream()
                .filter(name -> names.indexOf(name) != names.lastIndexOf(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new IllegalArgumentException("two users of the name " + name);
                });
    }

    /** A server on a free port of 127.0.0.1 with this host key, uploads seen when they are whole and on the disk, 30 s of grace, and no user yet. */
    public static ServerConfig with(Path hostKey) {
        return new ServerConfig(
                "127.0.0.1",
                0,
                List.of(hostKey),
                List.of(),
                Uploads.WHOLE,
                true,
                Limits.defaults(),
                Duration.ofSeconds(30),
                List.of(),
                Ticker.system());
    }

    /** This with another place to listen on. */
    public ServerConfig at(String otherAddress, int otherPort) {
        return new ServerConfig(
                otherAddress, otherPort, hostKeys, users, uploads, durable, limits, grace, listeners, clock);
    }

    /** This with these host keys. */
    public ServerConfig withHostKeys(List<Path> files) {
        return new ServerConfig(address, port, files, users, uploads, durable, limits, grace, listeners, clock);
    }

    /** This with one more user. */
    public ServerConfig withUser(User user) {
        return new ServerConfig(
                address, port, hostKeys, added(users, user), uploads, durable, limits, grace, listeners, clock);
    }

    /** This with uploads seen so. */
    public ServerConfig withUploads(Uploads how) {
        return new ServerConfig(address, port, hostKeys, users, how, durable, limits, grace, listeners, clock);
    }

    /** This with what was written forced to the disk, or left to the system. */
    public ServerConfig withDurable(boolean value) {
        return new ServerConfig(address, port, hostKeys, users, uploads, value, limits, grace, listeners, clock);
    }

    /** This with these limits. */
    public ServerConfig withLimits(Limits others) {
        return new ServerConfig(address, port, hostKeys, users, uploads, durable, others, grace, listeners, clock);
    }

    /** This with another grace. */
    public ServerConfig withGrace(Duration time) {
        return new ServerConfig(address, port, hostKeys, users, uploads, durable, limits, time, listeners, clock);
    }

    /** This with one more listener. */
    public ServerConfig withListener(Consumer<ServerEvent> listener) {
        return new ServerConfig(
                address, port, hostKeys, users, uploads, durable, limits, grace, added(listeners, listener), clock);
    }

    /** This by another clock. */
    public ServerConfig withClock(Ticker other) {
        return new ServerConfig(address, port, hostKeys, users, uploads, durable, limits, grace, listeners, other);
    }

    private static <T> List<T> added(List<T> list, T more) {
        var all = new ArrayList<>(list);
        all.add(more);
        return all;
    }
}
