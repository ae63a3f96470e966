package io.hawser.server.transport;

import io.hawser.server.User;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.session.Session;

/** What the server knows of a connection. Its channels, and whether it is gone, are guarded by {@link Connections}. */
final class Connection {
    static final AttributeKey<Connection> KEY = new AttributeKey<>();

    /** What clients say when they leave can be long. */
    private static final int LONGEST_REASON = 200;

    private static final int LONGEST_NAME = 100;

    private final Session session;
    private final InetSocketAddress address;
    private final String peer;
    /** As whom somebody tried to log in; null before. */
    private volatile String tried;

    private volatile String method = "publickey";
    private volatile User user;
    private volatile String reason = "the connection ended";
    private int channels;
    private long unused;
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
