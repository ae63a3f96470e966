package io.hawser.server.sftp;

import io.hawser.server.jail.FilePath;

/** Is told of every file operation that has ended. */
public interface OperationLog {
    /**
     * @param target the second path; null for an operation that has one only
     * @param bytes read or written
     * @param error why it failed; null when it did not
     */
    void record(String operation, FilePath path, FilePath target, long bytes, String error);
}
