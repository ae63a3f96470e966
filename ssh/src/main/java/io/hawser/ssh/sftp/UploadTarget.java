package io.hawser.ssh.sftp;

import io.hawser.ByteRange;
import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.store.PartialName;
import io.hawser.store.Scope;
import io.hawser.store.Sink;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.OptionalInt;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What is at the target before anything is written.
 *
 * @param path where the file will be, links followed
 * @param mode of the file that will be replaced; empty where there is none
 * @param exists whether a file will be replaced
 * @param journal that an earlier run left
 */
record UploadTarget(String path, boolean exists, OptionalInt mode, UploadJournal journal) {
    private static final int MOST_LINKS = 40;
    private static final UploadJournal NO_JOURNAL = UploadJournal.decode(new byte[0]);

    /** Looks, and reads the journal if it is wanted. */
    static UploadTarget look(
            SftpSession session, Slots slots, Location location, boolean resume, boolean onlyNew, Scope scope)
            throws IOException {
        var path = RemotePath.of(location);
        for (int links = 0; links <= MOST_LINKS; links++) {
            var looking = session.request(new PacketBuilder(PacketType.LSTAT).putPath(path));
            var opening = resume ? openJournal(session, path) : null;
            Attributes there;
            try {
                there = existing(looking, scope);
                if (there == null) {
                    there = RemotePublication.restored(session, path, scope);
                }
                check(location, there, onlyNew);
            } catch (IOException e) {
                discard(opening);
                throw e;
            }
            if (there == null || !there.isLink()) {
                var journal = opening == null ? NO_JOURNAL : readJournal(session, slots, opening, scope);
                return new UploadTarget(
                        path, there != null, there == null ? OptionalInt.empty() : there.mode(), journal);
            }
            discard(opening);
            path = follow(session, path, scope);
        }
        throw new StoreException.Rejected(location, "is a link in a circle");
    }

    private static void discard(Answer opening) {
        if (opening != null) {
            opening.discard();
        }
    }

    private static void check(Location location, Attributes there, boolean onlyNew) throws StoreException {
        if (there == null || there.isLink() && !onlyNew) {
            return;
        }
        if (there.isDirectory()) {
            throw new StoreException.Rejected(location, "is a folder; end it with / to copy into it");
        }
        if (onlyNew) {
            throw new StoreException.Conflict(location, "exists already");
        }
        if (there.isSpecial()) {
            throw new StoreException.Rejected(location, "is neither a file nor a folder");
        }
    }

    private static Attributes existing(Answer looking, Scope scope) throws IOException {
        try {
            return looking.await(scope).attributes();
        } catch (StatusException e) {
            if (e.code() == Status.NO_SUCH_FILE) {
                return null;
            }
            throw e;
        }
    }

    private static String follow(SftpSession session, String path, Scope scope) throws IOException {
        var reply = session.request(new PacketBuilder(PacketType.READLINK).putPath(path))
                .await(scope);
        reply.expect(PacketType.NAME);
        if (reply.getUnsignedInt() != 1) {
            throw new ProtocolException("a link that is not one name");
        }
        var to = Names.decode(reply.getString());
        return to.startsWith("/") ? to : RemotePath.in(RemotePath.folder(path), to);
    }

    private static Answer openJournal(SftpSession session, String path) {
        return session.requestHandle(new PacketBuilder(PacketType.OPEN)
                .putPath(journalPath(path))
                .putInt(OpenFlags.READ)
                .putAttributes(Attributes.none()));
    }

    private static UploadJournal readJournal(SftpSession session, Slots slots, Answer opening, Scope scope)
            throws IOException {
        byte[] handle;
        try {
            handle = opening.await(scope).handle();
        } catch (StatusException _) {
            return NO_JOURNAL;
        }
        try {
            return UploadJournal.decode(readAll(session, slots, handle, scope));
        } catch (StatusException | StoreException _) {
            return NO_JOURNAL;
        } finally {
            session.closeHandle(handle);
        }
    }

    private static byte[] readAll(SftpSession session, Slots slots, byte[] handle, Scope scope) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var sink = new Sink() {
            @Override
            public boolean ordered() {
                return true;
            }

            @Override
            public void write(long position, ByteBuffer piece) throws IOException {
                if (bytes.size() > UploadJournal.LARGEST) {
                    throw new StatusException(Status.FAILURE, "too large for a journal");
                }
                var copy = new byte[piece.remaining()];
                piece.get(copy);
                bytes.writeBytes(copy);
            }
        };
        int chunk = session.sizes(scope).read();
        try (var reading = new RangeReading(session, handle, ByteRange.from(0), chunk, slots)) {
            reading.run(sink, scope);
        }
        return bytes.toByteArray();
    }

    /** Where the journal of the file at {@code path} is. */
    static String journalPath(String path) {
        return RemotePath.in(RemotePath.folder(path), PartialName.journal(RemotePath.name(path)));
    }

    /** A name for partial data that nobody has used. */
    String newPartial() {
        var mark = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
        return PartialName.part(RemotePath.name(path), mark);
    }

    /** Where partial data of that name is. */
    String partialPath(String name) {
        return RemotePath.in(RemotePath.folder(path), name);
    }
}
