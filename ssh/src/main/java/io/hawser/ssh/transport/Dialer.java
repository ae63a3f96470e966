package io.hawser.ssh.transport;

import io.hawser.StoreException;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Makes TCP connections. */
final class Dialer {
    private Dialer() {}

    /** Every address of the host's name is tried, in the order the resolver gives them; the attempt's time is shared among them. */
    static Wire dial(HostConfig config, Attempt attempt) throws StoreException {
        var where = config.toString();
        StoreException failure = null;
        var addresses = resolve(config, attempt, where);
        long share = Math.max(1, config.connectTimeout().toMillis() / addresses.size());
        for (var address : addresses) {
            attempt.check();
            try {
                return connect(address, config.port(), attempt, share, where);
            } catch (IOException e) {
                attempt.check();
                var words = "cannot connect to " + address.getHostAddress() + " port " + config.port() + ": "
                        + Shown.words(e);
                if (failure == null) {
                    failure = new StoreException.Unavailable(where, words, e);
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        throw failure;
    }

    private static Wire connect(InetAddress address, int port, Attempt attempt, long millis, String where)
            throws IOException {
        var channel = SocketChannel.open();
        boolean made = false;
        try (var selector = Selector.open()) {
            attempt.holds(_ -> selector.wakeup());
            channel.configureBlocking(false);
            if (!channel.connect(new InetSocketAddress(address, port))) {
                channel.register(selector, SelectionKey.OP_CONNECT);
                selector.select(millis);
                if (!channel.finishConnect()) {
                    throw new IOException("no answer");
                }
            }
            made = true;
        } finally {
            if (!made) {
                channel.close();
            }
        }
        var wire = new SocketWire(channel, where);
        attempt.holds(wire::close);
        return wire;
    }

    /** The resolver cannot be broken off: it is left to itself. */
    private static List<InetAddress> resolve(HostConfig config, Attempt attempt, String where) throws StoreException {
        var answer = new CompletableFuture<List<InetAddress>>();
        attempt.holds(reason -> answer.completeExceptionally(new UnknownHostException(reason)));
        Thread.ofPlatform()
                .daemon()
                .name("hawser-ssh-resolve " + config.hostName())
                .start(() -> {
                    try {
                        answer.complete(List.of(InetAddress.getAllByName(config.hostName())));
                    } catch (UnknownHostException e) {
                        answer.completeExceptionally(e);
                    }
                });
        try {
            var fitting = answer.join().stream()
                    .filter(address -> switch (config.addressFamily()) {
                        case "inet" -> address instanceof Inet4Address;
                        case "inet6" -> address instanceof Inet6Address;
                        default -> true;
                    })
                    .toList();
            if (fitting.isEmpty()) {
                throw new StoreException.Rejected(
                        where, config.hostName() + " has no address of family " + config.addressFamily());
            }
            return fitting;
        } catch (CompletionException e) {
            attempt.check();
            throw unknown(where, config.hostName(), e.getCause());
        }
    }

    /** Whether a name does not exist or could not be asked for now, only the system's words tell. */
    private static StoreException unknown(String where, String name, Throwable failure) {
        var text = "unknown host " + Shown.text(name);
        var words = String.valueOf(failure.getMessage());
        return words.contains("not known") || words.contains("No address associated")
                ? new StoreException.Rejected(where, text, failure)
                : new StoreException.Unavailable(where, text + ": " + Shown.words(failure), failure);
    }
}
