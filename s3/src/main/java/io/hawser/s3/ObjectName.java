package io.hawser.s3;

import io.hawser.Location;
import io.hawser.StoreException;
import java.nio.charset.StandardCharsets;

/**
 * A bucket and a key. Keys are opaque: {@code a//b}, {@code .}, {@code ..} and a slash at either end are characters like any other. In a location the
 * key is what follows the slash after the bucket.
 */
record ObjectName(String bucket, String key) {
    /** The longest key in bytes of UTF-8 (Amazon S3 User Guide, "Object key name guidelines"). */
    static final int LONGEST_KEY = 1024;

    /**
     * The object at a location.
     *
     * @throws StoreException.Rejected when there is no key, or one that S3 does not take
     */
    static ObjectName of(Location location) throws StoreException {
        var key = prefix(location);
        if (key.isEmpty()) {
            throw new StoreException.Rejected(location, "names a bucket; an object is s3://bucket/key");
        }
        var bytes = key.getBytes(StandardCharsets.UTF_8);
        if (!new String(bytes, StandardCharsets.UTF_8).equals(key)) {
            throw new StoreException.Rejected(location, "the key is no Unicode text: half a character stands in it");
        }
        int length = bytes.length;
        if (length > LONGEST_KEY) {
            throw new StoreException.Rejected(
                    location, "the key has " + length + " bytes in UTF-8, S3 takes " + LONGEST_KEY);
        }
        return new ObjectName(location.authority(), key);
    }

    /** What all keys below a location begin with; empty for a whole bucket. */
    static String prefix(Location location) {
        return location.path().startsWith("/") ? location.path().substring(1) : location.path();
    }

    /** Where a key of this bucket is. */
    static Location location(String bucket, String key) {
        return new Location("s3", bucket, "/" + key);
    }

    Location location() {
        return location(bucket, key);
    }

    @Override
    public String toString() {
        return location().toString();
    }
}
