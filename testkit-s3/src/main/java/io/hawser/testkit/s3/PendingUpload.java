package io.hawser.testkit.s3;

import io.hawser.testkit.Content;
import java.time.Instant;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * A multipart upload that is neither completed nor aborted.
 *
 * @param algorithm of the checksums of its parts; empty where its creator named none
 * @param type what the checksum of the whole will be of
 */
record PendingUpload(
        String key,
        String id,
        Instant begun,
        Description description,
        Optional<ChecksumAlgorithm> algorithm,
        ObjectChecksum.Type type,
        NavigableMap<Integer, Part> parts) {
    /** A part, with its entity tag and, where the upload has an algorithm, its checksum. */
    record Part(int number, Content content, String md5, String etag, Instant modified, Optional<String> checksum) {}

    PendingUpload(
            String key,
            String id,
            Instant begun,
            Description description,
            Optional<ChecksumAlgorithm> algorithm,
            ObjectChecksum.Type type) {
        this(key, id, begun, description, algorithm, type, new ConcurrentSkipListMap<>());
    }

    /** The parts after a number. */
    List<Part> after(int number) {
        return List.copyOf(parts.tailMap(number, false).values());
    }
}
