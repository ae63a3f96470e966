package io.hawser.http.artifactory;

import io.hawser.Algorithm;
import io.hawser.ByteRange;
import io.hawser.Digest;
import io.hawser.Entry;
import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.http.PartContent;
import io.hawser.store.Access;
import io.hawser.store.Fragment;
import io.hawser.store.Part;
import io.hawser.store.Placement;
import io.hawser.store.Receipt;
import io.hawser.store.Scope;
import io.hawser.store.ServerCopy;
import io.hawser.store.Sink;
import io.hawser.store.Source;
import io.hawser.store.Upload;
import io.hawser.store.UploadOptions;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A deploy: one request, whose last byte publishes the file. Digests that are known beforehand go with it, so that the
 * server refuses other bytes; a local file is read for them first. Without any, what the server says of the bytes is
 * compared with what was sent.
 */
final class ArtifactoryUpload implements Upload {
    /**
     * Bytes of a file from which on the server is asked whether it has them already: below, the question takes about as
     * long as the bytes.
     */
    static final long WORTH_ASKING = 1 << 20;

    private final Api api;
    private final Location location;
    private final UploadOptions options;
    private Deployment deployment;

    private List<Digest> digests = List.of();
    private ServerCopy copy;
    private volatile Entry stored;

    ArtifactoryUpload(Api api, Location location, Deployment deployment, UploadOptions options) {
        this.api = api;
        this.location = location;
        this.deployment = deployment;
        this.options = options;
    }

    @Override
    public Placement placement() {
        return new Placement.Whole();
    }

    @Override
    public Optional<ServerCopy> serverCopy(Source source) {
        copy = null;
        deployment = deployment.of(source, options.keepTime());
        if (source instanceof ArtifactorySource here && here.api() == api) {
            copy = new RepositoryCopy(api, source.entry(), deployment, options.onlyNew());
        } else if (source.entry().size().orElse(0) >= WORTH_ASKING && digestible(source)) {
            copy = new ChecksumCopy(api, source.entry(), deployment, scope -> digests(source, scope));
        }
        return Optional.ofNullable(copy);
    }

    /** Whether digests of the source are known, or had for less than it takes to send it. */
    private static boolean digestible(Source source) {
        return !Checksums.kept(source.entry().digests()).isEmpty()
                || source.entry().location().isLocal() && source.access() == Access.RANGES;
    }

    /** The source's digests, once; none where they cannot be had beforehand. */
    private List<Digest> digests(Source source, Scope scope) throws IOException {
        if (digests.isEmpty()) {
            digests = Checksums.kept(source.entry().digests());
        }
        if (digests.isEmpty() && digestible(source)) {
            digests = List.of(digest(source, scope));
        }
        return digests;
    }

    private static Digest digest(Source source, Scope scope) throws IOException {
        var digest = DigestedPart.sha256();
        source.read(
                ByteRange.from(0),
                Sink.inOrder((position, bytes) -> {
                    scope.moved(bytes.remaining());
                    digest.update(bytes);
                }),
                scope);
        return Digest.of(Algorithm.SHA256, digest.digest());
    }

    @Override
    public List<Fragment> begin(Source source, Scope scope) throws StoreException {
        copy = null;
        deployment = deployment.of(source, options.keepTime());
        try {
            digests(source, scope);
        } catch (StoreException e) {
            throw e;
        } catch (IOException e) {
            throw new StoreException.Local(source.entry().location(), String.valueOf(e.getMessage()), e);
        }
        return List.of();
    }

    @Override
    public Receipt write(Part part, Scope scope) throws IOException {
        var digested = digests.isEmpty() ? new DigestedPart(part) : null;
        var content = new PartContent(digested == null ? part : digested, scope);
        var answered = deployment.send(content, digests, scope);
        var sent = digested == null ? digests : List.of(digested.digest());
        var difference = Checksums.difference(sent, answered.digests());
        if (difference.isPresent()) {
            throw new StoreException.Corrupt(
                    location, "the server stored other bytes than were sent: it has " + difference.get());
        }
        stored = answered;
        return new Receipt(
                new ByteRange(part.range().start(), content.end()),
                answered.version().orElse(""));
    }

    /** Nothing is left to do after a deploy; a copy that the server makes is made here. */
    @Override
    public Entry commit(List<Receipt> receipts, long size, Scope scope) throws StoreException {
        if (receipts.size() != 1 || !receipts.getFirst().range().equals(new ByteRange(0, size))) {
            throw new StoreException.Rejected(location, "not all of its " + size + " bytes were sent");
        }
        if (copy instanceof CopyAtCommit late) {
            return late.publish(scope);
        }
        return stored.size().isPresent() ? stored : stored.withSize(size);
    }

    /** Nothing is kept beside the file; a request that was broken off left nothing. */
    @Override
    public void abort() {}

    @Override
    public void close() {}
}
