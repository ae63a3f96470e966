package io.hawser.server.jail;

/**
 * What is known of a file.
 *
 * @param device of the file system, with {@code inode} what identifies the file while it exists
 * @param mode type and permission bits, as {@code st_mode} of stat(2)
 * @param links how many names it has
 * @param size in bytes
 * @param accessed seconds since 1970
 * @param modified seconds since 1970
 */
public record FileStatus(
        long device, long inode, int mode, long links, int user, int group, long size, long accessed, long modified) {
    private static final int TYPE = 0170000;

    /** The permission bits alone, with set-user-id, set-group-id and sticky. */
    public int permissions() {
        return mode & ~TYPE;
    }

    public boolean isRegular() {
        return (mode & TYPE) == 0100000;
    }

    public boolean isFolder() {
        return (mode & TYPE) == 0040000;
    }

    public boolean isLink() {
        return (mode & TYPE) == 0120000;
    }
}
