package io.hawser.testkit.ssh;

import java.util.Arrays;

/**
 * A request as a script and a log see it.
 *
 * @param type what is asked
 * @param id the client's number of it
 * @param number the how manyth of its type this is since the server was started, from 1
 * @param path the file or folder it is about, also where it names a handle; empty where it is about none
 * @param offset where a READ or WRITE begins, otherwise 0
 * @param length of a READ or WRITE, otherwise 0
 * @param extension the name of an EXTENDED request, otherwise empty
 * @param openHandles how many the session has open when it comes
 */
public record SftpRequest(
        Type type, int id, int number, String path, long offset, int length, String extension, int openHandles) {
    /** The types of draft-ietf-secsh-filexfer-02, section 3. */
    public enum Type {
        /** Opens a file. */
        OPEN(3),
        /** Closes a handle. */
        CLOSE(4),
        /** Reads. */
        READ(5),
        /** Writes. */
        WRITE(6),
        /** Attributes, of a symbolic link itself. */
        LSTAT(7),
        /** Attributes of a handle. */
        FSTAT(8),
        /** Sets attributes. */
        SETSTAT(9),
        /** Sets attributes of a handle. */
        FSETSTAT(10),
        /** Opens a folder. */
        OPENDIR(11),
        /** Lists a part of a folder. */
        READDIR(12),
        /** Removes a file. */
        REMOVE(13),
        /** Makes a folder. */
        MKDIR(14),
        /** Removes a folder. */
        RMDIR(15),
        /** Makes a path absolute. */
        REALPATH(16),
        /** Attributes, of what a symbolic link leads to. */
        STAT(17),
        /** Renames. */
        RENAME(18),
        /** Says where a symbolic link leads to. */
        READLINK(19),
        /** Makes a symbolic link. */
        SYMLINK(20),
        /** Anything else, by its name. */
        EXTENDED(200);

        private final int code;

        Type(int code) {
            this.code = code;
        }

        static Type of(int code) {
            return Arrays.stream(values())
                    .filter(type -> type.code == code)
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no request has type " + code));
        }
    }
}
