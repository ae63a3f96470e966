package io.hawser.store;

import java.util.Map;

/**
 * How to write a target.
 *
 * @param resume go on from what an earlier run left, and keep what this one leaves
 * @param onlyNew fail with {@link io.hawser.StoreException.Conflict} when there is something of that name
 * @param durable force the bytes to where they last before the file becomes visible
 * @param keepTime give the target the source's modification time, where the store keeps one
 * @param attributes what the store may set on the new file ({@code content-type}, …), by its own names
 */
public record UploadOptions(
        boolean resume, boolean onlyNew, boolean durable, boolean keepTime, Map<String, String> attributes) {
    public UploadOptions {
        attributes = Map.copyOf(attributes);
    }

    /** Resume, overwrite, force to disk, keep the source's time. */
    public static UploadOptions defaults() {
        return new UploadOptions(true, false, true, true, Map.of());
    }

    public UploadOptions withResume(boolean wanted) {
        return new UploadOptions(wanted, onlyNew, durable, keepTime, attributes);
    }

    public UploadOptions withOnlyNew(boolean wanted) {
        return new UploadOptions(resume, wanted, durable, keepTime, attributes);
    }
}
