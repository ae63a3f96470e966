package io.hawser.server.transport;

import io.hawser.server.User;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.session.Session;

/** What the server knows of a connection. Guarded by {@link Connections}. */
final class Connection {
    static final AttributeKey<Connection> KEY = new AttributeKey<>();

    private final Session session;
    private final InetSocketAddress address;
    private final String peer;
    private boolean tried;
    private String method = "publickey";
    private User user;
    private int channels;
    private String reason = "the connection ended";

    Connection(Session session, InetSocketAddress address) {
        this.session = session;
        this.address = address;
        this.peer = name(address);
    }

    static String name(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    Session session() {
        return session;
    }

    InetAddress address() {
        return address.getAddress();
    }

    String peer() {
        return peer;
    }

    boolean tried() {
        return tried;
    }

    void trying(String by) {
        tried = true;
        method = by;
    }

    String method() {
        return method;
    }

    Optional<User> user() {
        return Optional.ofNullable(user);
    }

    void loggedIn(User who) {
        user = who;
    }

    int channels() {
        return channels;
    }

    void addChannels(int count) {
        channels += count;
    }

    String reason() {
        return reason;
    }

    void because(String words) {
        reason = words;
    }
}
