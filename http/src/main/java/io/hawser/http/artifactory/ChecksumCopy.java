package io.hawser.http.artifactory;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.hawser.Digest;
import io.hawser.Entry;
import io.hawser.StoreException;
import io.hawser.store.Scope;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;

/**
 * A file whose bytes the server has already, under whatever name: nothing is sent. Whether it has them is asked by a
 * query, since the deploy by checksum would publish at once.
 */
final class ChecksumCopy implements CopyAtCommit {
    /** Tells the digests of the source. */
    interface Digests {
        List<Digest> of(Scope scope) throws IOException;
    }

    private final Api api;
    private final Entry source;
    private final Deployment deployment;
    private final Digests digests;
    private List<Digest> known = List.of();

    ChecksumCopy(Api api, Entry source, Deployment deployment, Digests digests) {
        this.api = api;
        this.source = source;
        this.deployment = deployment;
        this.digests = digests;
    }

    @Override
    public boolean possible(Scope scope) throws IOException {
        known = digests.of(scope);
        if (known.isEmpty()) {
            return false;
        }
        var digest = known.getFirst();
        var field = switch (digest.algorithm()) {
            case SHA256 -> "sha256";
            default -> "actual_" + digest.algorithm().label();
        };
        var query = "items.find({\"" + field + "\":{\"$eq\":\"" + digest.hex()
                + "\"}}).include(\"repo\",\"path\",\"name\").limit(1)";
        var request = api.query(deployment.address(), query);
        scope.expectSilence();
        try {
            return api.json(request, scope, ChecksumCopy::found);
        } catch (StoreException e) {
            // Whoever may not ask, or whose server is too busy for it, can still send the bytes.
            return false;
        }
    }

    private static boolean found(JsonParser json) throws IOException {
        var found = new HashSet<String>();
        JsonAnswer.document(json, (name, value) -> {
            if (name.equals("results") && value.currentToken() == JsonToken.START_ARRAY) {
                while (value.nextToken() == JsonToken.START_OBJECT) {
                    found.add(JsonAnswer.scalars(value).getOrDefault("name", ""));
                }
            }
        });
        return !found.isEmpty();
    }

    @Override
    public Entry publish(Scope scope) throws StoreException {
        var made = deployment.byChecksum(known, scope);
        if (made.isEmpty()) {
            throw new StoreException.Unsupported(
                    deployment.location(), "the server does not have the bytes of " + source.location() + " any more");
        }
        var difference = Checksums.difference(known, made.get().digests());
        if (difference.isPresent()) {
            throw new StoreException.Corrupt(
                    deployment.location(), "the server made the file of other bytes: it has " + difference.get());
        }
        return made.get();
    }
}
