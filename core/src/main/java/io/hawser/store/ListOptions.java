package io.hawser.store;

/**
 * How to list.
 *
 * @param recursive everything below, files only, folders opened as they come; otherwise one level, files and folders
 */
public record ListOptions(boolean recursive) {
    public static ListOptions level() {
        return new ListOptions(false);
    }

    public static ListOptions everything() {
        return new ListOptions(true);
    }
}
