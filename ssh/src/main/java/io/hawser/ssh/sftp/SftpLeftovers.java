package io.hawser.ssh.sftp;

import io.hawser.Location;
import io.hawser.store.Leftover;
import io.hawser.store.PartialName;
import io.hawser.store.Scope;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Partial data in a folder of the server. Nothing tells there whether a run still writes it but the time of its last write, by the server's own clock: what was written within the
 * last hour is left alone.
 */
final class SftpLeftovers {
    private static final Duration PERHAPS_IN_USE = Duration.ofHours(1);

    private final SftpSession session;
    private final Scope scope;

    SftpLeftovers(SftpSession session, Scope scope) {
        this.session = session;
        this.scope = scope;
    }

    List<Leftover> find(Location folder) throws IOException {
        var path = RemotePath.of(folder);
        var names = names(path);
        if (names.isEmpty()) {
            return List.of();
        }
        var youngest = serverTime(path).minus(PERHAPS_IN_USE);
        var found = new ArrayList<Leftover>();
        for (var name : names) {
            var there = session.existing(RemotePath.in(path, name), scope);
            if (there == null) {
                continue;
            }
            var modified = there.time().orElse(Instant.EPOCH);
            if (modified.isBefore(youngest)) {
                found.add(new Leftover(folder.resolve(name), "", there.size().orElse(0), modified));
            }
        }
        found.sort(Comparator.comparing(leftover -> leftover.location().path()));
        return found;
    }

    /** Removes it, unless it was written since it was found. */
    boolean remove(Leftover leftover) throws IOException {
        var path = RemotePath.of(leftover.location());
        var there = session.existing(path, scope);
        if (there == null || !there.time().orElse(Instant.EPOCH).equals(leftover.modified())) {
            return false;
        }
        session.request(new PacketBuilder(PacketType.REMOVE).putPath(path))
                .await(scope)
                .expectOk();
        return true;
    }

    private List<String> names(String path) throws IOException {
        var handle = session.requestHandle(new PacketBuilder(PacketType.OPENDIR).putPath(path))
                .await(scope)
                .handle();
        var names = new ArrayList<String>();
        try {
            while (true) {
                var reply = session.request(new PacketBuilder(PacketType.READDIR).putString(handle))
                        .await(scope);
                reply.expect(PacketType.NAME);
                for (long count = reply.getUnsignedInt(); count > 0; count--) {
                    var name = Names.decode(reply.getString());
                    reply.getString();
                    Attributes.decode(reply);
                    if (PartialName.isOurs(name) && Names.fault(name).isEmpty()) {
                        names.add(name);
                    }
                }
            }
        } catch (StatusException e) {
            if (e.code() != Status.EOF) {
                throw e;
            }
            return names;
        } finally {
            session.closeHandle(handle);
        }
    }

    /** The server's clock, by a file that is made for the purpose and removed again. */
    private Instant serverTime(String path) throws IOException {
        var mark = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
        var probe = RemotePath.in(path, PartialName.part("clock", mark));
        var handle = session.requestHandle(new PacketBuilder(PacketType.OPEN)
                        .putPath(probe)
                        .putInt(OpenFlags.WRITE | OpenFlags.CREATE | OpenFlags.EXCLUSIVE)
                        .putAttributes(Attributes.none()))
                .await(scope)
                .handle();
        session.closeHandle(handle);
        try {
            var there = session.existing(probe, scope);
            return (there == null ? Attributes.none() : there)
                    .time()
                    .orElseThrow(() -> new ProtocolException("no time of a file that was just made"));
        } finally {
            session.request(new PacketBuilder(PacketType.REMOVE).putPath(probe)).await(scope);
        }
    }
}
