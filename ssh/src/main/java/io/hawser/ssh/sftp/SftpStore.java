package io.hawser.ssh.sftp;

import io.hawser.Entry;
import io.hawser.Kind;
import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.local.TargetLocks;
import io.hawser.ssh.transport.Transport;
import io.hawser.store.Capabilities;
import io.hawser.store.Capabilities.Capability;
import io.hawser.store.Leftover;
import io.hawser.store.ListOptions;
import io.hawser.store.Listing;
import io.hawser.store.OpenOptions;
import io.hawser.store.Scope;
import io.hawser.store.Source;
import io.hawser.store.Store;
import io.hawser.store.StoreContext;
import io.hawser.store.Upload;
import io.hawser.store.UploadOptions;
import java.io.IOException;
import java.util.List;

/** The files of one host and user. */
public final class SftpStore implements Store {
    /** Bulk requests under way in a session, as OpenSSH's client has them. */
    private static final int REQUESTS = 64;

    private final SessionPool pool;
    private final Slots slots;
    private final WriteBuffers buffers;
    private final TargetLocks locks;

    /** No connection is made yet. {@code connections}: the most at a time, 1 or more. */
    public SftpStore(Location root, Transport transport, StoreContext context, int connections) {
        this.pool = new SessionPool(root, transport, new HostPace(REQUESTS, connections), context.trace());
        this.slots = new Slots(context.budget());
        this.buffers = new WriteBuffers(context.budget());
        this.locks = new TargetLocks(context.environment());
    }

    @Override
    public Capabilities capabilities() {
        return Capabilities.of(
                Capability.LIST,
                Capability.WRITE,
                Capability.DELETE,
                Capability.FOLDERS,
                Capability.CREATE_ONLY,
                Capability.RESUME,
                Capability.CLEAN);
    }

    @Override
    public Source open(Location location, OpenOptions options, Scope scope) throws StoreException {
        pool.expectBytes();
        return SftpSource.open(pool, slots, location, options, scope);
    }

    @Override
    public Entry stat(Location location, Scope scope) throws StoreException {
        try (var lease = pool.lease(scope)) {
            return SftpEntries.of(
                    location,
                    lease.session()
                            .request(new PacketBuilder(PacketType.STAT).putPath(RemotePath.of(location)))
                            .await(scope)
                            .attributes());
        } catch (IOException e) {
            throw Failures.of(location, "look at", e);
        }
    }

    @Override
    public Listing list(Location folder, ListOptions options, Scope scope) throws StoreException {
        options.refuseVersions(folder);
        return SftpListing.of(pool, folder, options.recursive(), scope);
    }

    @Override
    public Upload upload(Location location, UploadOptions options, Scope scope) throws StoreException {
        pool.expectBytes();
        return SftpUpload.start(pool, buffers, slots, locks, location, options, scope);
    }

    @Override
    public void makeFolder(Location folder, Scope scope) throws StoreException {
        try (var lease = pool.lease(scope)) {
            makeFolder(lease.session(), folder, RemotePath.of(folder), scope);
        } catch (IOException e) {
            throw Failures.of(folder, "make the folder", e);
        }
    }

    private static void makeFolder(SftpSession session, Location folder, String path, Scope scope) throws IOException {
        if (path.isEmpty() || path.equals("/") || path.equals(".")) {
            return;
        }
        try {
            make(session, path, scope);
        } catch (StatusException e) {
            var there = look(session, path, scope);
            if (there != null && there.isDirectory()) {
                return;
            }
            if (there != null) {
                throw new StoreException.Conflict(folder, path + " is not a folder", e);
            }
            var above = RemotePath.withoutSlash(RemotePath.folder(path));
            // Servers say that the folder above is missing with codes of all kinds; one that is there is no help.
            if (e.code() == Status.PERMISSION_DENIED || above.isEmpty() || look(session, above, scope) != null) {
                throw e;
            }
            makeFolder(session, folder, above, scope);
            makeUnlessThere(session, path, scope);
        }
    }

    private static void makeUnlessThere(SftpSession session, String path, Scope scope) throws IOException {
        try {
            make(session, path, scope);
        } catch (StatusException e) {
            var there = look(session, path, scope);
            if (there == null || !there.isDirectory()) {
                throw e;
            }
        }
    }

    private static void make(SftpSession session, String path, Scope scope) throws IOException {
        session.request(new PacketBuilder(PacketType.MKDIR).putPath(path).putAttributes(Attributes.none()))
                .await(scope)
                .expectOk();
    }

    private static Attributes look(SftpSession session, String path, Scope scope) throws IOException {
        try {
            return session.request(new PacketBuilder(PacketType.STAT).putPath(path))
                    .await(scope)
                    .attributes();
        } catch (StatusException _) {
            return null;
        }
    }

    @Override
    public void delete(Entry entry, Scope scope) throws StoreException {
        var location = entry.location();
        var path = RemotePath.of(location);
        try (var lease = pool.lease(scope)) {
            var session = lease.session();
            boolean folder = entry.kind() == Kind.FOLDER;
            if (entry.version().isPresent()) {
                var now = session.request(new PacketBuilder(PacketType.STAT).putPath(path))
                        .await(scope)
                        .attributes();
                if (!now.version().equals(entry.version())) {
                    throw new StoreException.Conflict(location, "is another version by now, and was not deleted");
                }
            }
            session.request(new PacketBuilder(folder ? PacketType.RMDIR : PacketType.REMOVE).putPath(path))
                    .await(scope)
                    .expectOk();
        } catch (IOException e) {
            throw Failures.of(location, "delete", e);
        }
    }

    @Override
    public List<Leftover> leftovers(Location folder, Scope scope) throws StoreException {
        try (var lease = pool.lease(scope)) {
            return new SftpLeftovers(lease.session(), scope).find(folder);
        } catch (IOException e) {
            throw Failures.of(folder, "clean", e);
        }
    }

    @Override
    public boolean remove(Leftover leftover, Scope scope) throws StoreException {
        try (var lease = pool.lease(scope)) {
            return new SftpLeftovers(lease.session(), scope).remove(leftover);
        } catch (IOException e) {
            throw Failures.of(leftover.location(), "clean", e);
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
