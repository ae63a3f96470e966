package io.hawser.ssh.sftp;

import java.io.IOException;
import java.time.Duration;

/** Room on the server's disk, by {@code statvfs@openssh.com}. */
final class FileSystemSpace {
    private FileSystemSpace() {}

    /** Bytes that this user can still write in {@code folder}; empty for the login folder. */
    static long free(SftpSession session, String folder, Duration limit) throws IOException {
        var reply = session.request(new PacketBuilder(PacketType.EXTENDED)
                        .putName(Extensions.STATVFS)
                        .putPath(folder.isEmpty() ? "." : folder))
                .await(limit);
        reply.expect(PacketType.EXTENDED_REPLY);
        reply.getLong();
        long blockSize = reply.getLong();
        // All blocks, and those that only the superuser may take.
        reply.getLong();
        reply.getLong();
        return reply.getLong() * blockSize;
    }
}
