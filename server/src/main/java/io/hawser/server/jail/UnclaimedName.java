package io.hawser.server.jail;

/**
 * Renaming to a name that must be free, on file systems that cannot promise that themselves (such as NFS, for which renameat2(2) refuses RENAME_NOREPLACE). What has the name is
 * never replaced, but the step is not atomic: for a moment a file has both names, or a placeholder has the new one.
 */
record UnclaimedName(Calls calls, int fromFolder, byte[] from, int toFolder, byte[] to) {
    private static final int PLACEHOLDER_MODE = 0700;

    /** Whether a failure says that the file system cannot promise it. */
    static boolean isNeeded(long result) {
        return result == -Errno.EINVAL || result == -Errno.ENOSYS;
    }

    /** Returns 0, or minus the number of the failure. */
    long rename(boolean folder) {
        if (!folder) {
            long linked = calls.link(fromFolder, from, toFolder, to, 0);
            if (linked == 0) {
                return calls.remove(fromFolder, from, 0);
            }
            if (linked != -Errno.EPERM && linked != -Errno.EOPNOTSUPP) {
                return linked;
            }
        }
        return replacePlaceholder(folder);
    }

    /** Takes the name by something empty of the same kind, which the kernel refuses if it is taken, and replaces that. */
    private long replacePlaceholder(boolean folder) {
        long made = folder ? calls.makeFolder(toFolder, to, PLACEHOLDER_MODE) : makeFile();
        if (made < 0) {
            return made;
        }
        long renamed = calls.rename(fromFolder, from, toFolder, to, 0);
        if (renamed < 0) {
            calls.remove(toFolder, to, folder ? Calls.AT_REMOVEDIR : 0);
        }
        return renamed;
    }

    private long makeFile() {
        long number =
                calls.openInside(toFolder, to, Calls.O_WRONLY | Calls.O_CREAT | Calls.O_EXCL, PLACEHOLDER_MODE & 0600);
        return number < 0 ? number : calls.closeDescriptor((int) number);
    }
}
