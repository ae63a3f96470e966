package io.hawser.s3;

import io.hawser.Entry;
import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.http.client.Shown;
import io.hawser.store.ListOptions;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One answer of a listing.
 *
 * @param last whether there is no other after it
 * @param nextToken how ListObjectsV2 goes on
 * @param nextKey how ListObjectVersions goes on, with {@code nextVersion}
 */
record ListingPage(List<Entry> entries, boolean last, String nextToken, String nextKey, String nextVersion) {
    /** One element of the answer before its key is decoded, since what says how keys are coded may come behind them. */
    private static final class Item {
        private String kind;
        private String key = "";
        private String versionId = "";
        private String etag = "";
        private String modified = "";
        private String storageClass = "";
        private long size = -1;
        private boolean latest;
    }

    /**
     * Reads an answer to its end.
     *
     * @throws StoreException.Unavailable when it is not a whole one
     */
    static ListingPage read(Xml xml, Location folder, String prefix, boolean versions) throws StoreException {
        var root = xml.root();
        // Not every clone calls the two apart.
        if (!root.equals("ListBucketResult") && !root.equals("ListVersionsResult")) {
            throw new StoreException.Unavailable(folder, "no listing but <" + Shown.text(root, 40) + "> was answered");
        }
        var items = new ArrayList<Item>();
        var facts = new HashMap<String, String>();
        for (var name = xml.next(); name != null; name = xml.next()) {
            switch (name) {
                case "Contents", "Version", "DeleteMarker" -> {
                    if (versions == name.equals("Contents")) {
                        throw new StoreException.Unsupported(
                                folder,
                                "was asked for " + (versions ? "versions" : "objects") + " and lists <" + name + ">");
                    }
                    items.add(item(xml, name));
                }
                case "CommonPrefixes" -> {
                    var item = new Item();
                    item.kind = name;
                    item.key = xml.texts().getOrDefault("Prefix", "");
                    items.add(item);
                }
                case "IsTruncated", "NextContinuationToken", "NextKeyMarker", "NextVersionIdMarker", "EncodingType" ->
                    facts.put(name, xml.text());
                default -> xml.skip();
            }
        }
        xml.finish();
        return page(items, facts, folder, prefix, versions);
    }

    private static Item item(Xml xml, String kind) throws StoreException {
        var item = new Item();
        item.kind = kind;
        for (var name = xml.next(); name != null; name = xml.next()) {
            switch (name) {
                case "Key" -> item.key = xml.text();
                case "Size" -> item.size = size(xml.text());
                case "ETag" -> item.etag = xml.text();
                case "LastModified" -> item.modified = xml.text();
                case "StorageClass" -> item.storageClass = xml.text();
                case "VersionId" -> item.versionId = xml.text();
                case "IsLatest" -> item.latest = xml.text().equals("true");
                default -> xml.skip();
            }
        }
        return item;
    }

    private static long size(String digits) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException _) {
            return -1;
        }
    }

    private static ListingPage page(
            List<Item> items, Map<String, String> facts, Location folder, String prefix, boolean versions)
            throws StoreException {
        boolean coded = facts.getOrDefault("EncodingType", "").equals("url");
        var entries = new ArrayList<Entry>(items.size());
        for (var item : items) {
            var key = coded ? UriCode.decode(item.key) : item.key;
            if (!key.startsWith(prefix)) {
                throw new StoreException.Unavailable(
                        folder, "the listing has a key that is not below it: " + Shown.text(key, 80));
            }
            entries.add(entry(item, location(folder, key)));
        }
        boolean last = switch (facts.getOrDefault("IsTruncated", "")) {
            case "false" -> true;
            case "true" -> false;
            default ->
                throw new StoreException.Unavailable(
                        folder, "a page of the listing does not say whether it is the last");
        };
        var token = facts.getOrDefault("NextContinuationToken", "");
        var nextKey = facts.getOrDefault("NextKeyMarker", "");
        if (!last && (versions ? nextKey : token).isEmpty()) {
            throw new StoreException.Unavailable(
                    folder, "a page of the listing says that there are more, but not how to go on");
        }
        return new ListingPage(
                entries,
                last,
                token,
                coded ? UriCode.decode(nextKey) : nextKey,
                facts.getOrDefault("NextVersionIdMarker", ""));
    }

    private static Location location(Location folder, String key) throws StoreException {
        if (key.indexOf('\0') >= 0) {
            throw new StoreException.Rejected(folder, "has a key with a NUL character, which no location can name");
        }
        return ObjectName.location(folder.authority(), key);
    }

    private static Entry entry(Item item, Location location) {
        if (item.kind.equals("CommonPrefixes")) {
            return Entry.folder(location);
        }
        var attributes = new HashMap<String, String>();
        if (item.size == 0 && location.path().endsWith("/")) {
            attributes.put(ListOptions.FOLDER_MARKER, "true");
        }
        if (!item.storageClass.isEmpty() && !item.storageClass.equals("STANDARD")) {
            attributes.put("storage-class", Shown.text(item.storageClass, 40));
        }
        var version = ObjectState.quoted(item.etag);
        if (!item.kind.equals("Contents")) {
            attributes.put(ListOptions.VERSION_ID, item.versionId);
            attributes.put(ListOptions.LATEST, Boolean.toString(item.latest));
            if (item.kind.equals("DeleteMarker")) {
                attributes.put(ListOptions.DELETE_MARKER, "true");
            }
            version = item.versionId;
        }
        var entry = Entry.file(location);
        if (item.size >= 0) {
            entry = entry.withSize(item.size);
        }
        var modified = moment(item.modified);
        if (modified != null) {
            entry = entry.withModified(modified);
        }
        if (!version.isEmpty()) {
            entry = entry.withVersion(version);
        }
        return attributes.isEmpty() ? entry : entry.withAttributes(attributes);
    }

    /**
     * {@code 2024-02-29T12:34:56.000Z}, read by hand as in {@link io.hawser.http.client.HttpDate}; to the second, which is all that other answers about an
     * object have. Null for anything else.
     */
    static Instant moment(String text) {
        try {
            return text.length() < 20 || !text.endsWith("Z")
                    ? null
                    : LocalDateTime.of(
                                    number(text, 0, 4),
                                    number(text, 5, 7),
                                    number(text, 8, 10),
                                    number(text, 11, 13),
                                    number(text, 14, 16),
                                    Math.min(59, number(text, 17, 19)))
                            .toInstant(ZoneOffset.UTC);
        } catch (DateTimeException | NumberFormatException _) {
            return null;
        }
    }

    private static int number(String text, int from, int to) {
        return Integer.parseInt(text, from, to, 10);
    }

    /** Whether both pages lead to the same one. */
    boolean goesOnAs(ListingPage other) {
        return nextToken.equals(other.nextToken)
                && nextKey.equals(other.nextKey)
                && nextVersion.equals(other.nextVersion);
    }
}
