package io.hawser.server;

import java.time.Duration;

/**
 * An open channel.
 *
 * @param id never used again by this server
 * @param peer the client's address and port
 * @param received bytes that came from the client
 * @param sent bytes that went to it
 * @param openFiles files and folders that it has open
 * @param age since it was opened
 * @param idle since it last moved a byte
 */
public record ChannelStatus(
        long id, String user, String peer, long received, long sent, int openFiles, Duration age, Duration idle) {}
