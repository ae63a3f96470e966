package io.hawser.server.transport;

import io.hawser.server.User;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.session.Session;

/** What the server knows of a connection. Its channels, and whether it is gone, are guarded by {@link Connections}. */
final class Connection {
    /** What clients say when they leave can be long. */
    private static final int LONGEST_REASON = 200;

    static final AttributeKey<Connection> KEY = new AttributeKey<>();

    private final Session session;
    private final InetSocketAddress address;
    private final String peer;
    private volatile boolean tried;
    private volatile String method = "publickey";
    private volatile User user;
    private volatile String reason = "the connection ended";
    private int channels;
    private boolean gone;

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

    /** It is closed; what its channels had open perhaps not yet. */
    void leave() {
        gone = true;
    }

    /** Whether nothing of it is left. */
    boolean isOver() {
        return gone && channels == 0;
    }

    String reason() {
        return reason;
    }

    void because(String words) {
        reason = words.length() <= LONGEST_REASON ? words : words.substring(0, LONGEST_REASON) + "…";
    }
}
