package io.hawser.ssh.sftp;

/**
 * How many bytes one request may ask for or carry.
 *
 * @param read in one READ
 * @param write in one WRITE
 */
record TransferSizes(int read, int write) {
    /** What every server must take (draft-ietf-secsh-filexfer-02 section 3: packets of at least 34,000 bytes). */
    private static final int SAFE = 32 * 1024;
    /** More than this brings no speed and costs memory. */
    private static final int MOST = 255 * 1024;

    static TransferSizes safe() {
        return new TransferSizes(SAFE, SAFE);
    }

    /** From the reply to {@code limits@openssh.com}: largest packet, read, write; 0 where the server names no limit. */
    static TransferSizes decode(Reply reply) throws ProtocolException {
        long packet = reply.getLong();
        return new TransferSizes(size(packet, reply.getLong()), size(packet, reply.getLong()));
    }

    private static int size(long packet, long told) {
        // A WRITE carries its handle and position beside the bytes.
        long bound = packet <= 0 ? MOST : packet - 1024;
        return Math.clamp(Math.min(told <= 0 ? MOST : told, bound), 1024, MOST);
    }
}
