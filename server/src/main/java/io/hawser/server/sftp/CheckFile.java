package io.hawser.server.sftp;

import static io.hawser.server.sftp.PacketType.EXTENDED_REPLY;

import io.hawser.server.jail.FilePath;
import io.hawser.server.jail.Jail;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Digests of files, draft-ietf-secsh-filexfer-extensions-00 section 3: of a range, as a whole or of each block of it. The range ends with the file, and its last
 * block may be short.
 */
final class CheckFile {
    private static final Map<String, String> ALGORITHMS = Map.of(
            "md5", "MD5",
            "sha1", "SHA-1",
            "sha224", "SHA-224",
            "sha256", "SHA-256",
            "sha384", "SHA-384",
            "sha512", "SHA-512");

    /** Blocks smaller than this are refused, says the draft. */
    private static final int LEAST_BLOCK = 256;

    private static final int MOST_DIGESTS = 128 << 10;
    private static final int BUFFER = 64 << 10;

    private final UserFiles files;
    private final Handles handles;
    private final Replies replies;
    private final Audit audit;
    private volatile boolean stopped;

    CheckFile(UserFiles files, Handles handles, Replies replies, Audit audit) {
        this.files = files;
        this.handles = handles;
        this.replies = replies;
        this.audit = audit;
    }

    void stop() {
        stopped = true;
    }

    void handle(Request request, boolean byHandle) throws IOException {
        if (byHandle) {
            OpenFile file = handles.file(request.readString());
            file.requireReadable();
            answer(request, file);
            return;
        }
        FilePath path = request.readPath();
        OpenFile file = audit.opened("open", path, () -> files.open(path, Set.of(Jail.Flag.READ), Optional.empty()));
        try {
            answer(request, file);
        } finally {
            file.close();
        }
    }

    private void answer(Request request, OpenFile file) throws IOException {
        String name = algorithm(request.readText());
        MessageDigest digest = digest(name);
        long start = request.readPosition();
        long length = request.readPosition();
        long block = Integer.toUnsignedLong(request.readInt());
        if (block != 0 && block < LEAST_BLOCK) {
            throw StatusException.failure("Blocks must have " + LEAST_BLOCK + " bytes at least");
        }
        long size = file.file().status().size();
        if (start > size) {
            throw new StatusException(Status.EOF, "The range begins behind the end of the file");
        }
        long end = length == 0 || length > size - start ? size : start + length;
        long blocks = block == 0 ? 1 : Math.ceilDiv(end - start, block);
        if (blocks * digest.getDigestLength() > MOST_DIGESTS) {
            throw StatusException.failure("Too many blocks for one reply; ask for larger ones, or a part of the file");
        }
        replies.begin(EXTENDED_REPLY, request.id());
        replies.putText("check-file");
        replies.putText(name);
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        long step = block == 0 ? Math.max(1, end - start) : block;
        for (long at = start; at < end || at == start && block == 0; at += step) {
            add(file, at, Math.min(end, at + step), buffer, digest);
            replies.putBytes(digest.digest());
        }
        replies.end();
    }

    private void add(OpenFile file, long from, long to, ByteBuffer buffer, MessageDigest digest) throws IOException {
        long at = from;
        while (at < to) {
            if (stopped) {
                throw StatusException.failure("Broken off");
            }
            buffer.clear().limit((int) Math.min(buffer.capacity(), to - at));
            int count = file.read(at, buffer);
            if (count <= 0) {
                throw StatusException.failure("The file became shorter meanwhile");
            }
            digest.update(buffer.flip());
            at += count;
        }
    }

    /** The first that the client names and that is known here. */
    private static String algorithm(String names) throws StatusException {
        for (String name : names.split(",")) {
            if (ALGORITHMS.containsKey(name)) {
                return name;
            }
        }
        throw StatusException.failure("None of these algorithms is known: " + names);
    }

    private static MessageDigest digest(String name) throws StatusException {
        try {
            return MessageDigest.getInstance(ALGORITHMS.get(name));
        } catch (NoSuchAlgorithmException _) {
            throw StatusException.failure("Not available: " + name);
        }
    }
}
