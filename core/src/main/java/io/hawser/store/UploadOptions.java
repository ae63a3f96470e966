package io.hawser.store;

import java.util.Map;
import java.util.OptionalLong;

/**
 * How to write a target.
 *
 * @param resume go on from what an earlier run left, and keep what this one leaves
 * @param onlyNew fail with {@link io.hawser.StoreException.Conflict} when there is something of that name
 * @param durable force the bytes to where they last before the file becomes visible
 * @param keepTime give the target the source's modification time, where the store keeps one
 * @param partSize bytes of a part as they were asked for, 1 or more: what a store with {@link Placement.Parts} plans its parts by
 * @param expectedSize bytes of a source that does not tell its size, as the user says: for a store whose parts must grow with it
 * @param attributes what the store may set on the new file ({@code content-type}, …), by its own names
 */
public record UploadOptions(
        boolean resume,
        boolean onlyNew,
        boolean durable,
        boolean keepTime,
        long partSize,
        OptionalLong expectedSize,
        Map<String, String> attributes) {
    public UploadOptions {
        if (partSize < 1) {
            throw new IllegalArgumentException("the part size must be 1 byte or more, not " + partSize);
        }
        attributes = Map.copyOf(attributes);
    }

    /** Resume, overwrite, force to disk, keep the source's time, parts of 8 MiB. */
    public static UploadOptions defaults() {
        return new UploadOptions(true, false, true, true, 8 << 20, OptionalLong.empty(), Map.of());
    }

    public UploadOptions withResume(boolean wanted) {
        return new UploadOptions(wanted, onlyNew, durable, keepTime, partSize, expectedSize, attributes);
    }

    public UploadOptions withOnlyNew(boolean wanted) {
        return new UploadOptions(resume, wanted, durable, keepTime, partSize, expectedSize, attributes);
    }

    public UploadOptions withPartSize(long bytes) {
        return new UploadOptions(resume, onlyNew, durable, keepTime, bytes, expectedSize, attributes);
    }

    public UploadOptions withExpectedSize(long bytes) {
        return new UploadOptions(resume, onlyNew, durable, keepTime, partSize, OptionalLong.of(bytes), attributes);
    }

    public UploadOptions withAttributes(Map<String, String> others) {
        return new UploadOptions(resume, onlyNew, durable, keepTime, partSize, expectedSize, others);
    }
}
