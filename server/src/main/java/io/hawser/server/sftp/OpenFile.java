package io.hawser.server.sftp;

import io.hawser.server.jail.FilePath;
import io.hawser.server.jail.JailedFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A file that a client has open. */
final class OpenFile implements OpenHandle {
    private final JailedFile file;
    private final FilePath path;
    private final boolean readable;
    private final boolean writable;
    /** Null when the file is written under its own name. */
    private final Upload upload;

    private final boolean durable;
    private final OperationLog log;
    private long read;
    private long written;
    /** Why something that was to be written is not there; null when all of it is. */
    private String failure;

    OpenFile(
            JailedFile file,
            FilePath path,
            boolean readable,
            boolean writable,
            Upload upload,
            boolean durable,
            OperationLog log) {
        this.file = file;
        this.path = path;
        this.readable = readable;
        this.writable = writable;
        this.upload = upload;
        this.durable = durable;
        this.log = log;
    }

    JailedFile file() {
        return file;
    }

    /** As its client named it. */
    FilePath path() {
        return path;
    }

    int read(long position, ByteBuffer into) throws IOException {
        int count = file.read(position, into);
        read += Math.max(count, 0);
        return count;
    }

    void write(long position, ByteBuffer bytes) throws IOException {
        int size = bytes.remaining();
        try {
            file.write(position, bytes);
        } catch (IOException | RuntimeException e) {
            damage(e);
            throw e;
        }
        written += size;
    }

    /** Brings what was written to the disk. */
    void force() throws IOException {
        try {
            file.force();
        } catch (IOException | RuntimeException e) {
            // The kernel tells it once; the next force succeeds.
            damage(e);
            throw e;
        }
    }

    /** Something that was to be written is not there. */
    void damage(Exception why) {
        failure = Status.text(why);
        if (upload != null) {
            upload.damage();
        }
    }

    void requireReadable() throws StatusException {
        if (!readable) {
            throw StatusException.denied("The file is not open for reading");
        }
    }

    void requireWritable() throws StatusException {
        if (!writable) {
            throw StatusException.denied("The file is not open for writing");
        }
    }

    @Override
    public void close() throws IOException {
        end(true);
    }

    @Override
    public void lose() throws IOException {
        end(false);
    }

    private void end(boolean good) throws IOException {
        try {
            try (file) {
                if (upload != null && !upload.isPublished()) {
                    settle(good);
                } else if (good && durable && written > 0) {
                    file.force();
                }
            }
            tell(good ? null : "lost");
        } catch (IOException | RuntimeException e) {
            tell(Status.text(e));
            throw e;
        }
    }

    private void settle(boolean good) throws IOException {
        if (good) {
            publish();
        } else {
            upload.abandon();
        }
    }

    /** Of a file that was read and written both are told; of one that was only open, what it was open for. */
    private void tell(String error) {
        boolean uploaded = upload != null || written > 0 || !readable;
        if (uploaded) {
            log.record("upload", path, null, written, error == null ? failure : error);
        }
        if (read > 0 || !uploaded) {
            log.record("download", path, null, read, error);
        }
    }

    private void publish() throws IOException {
        try {
            upload.publish();
        } catch (IOException e) {
            try {
                upload.abandon();
            } catch (IOException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }
}
