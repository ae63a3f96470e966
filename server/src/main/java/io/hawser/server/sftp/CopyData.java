package io.hawser.server.sftp;

import java.io.IOException;
import java.nio.ByteBuffer;

/** {@code copy-data} of draft-ietf-secsh-filexfer-extensions-00 section 7: from one open file into another, without the bytes going to the client. */
final class CopyData {
    private static final int BUFFER = 256 << 10;

    private final Handles handles;
    private final Replies replies;
    private volatile boolean stopped;

    CopyData(Handles handles, Replies replies) {
        this.handles = handles;
        this.replies = replies;
    }

    void stop() {
        stopped = true;
    }

    void handle(Request request) throws IOException {
        OpenFile from = handles.file(request.readString());
        long start = request.readPosition();
        long asked = request.readPosition();
        OpenFile into = handles.file(request.readString());
        long position = request.readPosition();
        from.requireReadable();
        into.requireWritable();
        // 0 means up to the end of the file, as it is now: it may be the one that is written.
        long length = asked == 0 ? Math.max(0, from.file().status().size() - start) : asked;
        if (from == into && Math.abs(start - position) < length) {
            throw StatusException.failure("A range cannot be copied onto itself");
        }
        long done;
        try {
            done = copy(from, start, into, position, length);
        } catch (IOException | RuntimeException e) {
            into.damage(e);
            throw e;
        }
        if (asked != 0 && done < asked) {
            throw new StatusException(Status.EOF, "The file ended after " + done + " bytes");
        }
        replies.ok(request.id());
    }

    private long copy(OpenFile from, long start, OpenFile into, long position, long length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        long done = 0;
        while (done < length) {
            if (stopped) {
                throw StatusException.failure("Broken off");
            }
            buffer.clear().limit((int) Math.min(buffer.capacity(), length - done));
            int count = from.read(start + done, buffer);
            if (count <= 0) {
                break;
            }
            into.write(position + done, buffer.flip());
            done += count;
        }
        return done;
    }
}
