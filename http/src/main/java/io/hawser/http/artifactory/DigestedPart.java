package io.hawser.http.artifactory;

import io.hawser.Algorithm;
import io.hawser.ByteRange;
import io.hawser.Digest;
import io.hawser.store.Part;
import io.hawser.store.Sink;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** A part that is digested on its way, for a source that tells no digest beforehand. */
final class DigestedPart implements Part {
    private final Part part;
    private MessageDigest digest;

    DigestedPart(Part part) {
        this.part = part;
    }

    /** A new digest of the kind that is compared with what the server computes. */
    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance(Algorithm.SHA256.jcaName());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    /** Of the bytes that were handed over the last time, all of them; to be called once. */
    Digest digest() {
        return Digest.of(Algorithm.SHA256, digest.digest());
    }

    @Override
    public ByteRange range() {
        return part.range();
    }

    @Override
    public boolean replayable() {
        return part.replayable();
    }

    @Override
    public long copyTo(Sink sink) throws IOException {
        digest = sha256();
        return part.copyTo(Sink.inOrder((position, bytes) -> {
            digest.update(bytes.duplicate());
            sink.write(position, bytes);
        }));
    }
}
