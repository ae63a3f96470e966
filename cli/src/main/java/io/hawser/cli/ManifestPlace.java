package io.hawser.cli;

/**
 * Where something stands in a manifest.
 *
 * @param line from 1
 * @param column from 1, or 0 where the line says enough
 */
record ManifestPlace(String file, long line, int column) {
    /** That what stands there cannot be used, and why. */
    UsageException wrong(String reason) {
        return new UsageException(this + ": " + reason);
    }

    @Override
    public String toString() {
        return file + ":" + line + (column > 0 ? ":" + column : "");
    }
}
