package io.hawser.testkit.artifactory;

import io.hawser.testkit.Content;
import io.hawser.testkit.UrlCode;

/**
 * Where a content is in a store, and the signature that gives access to it: as in Artifactory's own stores, a file named
 * by its SHA-1 in a folder named by the first two digits of it.
 *
 * @param key a secret of the store
 */
record SignedPath(String path, String key) {
    static SignedPath of(String sha1, String key) {
        return new SignedPath("/filestore/" + sha1.substring(0, 2) + "/" + sha1, key);
    }

    String signature() {
        return Content.text(path + key).sha256();
    }

    /** The path with the query of a signed URL, which tells the store what to name the file. */
    String target(String name) {
        return path + "?X-Amz-Expires=30&response-content-disposition="
                + UrlCode.encode("attachment;filename=\"" + name + "\"") + "&X-Amz-Signature=" + signature();
    }
}
