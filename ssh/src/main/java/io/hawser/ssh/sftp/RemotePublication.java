package io.hawser.ssh.sftp;

import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.store.PartialName;
import io.hawser.store.Scope;
import java.io.IOException;

/**
 * Gives a finished file its name. OpenSSH's {@code posix-rename} replaces the old file at once. Version 3's own RENAME fails where the name is taken, which is what a
 * file that must be new wants; to replace a file on a server that has nothing better, the old one is set aside first and comes back if the new one cannot take its place:
 * at once, when the upload is given up, or, after a run that never came back, when the next one begins.
 */
final class RemotePublication {
    private final Location location;
    private final String partial;
    private final String target;
    private final String aside;
    private boolean attempted;
    private boolean displaced;

    RemotePublication(Location location, String partial, String target) {
        this.location = location;
        this.partial = partial;
        this.target = target;
        this.aside = aside(target);
    }

    private static String aside(String target) {
        return RemotePath.in(RemotePath.folder(target), PartialName.old(RemotePath.name(target)));
    }

    /** Whether the old file may be without its name. */
    boolean displaced() {
        return displaced;
    }

    /**
     * Gives the file at {@code target} its name again, if a run that never came back had set it aside.
     *
     * @return its attributes; null when there was none
     */
    static Attributes restored(SftpSession session, String target, Scope scope) throws IOException {
        var aside = aside(target);
        if (session.extensions().has(Extensions.POSIX_RENAME) || session.existing(aside, scope) == null) {
            return null;
        }
        rename(session, aside, target, scope);
        return session.existing(target, scope);
    }

    /** Renames; may be called again when the connection was lost before the reply came. {@code size}: of the file in bytes. */
    void publish(SftpSession session, boolean onlyNew, boolean replaces, long size, Scope scope) throws IOException {
        if (attempted && done(session, size, scope)) {
            removeAside(session, scope);
            return;
        }
        attempted = true;
        if (onlyNew) {
            publishNew(session, scope);
        } else if (session.extensions().has(Extensions.POSIX_RENAME)) {
            posixRename(session, scope);
        } else if (replaces || !renamed(session, scope)) {
            replace(session, scope);
        }
    }

    private boolean done(SftpSession session, long size, Scope scope) throws IOException {
        if (session.existing(partial, scope) != null) {
            return false;
        }
        var there = session.existing(target, scope);
        return there != null && there.size().orElse(-1) == size;
    }

    private void publishNew(SftpSession session, Scope scope) throws IOException {
        try {
            rename(session, partial, target, scope);
        } catch (StatusException e) {
            if (session.existing(target, scope) != null) {
                throw new StoreException.Conflict(location, "exists already", e);
            }
            throw e;
        }
    }

    /** Tries the plain rename, for a name that seems to be free. */
    private boolean renamed(SftpSession session, Scope scope) throws IOException {
        try {
            rename(session, partial, target, scope);
            return true;
        } catch (StatusException e) {
            if (session.existing(target, scope) == null) {
                throw e;
            }
            return false;
        }
    }

    private void replace(SftpSession session, Scope scope) throws IOException {
        try {
            // Some servers have it without saying so.
            posixRename(session, scope);
            return;
        } catch (StatusException e) {
            if (e.code() != Status.OP_UNSUPPORTED && e.code() != Status.FAILURE && e.code() != Status.BAD_MESSAGE) {
                throw e;
            }
        }
        setAside(session, scope);
        try {
            rename(session, partial, target, scope);
        } catch (StatusException e) {
            try {
                putBack(session, scope);
            } catch (IOException f) {
                e.addSuppressed(f);
            }
            throw e;
        }
        removeAside(session, scope);
    }

    private void setAside(SftpSession session, Scope scope) throws IOException {
        if (session.existing(target, scope) == null) {
            return;
        }
        if (session.existing(aside, scope) != null) {
            // An old file whose successor has its name already.
            remove(session, aside, scope);
        }
        displaced = true;
        rename(session, target, aside, scope);
    }

    /** Gives the old file its name again, unless there is a file of that name. */
    void putBack(SftpSession session, Scope scope) throws IOException {
        if (displaced && session.existing(target, scope) == null && session.existing(aside, scope) != null) {
            rename(session, aside, target, scope);
        }
        displaced = false;
    }

    private void removeAside(SftpSession session, Scope scope) throws IOException {
        if (displaced && session.existing(aside, scope) != null) {
            remove(session, aside, scope);
        }
        displaced = false;
    }

    private static void remove(SftpSession session, String path, Scope scope) throws IOException {
        session.request(new PacketBuilder(PacketType.REMOVE).putPath(path))
                .await(scope)
                .expectOk();
    }

    private void posixRename(SftpSession session, Scope scope) throws IOException {
        session.request(new PacketBuilder(PacketType.EXTENDED)
                        .putName(Extensions.POSIX_RENAME)
                        .putPath(partial)
                        .putPath(target))
                .await(scope)
                .expectOk();
    }

    private static void rename(SftpSession session, String from, String to, Scope scope) throws IOException {
        session.request(new PacketBuilder(PacketType.RENAME).putPath(from).putPath(to))
                .await(scope)
                .expectOk();
    }
}
