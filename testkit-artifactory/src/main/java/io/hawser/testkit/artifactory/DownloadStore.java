package io.hawser.testkit.artifactory;

import java.net.URI;

/** A host that a server sends its clients to for the bytes, as those in a cloud do with S3 or a CDN. */
@FunctionalInterface
public interface DownloadStore {
    /** Makes sure that the host has the content, and gives a URL of it that is valid without credentials. */
    URI signedUrl(StoredItem item);
}
