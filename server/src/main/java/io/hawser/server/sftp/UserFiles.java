package io.hawser.server.sftp;

import io.hawser.server.Permission;
import io.hawser.server.Uploads;
import io.hawser.server.jail.FilePath;
import io.hawser.server.jail.FileStatus;
import io.hawser.server.jail.Jail;
import io.hawser.server.jail.JailedFile;
import io.hawser.server.jail.JailedFolder;
import io.hawser.server.jail.SpaceStatus;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A user's files as one channel of his sees them: what he may do, and what he has not finished uploading. Whoever uploads a file sees it under its name
 * from the start, as its client expects (sshfs asks for its attributes while it is written); everybody else sees what was there before. What that client
 * renames, removes or opens again while it is uploaded goes under its name first.
 */
final class UserFiles {
    private static final int NEW_FILE = 0666;
    private static final int NEW_FOLDER = 0777;

    private final Account account;
    private final Jail jail;
    private final OperationLog log;
    /** Its own uploads by their places. */
    private final Map<FilePath, Upload> uploads = new HashMap<>();

    UserFiles(Account account, Jail jail, OperationLog log) {
        this.account = account;
        this.jail = jail;
        this.log = log;
    }

    private void require(Permission permission) throws StatusException {
        if (!account.permissions().contains(permission)) {
            throw StatusException.denied("Permission denied");
        }
    }

    OpenFile open(FilePath path, Set<Jail.Flag> asked, Optional<Integer> mode) throws IOException {
        boolean writes = asked.contains(Jail.Flag.WRITE);
        boolean reads = asked.contains(Jail.Flag.READ) || !writes;
        boolean creates = asked.contains(Jail.Flag.CREATE);
        boolean truncates = asked.contains(Jail.Flag.TRUNCATE);
        if (writes || creates || truncates) {
            require(Permission.WRITE);
        }
        if (reads) {
            require(Permission.READ);
        }
        EnumSet<Jail.Flag> flags = flags(asked);
        settle(path, true);
        if ((creates || truncates) && account.uploads() == Uploads.WHOLE) {
            Optional<Upload> upload = upload(path, flags, mode.orElse(NEW_FILE));
            if (upload.isPresent()) {
                Upload begun = upload.get();
                uploads.values().removeIf(Upload::isSettled);
                uploads.put(begun.target(), begun);
                return new OpenFile(begun.file(), path, reads, writes, begun, account.durable(), log);
            }
        }
        JailedFile file = jail.open(path, flags, mode.orElse(NEW_FILE));
        return new OpenFile(file, path, reads, writes, null, account.durable(), log);
    }

    /** As open(2) takes them: what is not opened to be written is opened to be read, and what goes with the one means nothing without it. */
    private static EnumSet<Jail.Flag> flags(Set<Jail.Flag> asked) {
        EnumSet<Jail.Flag> flags = EnumSet.copyOf(asked);
        if (!asked.contains(Jail.Flag.WRITE)) {
            flags.add(Jail.Flag.READ);
            flags.remove(Jail.Flag.APPEND);
        }
        if (!asked.contains(Jail.Flag.CREATE)) {
            flags.remove(Jail.Flag.EXCLUSIVE);
        }
        if (asked.contains(Jail.Flag.TRUNCATE)) {
            flags.add(Jail.Flag.WRITE);
        }
        return flags;
    }

    /** Begins an upload, if the file is to be new or empty. */
    private Optional<Upload> upload(FilePath path, EnumSet<Jail.Flag> flags, int mode) throws IOException {
        if (UploadName.of(path).isClientsOwn()) {
            return Optional.empty();
        }
        if (flags.contains(Jail.Flag.EXCLUSIVE) && there(path, false).isPresent()) {
            throw new FileAlreadyExistsException(path.toString());
        }
        Optional<FileStatus> old = there(path, true);
        if (old.isPresent() ? !flags.contains(Jail.Flag.TRUNCATE) : !flags.contains(Jail.Flag.CREATE)) {
            return Optional.empty();
        }
        if (old.isPresent()) {
            // Whoever may not write into the file may not replace it either.
            jail.open(path, EnumSet.of(Jail.Flag.WRITE), 0).close();
        }
        return Optional.of(Upload.begin(account, jail, jail.realPath(path), flags, mode, old));
    }

    private Optional<FileStatus> there(FilePath path, boolean follow) throws IOException {
        try {
            return Optional.of(jail.status(path, follow));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
    }

    /** This channel's own upload to that place; of a link that is not followed there is none. */
    private Optional<Upload> own(FilePath path, boolean follow) throws IOException {
        uploads.values().removeIf(Upload::isSettled);
        if (uploads.isEmpty()
                || !follow && there(path, false).filter(FileStatus::isLink).isPresent()) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(uploads.get(jail.realPath(path)));
        } catch (NoSuchFileException | NotDirectoryException _) {
            return Optional.empty();
        }
    }

    private void settle(FilePath path, boolean follow) throws IOException {
        Optional<Upload> upload = own(path, follow);
        if (upload.isPresent()) {
            upload.get().publish();
        }
    }

    /** Publishes what is uploaded into a folder: its place goes away with that. */
    private void settleBelow(FilePath folder) throws IOException {
        for (Upload upload : List.copyOf(uploads.values())) {
            if (!upload.isSettled() && upload.isBelow(jail.realPath(folder))) {
                upload.publish();
            }
        }
    }

    FileStatus status(FilePath path, boolean follow) throws IOException {
        Optional<Upload> upload = own(path, follow);
        return upload.isPresent() ? upload.get().file().status() : jail.status(path, follow);
    }

    void setAttributes(FilePath path, Attributes attributes, boolean follow) throws IOException {
        require(Permission.WRITE);
        Optional<Upload> upload = own(path, follow);
        if (upload.isPresent()) {
            set(upload.get().file(), attributes);
            return;
        }
        if (attributes.hasSize()) {
            if (!follow) {
                throw StatusException.failure("The size of a link cannot be set");
            }
            jail.truncate(path, attributes.size());
        }
        if (attributes.hasOwner()) {
            jail.setOwner(path, attributes.user(), attributes.group(), follow);
        }
        if (attributes.hasMode()) {
            jail.setMode(path, attributes.mode(), follow);
        }
        if (attributes.hasTimes()) {
            jail.setTimes(path, attributes.accessed(), attributes.modified(), follow);
        }
    }

    /** The size first, for it changes the times; then the owner, for it can take bits away from the mode. */
    void set(JailedFile file, Attributes attributes) throws IOException {
        require(Permission.WRITE);
        if (attributes.hasSize()) {
            file.truncate(attributes.size());
        }
        if (attributes.hasOwner()) {
            file.setOwner(attributes.user(), attributes.group());
        }
        if (attributes.hasMode()) {
            file.setMode(attributes.mode());
        }
        if (attributes.hasTimes()) {
            file.setTimes(attributes.accessed(), attributes.modified());
        }
    }

    OpenFolder list(FilePath path) throws IOException {
        require(Permission.LIST);
        return new OpenFolder(jail.list(path), this);
    }

    /** An entry as this channel sees it: its own uploads by their names, those of others not at all. */
    Optional<JailedFolder.Entry> seen(JailedFolder.Entry entry) throws IOException {
        if (!account.openUploads().hides(entry.name())) {
            return Optional.of(entry);
        }
        for (Upload upload : uploads.values()) {
            // Where an older file has the name, that entry is the one that is seen.
            if (upload.isHiddenAs(entry.name()) && there(upload.target(), false).isEmpty()) {
                FilePath name = FilePath.of(UploadName.of(upload.target()).name());
                return Optional.of(new JailedFolder.Entry(name, entry.status()));
            }
        }
        return Optional.empty();
    }

    void remove(FilePath path) throws IOException {
        require(Permission.DELETE);
        settle(path, false);
        requireFolderBeforeSlash(path);
        jail.remove(path);
    }

    void makeFolder(FilePath path, Optional<Integer> mode) throws IOException {
        require(Permission.WRITE);
        settle(path, false);
        jail.makeFolder(path, mode.orElse(NEW_FOLDER));
    }

    void removeFolder(FilePath path) throws IOException {
        require(Permission.DELETE);
        jail.removeFolder(path);
    }

    void rename(FilePath from, FilePath to, boolean replace) throws IOException {
        require(Permission.WRITE);
        settle(from, false);
        settle(to, false);
        settleBelow(from);
        requireFolderBeforeSlash(from);
        jail.rename(from, to, replace);
    }

    /** A slash at the end says that it is a folder: a file, or a link, is not meant. */
    private void requireFolderBeforeSlash(FilePath path) throws IOException {
        FilePath name = Paths.withoutSlash(path);
        if (!name.equals(path) && !jail.status(name, false).isFolder()) {
            throw new NotDirectoryException(path.toString());
        }
    }

    void link(FilePath existing, FilePath link) throws IOException {
        require(Permission.WRITE);
        settle(existing, true);
        settle(link, false);
        jail.link(existing, link);
    }

    void symbolicLink(FilePath link, FilePath target) throws IOException {
        require(Permission.WRITE);
        settle(link, false);
        jail.symbolicLink(link, target);
    }

    FilePath readLink(FilePath link) throws IOException {
        if (!account.permissions().contains(Permission.LIST)) {
            require(Permission.READ);
        }
        return jail.readLink(link);
    }

    /** The real path; of one whose folders are not there, what it says. */
    FilePath realPath(FilePath path) throws IOException {
        try {
            return jail.realPath(path);
        } catch (NoSuchFileException | NotDirectoryException _) {
            return Paths.normalized(path);
        }
    }

    SpaceStatus space(FilePath path) throws IOException {
        return jail.space(path);
    }
}
