package io.hawser.engine;

import io.hawser.ByteRange;
import io.hawser.Location;
import io.hawser.Verified;
import io.hawser.store.Fragment;
import io.hawser.store.Part;
import io.hawser.store.Placement;
import io.hawser.store.Receipt;
import io.hawser.store.Source;
import io.hawser.store.Upload;
import java.io.IOException;

/** Has the target take parts, again where that may help, and accounts for their bytes the way the target keeps them. */
final class PartWriter {
    private final Run run;
    private final Source source;
    private final Upload upload;
    private final Location to;
    private final Coverage coverage;
    private final Verification verification;
    private StreamDigest digest;
    private Verified verified;

    /** {@code digest} is fed all bytes, and then the parts must be written in order, one after the other; null when no digest needs that. */
    PartWriter(
            Run run,
            Source source,
            Upload upload,
            Location to,
            Coverage coverage,
            Verification verification,
            StreamDigest digest) {
        this.run = run;
        this.source = source;
        this.upload = upload;
        this.to = to;
        this.coverage = coverage;
        this.verification = verification;
        this.digest = digest;
    }

    /** The digest of everything written so far. */
    StreamDigest digest() {
        return digest;
    }

    /** What a part is made of, once it is known where its bytes are accounted for. */
    interface Making {
        Part part(Landing landing, SourcePart.Finish finish);
    }

    /** Writes a part that comes straight from the source and returns the target's receipt. */
    Receipt write(ByteRange range, CancelToken token) throws IOException {
        return write(
                token, (landing, finish) -> new SourcePart(run, source, range, landing, !keepsEveryByte(), finish));
    }

    /** Writes one part and returns the target's receipt. */
    Receipt write(CancelToken token, Making making) throws IOException {
        // Bytes that the source brings once more are no progress of a target that loses them.
        var tries = run.tries(token, () -> coverage.bytes() + upload.kept());
        while (true) {
            IOException failure;
            try (var life = run.lifeline(to, token)) {
                var taken = keepsEveryByte() ? coverage : coverage.another();
                // Forked by the landing, each time that it begins.
                var fed = digest;
                var journal = upload.placement() instanceof Placement.Anywhere ? upload : null;
                var landing = new Landing(taken, journal, fed, life, token);
                var part = making.part(landing, finish(landing));
                try {
                    var receipt = upload.write(part, life);
                    settle(receipt, landing.coverage(), landing.digest());
                    return receipt;
                } catch (SourceFailure e) {
                    throw e.getCause();
                } catch (IOException e) {
                    failure = life.explain(e);
                    if (upload.placement() instanceof Placement.InOrder || !part.replayable()) {
                        throw failure;
                    }
                    if (!keepsEveryByte()) {
                        run.moved(-landing.coverage().bytes());
                    }
                }
            }
            tries.failed(failure);
        }
    }

    private boolean keepsEveryByte() {
        return upload.placement() instanceof Placement.Anywhere || upload.placement() instanceof Placement.InOrder;
    }

    /** For a target that is visible by its last byte, what must hold before that. */
    private SourcePart.Finish finish(Landing landing) {
        if (!(upload.placement() instanceof Placement.Whole)) {
            return null;
        }
        return end -> {
            var fed = landing.digest();
            verified = verification.check(end, landing.coverage(), fed == null ? null : fed.fork());
            run.confirm(source);
        };
    }

    /** What was verified before the last byte went out, for a target that needs that. */
    Verified verified() {
        return verified;
    }

    private void settle(Receipt receipt, Coverage taken, StreamDigest fed) throws IOException {
        if (keepsEveryByte()) {
            return;
        }
        digest = fed;
        // The part's own coverage begins at the part, so its one stretch is found from there.
        var whole = new Fragment(receipt.range(), taken.crcFrom(receipt.range().start()));
        if (coverage.further().isPresent()) {
            coverage.addFurther(receipt.range(), taken.furtherOf(receipt.range()));
        }
        coverage.add(whole);
        if (upload.placement() instanceof Placement.Parts) {
            upload.stored(whole);
        }
    }
}
