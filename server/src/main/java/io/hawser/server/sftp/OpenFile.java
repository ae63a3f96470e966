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

    private final OperationLog log;
    private long read;
    private long written;
    private boolean damaged;

    OpenFile(JailedFile file, FilePath path, boolean readable, boolean writable, Upload upload, OperationLog log) {
        this.file = file;
        this.path = path;
        this.readable = readable;
        this.writable = writable;
        this.upload = upload;
        this.log = log;
    }

    JailedFile file() {
        return file;
    }

    Upload upload() {
        return upload;
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
            damage();
            throw e;
        }
        written += size;
    }

    /** Something that was to be written is not there: what there is does not become the file. */
    void damage() {
        damaged = true;
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
        String operation = written > 0 || upload != null ? "upload" : "download";
        long bytes = written > 0 || upload != null ? written : read;
        try {
            try (file) {
                if (upload != null && good && !damaged) {
                    publish();
                } else if (upload != null && !upload.isSettled()) {
                    upload.abandon();
                    if (good) {
                        throw StatusException.failure("A write has failed; what there is was kept as a partial file");
                    }
                }
            }
            log.record(operation, path, null, bytes, good ? null : "lost");
        } catch (IOException | RuntimeException e) {
            log.record(operation, path, null, bytes, Status.text(e));
            throw e;
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
