package io.hawser.server;

import java.time.Duration;

/**
 * What clients can make the server spend.
 *
 * @param connections open at the same time, of everybody
 * @param unauthenticated connections among them on which nobody has logged in yet
 * @param channels open at the same time on one connection
 * @param handles files and folders open at the same time on one channel
 * @param loginTime from the connection to the login; longer ends the connection
 * @param idle how long a channel may move no byte until it is closed; zero: for ever
 * @param rekeyBytes after how many bytes either way the server exchanges keys again
 */
public record Limits(
        int connections,
        int unauthenticated,
        int channels,
        int handles,
        Duration loginTime,
        Duration idle,
        long rekeyBytes) {
    private static final long LEAST_REKEY = 16 << 10;

    /** Checks the ranges. */
    public Limits {
        require(connections >= 1, "connections", connections);
        require(unauthenticated >= 1, "unauthenticated", unauthenticated);
        require(channels >= 1, "channels", channels);
        require(handles >= 1, "handles", handles);
        require(loginTime.isPositive(), "loginTime", loginTime);
        require(!idle.isNegative(), "idle", idle);
        require(rekeyBytes >= LEAST_REKEY, "rekeyBytes", rekeyBytes);
    }

    private static void require(boolean holds, String name, Object value) {
        if (!holds) {
            throw new IllegalArgumentException("limit " + name + ": " + value + " is too small");
        }
    }

    /** 1,000 connections, 100 of them not logged in; 128 channels a connection; 1,000 handles a channel; 30 s to log in; 1 GiB between key exchanges. */
    public static Limits defaults() {
        return new Limits(1_000, 100, 128, 1_000, Duration.ofSeconds(30), Duration.ZERO, 1L << 30);
    }

    /** These limits with others for connections. */
    public Limits withConnections(int all, int notLoggedIn) {
        return new Limits(all, notLoggedIn, channels, handles, loginTime, idle, rekeyBytes);
    }

    /** These limits with another number of channels. */
    public Limits withChannels(int most) {
        return new Limits(connections, unauthenticated, most, handles, loginTime, idle, rekeyBytes);
    }

    /** These limits with another number of handles. */
    public Limits withHandles(int most) {
        return new Limits(connections, unauthenticated, channels, most, loginTime, idle, rekeyBytes);
    }

    /** These limits with another time to log in. */
    public Limits withLoginTime(Duration time) {
        return new Limits(connections, unauthenticated, channels, handles, time, idle, rekeyBytes);
    }

    /** These limits with another time to be idle. */
    public Limits withIdle(Duration time) {
        return new Limits(connections, unauthenticated, channels, handles, loginTime, time, rekeyBytes);
    }

    /** These limits with another amount between key exchanges. */
    public Limits withRekeyBytes(long bytes) {
        return new Limits(connections, unauthenticated, channels, handles, loginTime, idle, bytes);
    }
}
