package io.hawser.server.sftp;

import io.hawser.server.jail.FilePath;
import io.hawser.server.jail.FileStatus;
import io.hawser.server.jail.Jail;
import io.hawser.server.jail.JailedFile;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;

/** A file that is written beside its name until its client closes it. */
final class Upload {
    /** Beyond so many leftovers of one name the newest keeps its hidden name. */
    private static final int LEFTOVERS = 99;

    /** Of a file that replaces another, until it has that one's owner. */
    private static final int OWNERS_ALONE = 0600;

    private static final int GROUP = 070;

    private final Account account;
    private final Jail jail;
    private final FilePath target;
    private final FilePath hidden;
    private final JailedFile file;
    private final boolean replace;
    private boolean settled;
    private boolean damaged;

    private Upload(Account account, Jail jail, FilePath target, FilePath hidden, JailedFile file, boolean replace) {
        this.account = account;
        this.jail = jail;
        this.target = target;
        this.hidden = hidden;
        this.file = file;
        this.replace = replace;
    }

    /**
     * Makes the file.
     *
     * @param target where it is to go in the end, without links
     * @param flags of its open
     * @param mode of a file that is new
     * @param old what has the name now; the new one gets its mode, and its owner where that can be
     */
    static Upload begin(
            Account account, Jail jail, FilePath target, EnumSet<Jail.Flag> flags, int mode, Optional<FileStatus> old)
            throws IOException {
        UploadName name = UploadName.of(target);
        FilePath hiddenName = name.hidden();
        FilePath hidden = name.beside(hiddenName);
        boolean exclusive = flags.contains(Jail.Flag.EXCLUSIVE);
        if (!account.openUploads().enter(account.home(), target, hiddenName, exclusive)) {
            throw new FileAlreadyExistsException(target.toString());
        }
        EnumSet<Jail.Flag> making = EnumSet.copyOf(flags);
        making.remove(Jail.Flag.TRUNCATE);
        making.add(Jail.Flag.CREATE);
        making.add(Jail.Flag.EXCLUSIVE);
        JailedFile file;
        try {
            file = jail.open(hidden, making, old.isPresent() ? OWNERS_ALONE : mode);
        } catch (IOException | RuntimeException e) {
            account.openUploads().leave(account.home(), target, hiddenName);
            throw e;
        }
        var upload = new Upload(account, jail, target, hidden, file, !exclusive);
        if (old.isPresent()) {
            try {
                upload.takeAfter(old.get());
            } catch (IOException | RuntimeException e) {
                upload.undo(e);
                throw e;
            }
        }
        return upload;
    }

    /** The owner before the mode, which a change of owner can take bits from. */
    private void takeAfter(FileStatus old) throws IOException {
        FileStatus made = file.status();
        if (made.user() != old.user()) {
            sets(() -> file.setOwner(old.user(), Jail.UNCHANGED));
        }
        boolean sameGroup = made.group() == old.group() || sets(() -> file.setOwner(Jail.UNCHANGED, old.group()));
        int mode = old.permissions();
        // Another group than the old file's may do no more than everybody.
        int everybody = (mode & 07) << 3;
        sets(() -> file.setMode(sameGroup ? mode : mode & (~GROUP | everybody)));
    }

    private interface Setting {
        void set() throws IOException;
    }

    /** Who may write into a file of somebody else's cannot always give one away, and not every file system keeps modes. */
    private static boolean sets(Setting setting) {
        try {
            setting.set();
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    /** As if it had not begun. */
    private void undo(Exception failure) {
        try (file) {
            jail.remove(hidden);
        } catch (IOException e) {
            failure.addSuppressed(e);
        } finally {
            settle();
        }
    }

    FilePath target() {
        return target;
    }

    /** Whether it is in that folder, or in one of its folders. */
    boolean isBelow(FilePath folder) {
        byte[] above = folder.bytes();
        byte[] place = target.bytes();
        return place.length > above.length
                && place[above.length] == '/'
                && Arrays.equals(place, 0, above.length, above, 0, above.length);
    }

    JailedFile file() {
        return file;
    }

    boolean isHiddenAs(FilePath name) {
        return !settled
                && UploadName.of(hidden).name().length == name.bytes().length
                && hidden.equals(UploadName.of(hidden).beside(name));
    }

    boolean isSettled() {
        return settled;
    }

    /** Whether it has its name. */
    boolean isPublished() {
        return settled && !damaged;
    }

    /** Something that was to be written is not there: unless it has its name already, it never gets it. */
    void damage() {
        damaged |= !settled;
    }

    /** Gives it its name, once; what is written from here on is seen at once. One that is damaged is kept as a partial file. */
    void publish() throws IOException {
        if (damaged) {
            abandon();
            throw StatusException.failure("A write has failed; what there is was kept as a partial file");
        }
        if (settled) {
            return;
        }
        if (account.durable()) {
            // Before the rename: otherwise a power cut can leave the name with nothing behind it.
            file.force();
        }
        jail.rename(hidden, target, replace);
        settle();
        if (account.durable()) {
            forceName();
        }
    }

    private void forceName() throws IOException {
        try {
            jail.forceFolder(FilePath.of(UploadName.of(target).folder()));
        } catch (AccessDeniedException _) {
            // A folder that may only be written into, not listed. Journals keep a file's names with it.
            file.force();
        }
    }

    /** Its client is gone, or a write has failed: what is there is kept under a name of its own, unless it is nothing. */
    void abandon() throws IOException {
        if (settled) {
            return;
        }
        try {
            if (file.status().size() == 0) {
                jail.remove(hidden);
                return;
            }
            UploadName name = UploadName.of(target);
            for (int number = 1; number <= LEFTOVERS; number++) {
                try {
                    jail.rename(hidden, name.beside(name.partial(number)), false);
                    return;
                } catch (FileAlreadyExistsException _) {
                    // Of an earlier one, or a file of the user's.
                    continue;
                }
            }
        } finally {
            settle();
        }
    }

    private void settle() {
        settled = true;
        account.openUploads()
                .leave(account.home(), target, FilePath.of(UploadName.of(hidden).name()));
    }
}
