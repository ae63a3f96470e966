package io.hawser.store;

/** How an upload takes its bytes. The engine plans parts accordingly; there is no flag for any store. */
public sealed interface Placement {
    /** All in one request, in order: HTTP PUT, an Artifactory deploy. */
    record Whole() implements Placement {}

    /**
     * Parts in any order, from several threads, each of them there only when its receipt is: an S3 multipart upload, pipelined SFTP writes. Every part but the last has at least {@code minSize} bytes, none
     * more than {@code maxSize}, and there are at most {@code maxCount}.
     */
    record Parts(long minSize, long maxSize, int maxCount) implements Placement {
        public Parts {
            if (minSize < 1 || maxSize < minSize || maxCount < 1) {
                throw new IllegalArgumentException(
                        "parts of " + minSize + " to " + maxSize + " bytes, " + maxCount + " of them");
            }
        }
    }

    /** Any bytes at any position, in any order, from several threads, there as soon as they are written: local disk. */
    record Anywhere() implements Placement {}

    /** Byte after byte: standard output, a pipe, a device. */
    record InOrder() implements Placement {}
}
