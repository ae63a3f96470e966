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

    private static final int LONGEST_NAME = 100;

    private final Session session;
    private final InetSocketAddress address;
    private final String peer;
    /** As whom somebody tried to log in; null before. */
    private String tried;

    private String method = "publickey";
    private User user;
    private int channels;
    private long unused;
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

    /** As whom somebody tried to log in by keys, and by nothing else. */
    Optional<String> triedKeys() {
        return method.equals("publickey") ? Optional.ofNullable(tried) : Optional.empty();
    }

    void trying(String by, String name) {
        tried = shortened(name);
        method = by;
    }

    /** What a client sends as a name may be as long as a packet. */
    static String shortened(String name) {
        return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME) + "…";
    }

    String method() {
        return method;
    }

    Optional<User> user() {
        return Optional.ofNullable(user);
    }

    void loggedIn(User who, long now) {
        user = who;
        unused = now;
    }

    int channels() {
        return channels;
    }

    void addChannels(int count, long now) {
        channels += count;
        unused = now;
    }

    /** Since when it has had no channel. */
    long unused() {
        return unused;
    }

    String reason() {
        return reason;
    }

    void because(String words) {
        reason = words;
    }
}
