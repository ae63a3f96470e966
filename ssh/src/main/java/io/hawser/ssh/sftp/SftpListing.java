package io.hawser.ssh.sftp;

import io.hawser.Entry;
import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.store.Listing;
import io.hawser.store.PartialName;
import io.hawser.store.Scope;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;

/**
 * Walks a folder with one folder open at a time, a few replies ahead of its reader. Links to files and folders are followed; a link that leads back to a folder above it,
 * and one that leads nowhere, come out as {@link io.hawser.Kind#LINK}. Partial data of Hawser is left out.
 */
final class SftpListing implements Listing {
    private static final String OPERATION = "list";
    /** READDIRs under way with a server that answers in the order of the questions; with others, who may get confused, one. */
    private static final int AHEAD = 8;

    private final SessionPool.Lease lease;
    private final SftpSession session;
    private final Scope scope;
    private final boolean recursive;
    private final Deque<Folder> waiting = new ArrayDeque<>();
    private final Deque<Answer> asked = new ArrayDeque<>();
    private final Deque<Found> found = new ArrayDeque<>();
    private Folder current;
    private byte[] handle;
    private boolean ended;
    private boolean closed;

    /** A folder to be walked: where it is, what it is called here, and the folders that were entered on the way. */
    private record Folder(String path, String real, Location location, Folder above) {
        boolean within(String folder) {
            for (var f = this; f != null; f = f.above) {
                if (f.real.equals(folder) || f.real.startsWith(RemotePath.in(folder, ""))) {
                    return true;
                }
            }
            return false;
        }
    }

    /** A name and what the server said of it; {@code look}: the answer about what it leads to, if it was asked. */
    private record Found(String name, Attributes attributes, Answer look) {}

    private SftpListing(SessionPool.Lease lease, boolean recursive, Scope scope) {
        this.lease = lease;
        this.session = lease.session();
        this.recursive = recursive;
        this.scope = scope;
    }

    static SftpListing of(SessionPool pool, Location location, boolean recursive, Scope scope) throws StoreException {
        var listing = new SftpListing(pool.lease(scope), recursive, scope);
        try {
            var path = RemotePath.of(location);
            var real = recursive ? listing.real(path) : path;
            listing.openFolder(new Folder(path, real, location, null));
            return listing;
        } catch (IOException e) {
            listing.close();
            throw listing.failure(location, e);
        } catch (RuntimeException | Error e) {
            listing.close();
            throw e;
        }
    }

    private StoreException failure(Location location, IOException e) {
        return Failures.of(location, OPERATION, e);
    }

    private String real(String path) throws IOException {
        var reply = session.request(new PacketBuilder(PacketType.REALPATH).putPath(path))
                .await(scope);
        reply.expect(PacketType.NAME);
        if (reply.getUnsignedInt() != 1) {
            throw new ProtocolException("a real path that is not one name");
        }
        return Names.decode(reply.getString());
    }

    private void openFolder(Folder folder) throws IOException {
        var opening = session.requestHandle(new PacketBuilder(PacketType.OPENDIR).putPath(folder.path()));
        var look = session.request(new PacketBuilder(PacketType.STAT).putPath(folder.path()));
        try {
            handle = opening.await(scope).handle();
        } catch (StatusException e) {
            // Servers refuse to open a file as a folder with codes of all kinds.
            if (e.code() != Status.NO_SUCH_FILE && e.code() != Status.PERMISSION_DENIED && !isFolder(look)) {
                throw new StoreException.Rejected(folder.location(), "is not a folder", e);
            }
            if (e.code() == Status.NO_SUCH_FILE && exists(look)) {
                throw new StoreException.Rejected(folder.location(), "is not a folder", e);
            }
            throw failure(folder.location(), e);
        } finally {
            look.discard();
        }
        current = folder;
        ended = false;
        ask();
    }

    private boolean isFolder(Answer look) throws IOException {
        try {
            return look.await(scope).attributes().isDirectory();
        } catch (StatusException _) {
            return true;
        }
    }

    private boolean exists(Answer look) throws IOException {
        try {
            look.await(scope).attributes();
            return true;
        } catch (StatusException _) {
            return false;
        }
    }

    private void ask() {
        int ahead = session.answersInOrder() ? AHEAD : 1;
        while (!ended && asked.size() < ahead) {
            asked.add(session.request(new PacketBuilder(PacketType.READDIR).putString(handle)));
        }
    }

    @Override
    public Optional<Entry> next() throws StoreException {
        while (current != null) {
            var folder = current;
            try {
                var name = found.poll();
                if (name != null) {
                    var entry = entry(name);
                    if (entry.isPresent()) {
                        return entry;
                    }
                } else if (!asked.isEmpty()) {
                    take(asked.poll().await(scope));
                    ask();
                } else {
                    nextFolder();
                }
            } catch (IOException e) {
                close();
                throw failure(folder.location(), e);
            }
        }
        return Optional.empty();
    }

    private void nextFolder() throws IOException {
        session.closeHandle(handle);
        handle = null;
        current = null;
        var next = waiting.pollFirst();
        if (next != null) {
            openFolder(next);
        } else {
            close();
        }
    }

    /** Takes the names of one reply, and asks where the links among them lead. */
    private void take(Reply reply) throws IOException {
        try {
            reply.expect(PacketType.NAME);
        } catch (StatusException e) {
            if (e.code() != Status.EOF) {
                throw e;
            }
            ended = true;
            return;
        }
        for (long count = reply.getUnsignedInt(); count > 0; count--) {
            var name = Names.decode(reply.getString());
            reply.getString();
            var attributes = Attributes.decode(reply);
            if (name.equals(".") || name.equals("..") || PartialName.isOurs(name)) {
                continue;
            }
            var fault = Names.fault(name);
            if (!fault.isEmpty()) {
                throw new StoreException.Rejected(
                        current.location(), "the server lists " + fault + ", which cannot be a file here");
            }
            boolean unclear = attributes.isLink() || attributes.permissions().isEmpty();
            var look = unclear
                    ? session.request(new PacketBuilder(PacketType.STAT).putPath(RemotePath.in(current.path(), name)))
                    : null;
            found.add(new Found(name, attributes, look));
        }
    }

    /** The entry of a name; empty for a folder that is walked later. */
    private Optional<Entry> entry(Found name) throws IOException {
        var location = current.location().resolve(name.name());
        var attributes = name.attributes();
        if (name.look() != null) {
            try {
                attributes = name.look().await(scope).attributes();
            } catch (StatusException e) {
                return Optional.of(SftpEntries.of(location, attributes)
                        .withAttributes(Map.of("link", "leads nowhere: " + e.getMessage())));
            }
        }
        if (!recursive || !attributes.isDirectory()) {
            return Optional.of(SftpEntries.of(location, attributes));
        }
        var path = RemotePath.in(current.path(), name.name());
        boolean link = name.attributes().isLink();
        var real = link ? real(path) : RemotePath.in(current.real(), name.name());
        if (link && current.within(real)) {
            return Optional.of(SftpEntries.of(location, name.attributes())
                    .withAttributes(Map.of("link", "leads back to a folder above it")));
        }
        waiting.addFirst(new Folder(path, real, location, current));
        return Optional.empty();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        current = null;
        asked.forEach(Answer::discard);
        found.forEach(name -> {
            if (name.look() != null) {
                name.look().discard();
            }
        });
        if (handle != null) {
            session.closeHandle(handle);
        }
        lease.close();
    }
}
