package io.hawser.server.jail;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/**
 * A folder that its user sees as {@code /}: whatever path is asked for, nothing outside is reached, created, changed or told of. Links lead on as long as they
 * stay inside, absolute ones counted from the jail's own root as the user sees it; a link out is as good as one that leads nowhere. All methods may be called from many threads at once.
 *
 * <p>Failures are those of {@code java.nio.file}: {@link java.nio.file.NoSuchFileException}, {@link java.nio.file.FileAlreadyExistsException},
 * {@link java.nio.file.AccessDeniedException}, {@link java.nio.file.NotDirectoryException}, {@link java.nio.file.DirectoryNotEmptyException},
 * {@link java.nio.file.FileSystemLoopException}, and {@link java.nio.file.FileSystemException} with the system's reason for the rest; each names the user's path, never the real one.
 */
public interface Jail extends AutoCloseable {
    /** For a user or group that is to stay as it is. */
    int UNCHANGED = -1;

    /** What an open file is for; as the flags of open(2). */
    enum Flag {
        READ,
        WRITE,
        /** Every write goes to the end. */
        APPEND,
        /** Makes the file if there is none. */
        CREATE,
        /** Empties it. */
        TRUNCATE,
        /** With {@link #CREATE}: fails if there is something of that name, also a link that leads nowhere. */
        EXCLUSIVE
    }

    /**
     * A jail at {@code root}, by the tightest means that this machine has.
     *
     * @throws IOException when it is no folder, or none that this process may enter
     */
    static Jail open(Path root) throws IOException {
        try {
            return LinuxJail.at(root);
        } catch (UnsupportedOperationException | IllegalCallerException e) {
            return PortableJail.at(root, e.getMessage());
        }
    }

    /** By what means paths are kept inside, for the log. */
    String description();

    /** Opens a regular file; anything else (folder, device, pipe, socket) is refused without waiting for it. {@code mode}: permission bits of a file that is made. */
    JailedFile open(FilePath path, Set<Flag> flags, int mode) throws IOException;

    /** The entries of a folder, without {@code .} and {@code ..}, in no particular order; lazily, whatever their number. */
    JailedFolder list(FilePath folder) throws IOException;

    /** What is there, after following links if {@code follow}. */
    FileStatus status(FilePath path, boolean follow) throws IOException;

    /** Sets permission bits; those that would lend the server's rights to whoever runs the file (set-user-ID, set-group-ID) are left out. */
    void setMode(FilePath path, int mode, boolean follow) throws IOException;

    /** Sets user and group by their numbers, or leaves one {@link #UNCHANGED}. */
    void setOwner(FilePath path, int user, int group, boolean follow) throws IOException;

    /** Sets access and modification time in seconds since 1970. */
    void setTimes(FilePath path, long accessed, long modified, boolean follow) throws IOException;

    /** Cuts a regular file, or makes it longer with zeros. */
    void truncate(FilePath path, long size) throws IOException;

    void makeFolder(FilePath path, int mode) throws IOException;

    /** Removes an empty folder. */
    void removeFolder(FilePath path) throws IOException;

    /** Removes anything but a folder; of a link, the link. */
    void remove(FilePath path) throws IOException;

    /** Renames, replacing atomically what is at {@code to} if {@code replace}, and failing atomically if there is something otherwise. */
    void rename(FilePath from, FilePath to, boolean replace) throws IOException;

    /** Gives a regular file a second name. */
    void link(FilePath existing, FilePath link) throws IOException;

    /**
     * Makes a symbolic link, if what it leads to, name by name from where it is, stays inside: {@link java.nio.file.AccessDeniedException} otherwise. An absolute one is kept as the
     * relative one that leads to the same place.
     */
    void symbolicLink(FilePath link, FilePath target) throws IOException;

    /** Where a symbolic link leads. An absolute one is told of only if that is inside; see {@link #symbolicLink}. */
    FilePath readLink(FilePath link) throws IOException;

    /** The absolute path without links, {@code .} and {@code ..}; the last name need not exist. */
    FilePath realPath(FilePath path) throws IOException;

    /** Forces to the disk which names are in a folder, which must be readable: what a rename needs to outlast a power cut. Nothing happens where the file system knows no such thing. */
    void forceFolder(FilePath folder) throws IOException;

    /** The file system that {@code path} is on. */
    SpaceStatus space(FilePath path) throws IOException;

    @Override
    void close();
}
