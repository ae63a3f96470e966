package io.hawser.testkit.s3;

import io.hawser.testkit.Content;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/** Objects that exist only in listings: {@code object-000000000000} and so on, whose sizes are their numbers. */
record SyntheticKeys(long size) {
    private static final Instant TIME = Instant.parse("2024-01-01T00:00:00Z");
    private static final String ETAG = "\"d41d8cd98f00b204e9800998ecf8427e\"";

    static String key(long number) {
        String digits = Long.toString(number);
        return "object-" + "0".repeat(12 - digits.length()) + digits;
    }

    /** The objects from a key on. */
    Iterator<StoredObject> from(String key, boolean inclusive) {
        long low = 0;
        long high = size;
        while (low < high) {
            long middle = (low + high) >>> 1;
            int order = S3Bucket.KEY_ORDER.compare(key(middle), key);
            if (order < 0 || order == 0 && !inclusive) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return LongStream.range(low, size).mapToObj(SyntheticKeys::object).iterator();
    }

    private static StoredObject object(long number) {
        return new StoredObject(
                key(number),
                "null",
                Content.random(number, number),
                ETAG,
                TIME,
                Description.plain(),
                Optional.empty(),
                List.of(),
                false);
    }
}
