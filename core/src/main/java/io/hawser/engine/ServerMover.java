package io.hawser.engine;

import io.hawser.ByteRange;
import io.hawser.Digest;
import io.hawser.Entry;
import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.Verified;
import io.hawser.Verify;
import io.hawser.store.Access;
import io.hawser.store.Fragment;
import io.hawser.store.Receipt;
import io.hawser.store.ServerCopy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Has the target's store copy a file by itself, in as many pieces at a time as the options allow, and compares what came of it. */
final class ServerMover {
    private final Run run;
    private final Entry source;
    private final Location to;
    private final ServerCopy server;
    private final long size;
    private final List<Receipt> receipts = new ArrayList<>();

    /** {@code source}: what was opened; its size is known. */
    ServerMover(Run run, Entry source, Location to, ServerCopy server) {
        this.run = run;
        this.source = source;
        this.to = to;
        this.server = server;
        this.size = source.size().orElseThrow();
    }

    /** What an earlier run left. */
    List<ByteRange> begin() throws IOException {
        return run.retrying(to, run.token(), life -> {
            life.expectSilence();
            return server.begin(life);
        });
    }

    /** Proof of all pieces, in order; after {@link #move}. */
    List<Receipt> receipts() {
        return receipts;
    }

    /** Has everything copied that is not among {@code held}. */
    void move(List<ByteRange> held) throws IOException {
        // Nobody reads the bytes here, so their CRC stays unknown: only the ranges count.
        var there = new Coverage();
        held.forEach(range -> there.add(new Fragment(range, 0)));
        var missing = size == 0 ? List.of(new ByteRange(0, 0)) : there.missing(size);
        long piece = server.pieceSize(size);
        long count = Math.ceilDiv(missing.stream().mapToLong(ByteRange::length).sum(), piece);
        var queue = new PartQueue(missing, piece, () -> Access.RANGES);
        if (count <= 1) {
            work(queue, run.token());
        } else {
            onWorkers(Math.clamp(count, 1, run.options().parallel()), queue);
        }
        receipts.sort(Comparator.comparing(Receipt::range));
    }

    private void onWorkers(int wanted, PartQueue queue) throws IOException {
        try (var lanes = run.lanes(wanted);
                var token = new CancelToken(run.token())) {
            var tasks = new Tasks(run.workers(), token);
            run.slot().workers(lanes.count());
            for (int i = 0; i < lanes.count(); i++) {
                tasks.fork(() -> work(queue, token));
            }
            tasks.join();
        } finally {
            run.slot().workers(1);
        }
    }

    private void work(PartQueue queue, CancelToken token) throws IOException {
        for (var piece = queue.next(); piece != null; piece = queue.next()) {
            token.check();
            run.partStarted();
            try {
                note(copy(piece, token));
            } finally {
                run.partEnded();
            }
            run.arrived(piece.length());
            run.moved(piece.length());
        }
    }

    private Receipt copy(ByteRange piece, CancelToken token) throws IOException {
        return run.retrying(to, token, life -> {
            life.expectSilence();
            return server.copy(piece, life);
        });
    }

    private void note(Receipt receipt) {
        synchronized (receipts) {
            receipts.add(receipt);
        }
    }

    /**
     * Compares what the store says of the copy with what it said of the source.
     *
     * @throws StoreException.Corrupt when they differ; the copy is in place by then
     */
    Verified verify(Entry copy) throws StoreException {
        if (copy.size().isPresent() && copy.size().getAsLong() != size) {
            throw differs(copy.size().getAsLong() + " bytes", size + " bytes");
        }
        if (run.options().verify() instanceof Verify.None) {
            return Verified.unverified();
        }
        var equal = new ArrayList<Digest>();
        for (var promised : source.digests()) {
            var actual = copy.comparable(promised);
            if (actual.isPresent()) {
                if (!actual.get().equals(promised)) {
                    throw differs(actual.get().toString(), promised.toString());
                }
                equal.add(promised);
            }
        }
        Optional<Digest> digest = source.withDigests(equal).strongestDigest();
        return digest.isEmpty() ? Verified.unverified() : new Verified(digest, Verified.By.SOURCE);
    }

    private StoreException differs(String actual, String promised) {
        return new StoreException.Corrupt(
                to,
                "the copy that the server made is not its source: it has " + actual + ", the source " + promised
                        + "; it is in place, so copy again or remove it");
    }
}
