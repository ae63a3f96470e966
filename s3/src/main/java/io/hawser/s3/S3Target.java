package io.hawser.s3;

import io.hawser.Location;
import java.util.Map;

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
}
