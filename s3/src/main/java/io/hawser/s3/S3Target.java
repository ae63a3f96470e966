package io.hawser.s3;

import io.hawser.Algorithm;
import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.http.client.Headers;
import io.hawser.store.Scope;
import java.util.Map;
import java.util.Optional;

/**
 * An object that is to be written, and what for.
 *
 * @param identity what tells the object from all others, also of other endpoints
 * @param options what is set for the object
 * @param buffers memory shared by all uploads
 * @param abilities what the server turned out not to do
 * @param environment where state of this machine lies
 */
record S3Target(
        S3Client client,
        ObjectName object,
        String identity,
        ObjectOptions options,
        PartBuffers buffers,
        Abilities abilities,
        Map<String, String> environment) {
    Location location() {
        return object.location();
    }

    MultipartCalls calls() {
        return new MultipartCalls(client, options);
    }

    /** Creates a multipart upload; without checksums where nobody asked for them and the server takes none. */
    MultipartCalls.Created create(Headers headers, Optional<Algorithm> checksum, Scope scope) throws StoreException {
        try {
            return calls().create(object, headers, checksum, scope);
        } catch (StoreException e) {
            if (checksum.isEmpty() || options.checksumAlgorithm().isPresent() || !ObjectCommit.refusesChecksum(e)) {
                throw e;
            }
            var created = calls().create(object, headers, Optional.empty(), scope);
            abilities.withoutChecksums();
            return created;
        }
    }
}
