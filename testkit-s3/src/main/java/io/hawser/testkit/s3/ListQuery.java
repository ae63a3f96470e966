package io.hawser.testkit.s3;

import io.hawser.testkit.UrlCode;
import java.util.List;
import java.util.Optional;

/** What all listings have in common. */
record ListQuery(String prefix, String delimiter, int most, boolean encoded) {
    static ListQuery of(Incoming request, int most) {
        return new ListQuery(
                request.parameter("prefix").orElse(""),
                request.parameter("delimiter").orElse(""),
                most,
                request.parameter("encoding-type").filter("url"::equals).isPresent());
    }

    /** As a listing writes a key: encoded where that was asked for, a blank as a plus sign. */
    String write(String key) {
        return encoded ? UrlCode.encodePath(key).replace("%20", "+") : key;
    }

    /** The common prefix that stands for a key, if one does. */
    Optional<String> group(String key) {
        int end = delimiter.isEmpty() ? -1 : key.indexOf(delimiter, prefix.length());
        return end < 0 ? Optional.empty() : Optional.of(key.substring(0, end + delimiter.length()));
    }

    void describe(Xml xml, String bucket) {
        xml.add("Name", bucket).add("Prefix", write(prefix)).add("MaxKeys", most);
        if (!delimiter.isEmpty()) {
            xml.add("Delimiter", write(delimiter));
        }
        if (encoded) {
            xml.add("EncodingType", "url");
        }
    }

    /** Writes what a listing tells of an object beside its key. */
    static void describe(Xml xml, StoredObject object) {
        xml.add("LastModified", object.modified()).add("ETag", object.etag()).add("Size", object.size());
        xml.add("StorageClass", object.description().storageClass());
        object.checksum()
                .ifPresent(checksum ->
                        xml.add("ChecksumAlgorithm", checksum.algorithm()).add("ChecksumType", checksum.type()));
    }

    /** Writes common prefixes. */
    void groups(Xml xml, List<String> groups) {
        groups.forEach(
                group -> xml.begin("CommonPrefixes").add("Prefix", write(group)).end());
    }
}
