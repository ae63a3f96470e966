package io.hawser.testkit.ssh;

/**
 * What {@code limits@openssh.com} says, where it is offered, and what the server keeps to in any case; 0 says nothing.
 *
 * @param packet bytes of a packet
 * @param read bytes of a READ; what is asked beyond is not sent
 * @param write bytes of a WRITE
 * @param handles open handles
 */
public record SftpLimits(long packet, long read, long write, long handles) {
    /** What OpenSSH says. */
    public static final SftpLimits OPENSSH = new SftpLimits(262_144, 261_120, 261_120, 1_019);

    long mostRead() {
        return read == 0 ? OPENSSH.read : read;
    }

    PacketWriter writeTo(PacketWriter packets) {
        return packets.u64(packet).u64(read).u64(write).u64(handles);
    }
}
