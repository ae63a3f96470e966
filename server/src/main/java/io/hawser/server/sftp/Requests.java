package io.hawser.server.sftp;

import static io.hawser.server.sftp.PacketType.*;

import io.hawser.server.jail.FilePath;
import io.hawser.server.jail.FileStatus;
import io.hawser.server.jail.Jail;
import io.hawser.server.jail.JailedFolder;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/** The requests of version 3, draft-ietf-secsh-filexfer-02 sections 4 to 6: each gets exactly one reply, whatever becomes of it. */
final class Requests {
    private static final int VERSION_SPOKEN = 3;

    private static final int FLAG_READ = 1;
    private static final int FLAG_WRITE = 2;
    private static final int FLAG_APPEND = 4;
    private static final int FLAG_CREATE = 8;
    private static final int FLAG_TRUNCATE = 0x10;
    private static final int FLAG_EXCLUSIVE = 0x20;

    /** What OpenSSH's server gives in one reply, which keeps a packet within 256 KiB. */
    static final int MOST_READ = (256 << 10) - 1024;

    /** Entries in one reply: even with the longest names far less than a packet. */
    private static final int ENTRIES = 100;

    /** Clients that make a symbolic link in the draft's order at every server whose name they do not know to do otherwise. */
    private static final List<String> DRAFTS_ORDER = List.of("SSH-2.0-AsyncSSH_", "SSH-2.0-libssh_", "SSH-2.0-WinSCP_");

    private final UserFiles files;
    private final Handles handles;
    private final Replies replies;
    private final OperationLog log;
    private final Audit audit;
    private final Extensions extensions;
    private final boolean draftsOrder;
    private volatile boolean refusing;

    Requests(Account account, UserFiles files, Handles handles, Replies replies, OperationLog log) {
        this.files = files;
        this.handles = handles;
        this.replies = replies;
        this.log = log;
        this.audit = new Audit(log, replies);
        this.draftsOrder = DRAFTS_ORDER.stream().anyMatch(account.client()::startsWith);
        this.extensions = new Extensions(account, files, handles, replies, audit);
    }

    /** Nothing more is opened. */
    void refuseFiles() {
        refusing = true;
    }

    /** The client is gone: what takes long is broken off. */
    void stop() {
        extensions.stop();
    }

    /**
     * Carries out a request and replies.
     *
     * @param unheard whether nobody is there to read what it would be answered
     */
    void handle(Request request, boolean unheard) {
        if (unheard && request.type() == READ) {
            return;
        }
        try {
            carryOut(request);
        } catch (IOException | RuntimeException e) {
            replies.undo();
            replies.status(request.id(), Status.code(e), Status.text(e));
        }
    }

    private void carryOut(Request request) throws IOException {
        // So that whatever fails has something to take back.
        replies.begin(STATUS, request.id());
        replies.undo();
        int id = request.id();
        switch (request.type()) {
            case INIT -> version(request);
            case OPEN -> open(request, id);
            case CLOSE -> {
                handles.close(request.readString());
                replies.ok(id);
            }
            case READ -> read(request, id);
            case WRITE -> write(request, id);
            case LSTAT -> attributes(id, files.status(request.readPath(), false));
            case FSTAT ->
                attributes(id, handles.file(request.readString()).file().status());
            case SETSTAT -> setAttributes(request, id);
            case FSETSTAT -> setOpenAttributes(request, id);
            case OPENDIR -> openFolder(request, id);
            case READDIR -> readFolder(request, id);
            case REMOVE -> audit.changed(id, "remove", request.readPath(), files::remove);
            case MKDIR -> {
                FilePath path = request.readPath();
                Attributes given = Attributes.read(request);
                Optional<Integer> mode = given.hasMode() ? Optional.of(given.mode()) : Optional.empty();
                audit.changed(id, "mkdir", path, folder -> files.makeFolder(folder, mode));
            }
            case RMDIR -> audit.changed(id, "rmdir", request.readPath(), files::removeFolder);
            case REALPATH -> replies.name(id, files.realPath(request.readPath()));
            case STAT -> attributes(id, files.status(request.readPath(), true));
            case RENAME -> {
                FilePath from = request.readPath();
                FilePath to = request.readPath();
                audit.changed(id, "rename", from, to, () -> files.rename(from, to, false));
            }
            case READLINK -> replies.name(id, files.readLink(request.readPath()));
            case SYMLINK -> symbolicLink(request);
            case EXTENDED -> extensions.handle(request);
            default -> throw StatusException.unsupported("Unsupported request");
        }
    }

    /** In the order of OpenSSH, which nearly everybody follows, the text of the link comes first; in the draft's the link. */
    private void symbolicLink(Request request) throws IOException {
        FilePath first = draftsOrder ? request.readPath() : request.readRawPath();
        FilePath second = draftsOrder ? request.readRawPath() : request.readPath();
        FilePath link = draftsOrder ? first : second;
        FilePath target = draftsOrder ? second : first;
        audit.changed(request.id(), "symlink", link, target, () -> files.symbolicLink(link, target));
    }

    private void version(Request request) throws StatusException {
        request.readInt();
        replies.begin(VERSION);
        replies.putInt(VERSION_SPOKEN);
        Extensions.ADVERTISED.forEach((name, data) -> {
            replies.putText(name);
            replies.putText(data);
        });
        replies.end();
    }

    private void open(Request request, int id) throws IOException {
        FilePath path = request.readPath();
        int bits = request.readInt();
        Attributes given = Attributes.read(request);
        EnumSet<Jail.Flag> flags = EnumSet.noneOf(Jail.Flag.class);
        add(flags, bits, FLAG_READ, Jail.Flag.READ);
        add(flags, bits, FLAG_WRITE, Jail.Flag.WRITE);
        add(flags, bits, FLAG_APPEND, Jail.Flag.APPEND);
        add(flags, bits, FLAG_CREATE, Jail.Flag.CREATE);
        add(flags, bits, FLAG_TRUNCATE, Jail.Flag.TRUNCATE);
        add(flags, bits, FLAG_EXCLUSIVE, Jail.Flag.EXCLUSIVE);
        Optional<Integer> mode = given.hasMode() ? Optional.of(given.mode()) : Optional.empty();
        handle(id, audit.opened("open", path, () -> {
            requireRoom();
            return files.open(path, flags, mode);
        }));
    }

    private void requireRoom() throws StatusException {
        if (refusing) {
            throw StatusException.failure("The server is stopping");
        }
        handles.requireRoom();
    }

    private static void add(EnumSet<Jail.Flag> flags, int bits, int bit, Jail.Flag flag) {
        if ((bits & bit) != 0) {
            flags.add(flag);
        }
    }

    private void handle(int id, OpenHandle opened) {
        byte[] name = handles.add(opened);
        replies.begin(HANDLE, id);
        replies.putString(name);
        replies.end();
    }

    private void read(Request request, int id) throws IOException {
        OpenFile file = handles.file(request.readString());
        long position = request.readPosition();
        int most = (int) Math.min(Integer.toUnsignedLong(request.readInt()), MOST_READ);
        file.requireReadable();
        replies.begin(DATA, id);
        int count = replies.putFilled(most, (done, into) -> file.read(position + done, into));
        if (count == 0 && most > 0) {
            throw new StatusException(Status.EOF, "End of file");
        }
        replies.end();
    }

    private void write(Request request, int id) throws IOException {
        OpenFile file = handles.file(request.readString());
        long position = request.readPosition();
        file.requireWritable();
        var at = new long[] {position};
        request.readData(bytes -> {
            int size = bytes.remaining();
            file.write(at[0], bytes);
            at[0] += size;
        });
        replies.ok(id);
    }

    private void attributes(int id, FileStatus status) {
        replies.begin(ATTRS, id);
        Attributes.write(status, replies);
        replies.end();
    }

    private void setAttributes(Request request, int id) throws IOException {
        FilePath path = request.readPath();
        Attributes given = Attributes.read(request);
        audit.changed(id, "setstat", path, file -> files.setAttributes(file, given, true));
    }

    private void setOpenAttributes(Request request, int id) throws IOException {
        OpenFile file = handles.file(request.readString());
        Attributes given = Attributes.read(request);
        audit.changed(id, "setstat", file.path(), _ -> files.set(file.file(), given));
    }

    private void openFolder(Request request, int id) throws IOException {
        FilePath path = request.readPath();
        handle(id, audit.opened("list", path, () -> {
            requireRoom();
            return files.list(path);
        }));
        log.record("list", path, null, 0, null);
    }

    private void readFolder(Request request, int id) throws IOException {
        List<JailedFolder.Entry> entries = handles.folder(request.readString()).next(ENTRIES);
        if (entries.isEmpty()) {
            throw new StatusException(Status.EOF, "End of folder");
        }
        replies.begin(NAME, id);
        replies.putInt(entries.size());
        for (JailedFolder.Entry entry : entries) {
            byte[] name = entry.name().bytes();
            replies.putString(name);
            replies.putString(LongName.of(name, entry.status()));
            Attributes.write(entry.status(), replies);
        }
        replies.end();
    }
}
