package io.hawser.ssh.sftp;

import io.hawser.ByteRange;
import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.store.Fragment;
import io.hawser.store.Scope;
import io.hawser.store.Sink;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.zip.CRC32C;

/** A file on the server that is not yet whole, open on as many sessions as write it. */
final class PartialFile implements AutoCloseable {
    private final Location location;
    private final String path;
    private final Map<SftpSession, byte[]> handles = new HashMap<>();
    private OptionalInt madeWith = OptionalInt.empty();

    /** {@code location}: what it will be; {@code path}: where it lies until then. Nothing is opened yet. */
    PartialFile(Location location, String path) {
        this.location = location;
        this.path = path;
    }

    /** Makes it, under a name that nobody has; {@code mode}: of the file that it will replace. */
    static PartialFile create(Location location, String path, OptionalInt mode, SftpSession session, Scope scope)
            throws IOException {
        var file = new PartialFile(location, path);
        // Until it has its name its owner must be able to write it, whatever the old file says.
        var attributes = mode.isPresent() ? Attributes.ofMode(mode.getAsInt() | 0600) : Attributes.none();
        file.put(
                session,
                file.open(session, OpenFlags.WRITE | OpenFlags.CREATE | OpenFlags.EXCLUSIVE, attributes, scope));
        return file;
    }

    /** Opens what an earlier run left, to be read and written; false when it cannot be had. */
    boolean openAgain(SftpSession session, Scope scope) throws IOException {
        try {
            put(session, open(session, OpenFlags.READ | OpenFlags.WRITE, Attributes.none(), scope));
            return true;
        } catch (StatusException _) {
            return false;
        }
    }

    private byte[] open(SftpSession session, int flags, Attributes attributes, Scope scope) throws IOException {
        return session.requestHandle(new PacketBuilder(PacketType.OPEN)
                        .putPath(path)
                        .putInt(flags)
                        .putAttributes(attributes))
                .await(scope)
                .handle();
    }

    private void put(SftpSession session, byte[] handle) {
        byte[] other;
        synchronized (handles) {
            handles.keySet().removeIf(s -> !s.usable());
            other = handles.put(session, handle);
        }
        if (other != null) {
            session.closeHandle(other);
        }
    }

    /** Its handle on {@code session}, opened for writing if it is not open there. */
    byte[] handle(SftpSession session, Scope scope) throws IOException {
        synchronized (handles) {
            var there = handles.get(session);
            if (there != null) {
                return there;
            }
        }
        var handle = open(session, OpenFlags.WRITE, Attributes.none(), scope);
        synchronized (handles) {
            var there = handles.putIfAbsent(session, handle);
            if (there == null) {
                return handle;
            }
            session.closeHandle(handle);
            return there;
        }
    }

    /** Reads again what a journal claims, and returns what is as it says and within {@code size} bytes. */
    List<Fragment> proved(SftpSession session, List<Fragment> claims, long size, Slots slots, Scope scope)
            throws IOException {
        var handle = handle(session, scope);
        var proved = new ArrayList<Fragment>();
        var covered = new Acknowledged();
        for (var claim : claims) {
            long start = claim.range().start();
            boolean overlaps = covered.coveredTo(start) > start
                    || covered.nextAfter(start) < claim.range().end();
            if (!overlaps
                    && claim.range().end() <= size
                    && claim.crc32c() == crc(session, handle, claim.range(), slots, scope)) {
                proved.add(claim);
                covered.add(claim.range());
            }
        }
        return proved;
    }

    private static int crc(SftpSession session, byte[] handle, ByteRange range, Slots slots, Scope scope)
            throws IOException {
        var crc = new CRC32C();
        var sink = Sink.inOrder((position, bytes) -> {
            scope.moved(bytes.remaining());
            crc.update(bytes);
        });
        int chunk = session.sizes(scope).read();
        try (var reading = new RangeReading(session, handle, range, chunk, slots)) {
            reading.run(sink, scope);
        }
        return (int) crc.getValue();
    }

    /** Sets time and size, forces the file to disk where the server can, closes every handle and looks whether the size is right. */
    void finish(SftpSession session, long size, Optional<Instant> modified, boolean durable, Scope scope)
            throws IOException {
        var handle = handle(session, scope);
        var others = new ArrayList<Answer>();
        synchronized (handles) {
            handles.remove(session);
            handles.forEach((other, its) -> {
                if (other.usable()) {
                    others.add(other.request(new PacketBuilder(PacketType.CLOSE).putString(its)));
                }
            });
            handles.clear();
        }
        for (var closing : others) {
            closing.await(scope).expectOk();
        }
        var setting = modified.map(time -> session.request(new PacketBuilder(PacketType.FSETSTAT)
                .putString(handle)
                .putAttributes(Attributes.none().withModified(time))));
        var forcing = durable && session.extensions().has(Extensions.FSYNC)
                ? session.request(new PacketBuilder(PacketType.EXTENDED)
                        .putName(Extensions.FSYNC)
                        .putString(handle))
                : null;
        if (setting.isPresent()) {
            // A time that the server does not keep is no reason to refuse the file.
            setting.get().await(scope);
        }
        if (forcing != null) {
            forcing.await(scope).expectOk();
        }
        session.request(new PacketBuilder(PacketType.CLOSE).putString(handle))
                .await(scope)
                .expectOk();
        checkSize(session, size, scope);
    }

    /** Last of all: a file that its owner may not write could not be opened again. The server's mask has cut what the file was made with. */
    void setMode(SftpSession session, OptionalInt mode, Scope scope) throws IOException {
        if (mode.isPresent() && !mode.equals(madeWith)) {
            // A mode that the server does not keep is no reason to refuse the file.
            session.request(new PacketBuilder(PacketType.SETSTAT)
                            .putPath(path)
                            .putAttributes(Attributes.ofMode(mode.getAsInt())))
                    .await(scope);
        }
    }

    private void checkSize(SftpSession session, long size, Scope scope) throws IOException {
        var made = look(session, path, scope);
        if (sizeOf(made) > size) {
            // Of a source whose size nobody knew, an earlier attempt may have written more.
            session.request(new PacketBuilder(PacketType.SETSTAT)
                            .putPath(path)
                            .putAttributes(Attributes.none().withSize(size)))
                    .await(scope)
                    .expectOk();
            made = look(session, path, scope);
        }
        if (sizeOf(made) != size) {
            throw new StoreException.Unavailable(
                    location,
                    "the server has " + sizeOf(made) + " bytes, and confirmed that " + size + " were written");
        }
        madeWith = made.mode();
    }

    private static Attributes look(SftpSession session, String path, Scope scope) throws IOException {
        return session.request(new PacketBuilder(PacketType.STAT).putPath(path))
                .await(scope)
                .attributes();
    }

    private static long sizeOf(Attributes made) throws ProtocolException {
        return made.size().orElseThrow(() -> new ProtocolException("no size of a file that was just written"));
    }

    /** Closes it everywhere, whatever the server says to that. */
    @Override
    public void close() {
        synchronized (handles) {
            handles.forEach((session, handle) -> {
                if (session.usable()) {
                    session.closeHandle(handle);
                }
            });
            handles.clear();
        }
    }
}
