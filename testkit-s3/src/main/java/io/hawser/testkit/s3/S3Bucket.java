package io.hawser.testkit.s3;

import io.hawser.testkit.Content;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/** A bucket of the {@link ScriptedS3Server}. Its objects are in the order of their keys' UTF-8 bytes. */
public final class S3Bucket {
    /** How a bucket answers who takes it for one of another region. */
    public enum WrongRegion {
        /** Status 400 and AuthorizationHeaderMalformed where the signature names another region. */
        MALFORMED,
        /** Status 301 and PermanentRedirect where the signature names another region. */
        REDIRECT
    }

    private enum Versioning {
        NEVER,
        ENABLED,
        SUSPENDED
    }

    static final Comparator<String> KEY_ORDER = (one, two) ->
            Arrays.compareUnsigned(one.getBytes(StandardCharsets.UTF_8), two.getBytes(StandardCharsets.UTF_8));

    private static final AtomicLong VERSIONS = new AtomicLong();

    private final String name;
    private final NavigableMap<String, List<StoredObject>> objects = new TreeMap<>(KEY_ORDER);
    private final Map<String, PendingUpload> uploads = new LinkedHashMap<>();
    private Versioning versioning = Versioning.NEVER;
    private volatile Optional<String> region = Optional.empty();
    private volatile WrongRegion wrongRegion = WrongRegion.MALFORMED;
    private volatile boolean requesterPays;
    private volatile boolean anonymous;
    private volatile SyntheticKeys synthetic = new SyntheticKeys(0);

    S3Bucket(String name) {
        this.name = name;
    }

    /** Its name. */
    public String name() {
        return name;
    }

    /** Has it keep versions from now on. */
    public synchronized S3Bucket versioned() {
        versioning = Versioning.ENABLED;
        return this;
    }

    /** Has it make no new versions. */
    public synchronized S3Bucket suspended() {
        versioning = Versioning.SUSPENDED;
        return this;
    }

    /** Moves it to another region. */
    public S3Bucket inRegion(String other, WrongRegion answer) {
        wrongRegion = answer;
        region = Optional.of(other);
        return this;
    }

    /** Has it refuse requests that do not offer to pay. */
    public S3Bucket requesterPays() {
        requesterPays = true;
        return this;
    }

    /** Has it answer to requests without a signature. */
    public S3Bucket anonymous() {
        anonymous = true;
        return this;
    }

    /** Has its listings tell that many keys, which are made as they are told, instead of those of its objects. */
    public S3Bucket listing(long keys) {
        synthetic = new SyntheticKeys(keys);
        return this;
    }

    Optional<String> region() {
        return region;
    }

    WrongRegion wrongRegion() {
        return wrongRegion;
    }

    boolean isRequesterPays() {
        return requesterPays;
    }

    boolean isAnonymous() {
        return anonymous;
    }

    /** What {@code Status} says of its versions; empty where it never had any. */
    synchronized Optional<String> versioningStatus() {
        return switch (versioning) {
            case NEVER -> Optional.empty();
            case ENABLED -> Optional.of("Enabled");
            case SUSPENDED -> Optional.of("Suspended");
        };
    }

    synchronized boolean isEmpty() {
        return objects.isEmpty();
    }

    /** The version that is read where none is named; it may be a delete marker. */
    synchronized Optional<StoredObject> current(String key) {
        return Optional.ofNullable(objects.get(key)).map(List::getFirst);
    }

    /** The version of an object that a reader gets; empty where there is none or it is deleted. */
    Optional<StoredObject> readable(String key) {
        return current(key).filter(object -> !object.deleteMarker());
    }

    synchronized Optional<StoredObject> version(String key, String version) {
        return objects.getOrDefault(key, List.of()).stream()
                .filter(object -> object.version().equals(version))
                .findFirst();
    }

    /** A condition on what is there, checked in one step with the change. */
    interface Condition {
        void check(Optional<StoredObject> current);
    }

    /** Makes an object the current version. */
    synchronized StoredObject add(StoredObject object, Condition condition) {
        condition.check(readable(object.key()));
        StoredObject added = object.withVersion(
                versioning == Versioning.ENABLED ? String.format("v%031d", VERSIONS.incrementAndGet()) : "null");
        List<StoredObject> all = objects.computeIfAbsent(object.key(), _ -> new ArrayList<>());
        all.removeIf(other -> other.version().equals(added.version()));
        all.addFirst(added);
        return added;
    }

    /** Replaces what is known of a version. */
    synchronized void describe(StoredObject object, Description description) {
        objects.getOrDefault(object.key(), List.of())
                .replaceAll(other -> other == object ? object.withDescription(description) : other);
    }

    /**
     * Deletes as a request without a version does.
     *
     * @return the delete marker, where that is how it is done
     */
    synchronized Optional<StoredObject> delete(String key, Instant now) {
        if (versioning == Versioning.NEVER) {
            objects.remove(key);
            return Optional.empty();
        }
        return Optional.of(add(StoredObject.marker(key, now), _ -> {}));
    }

    /** Removes a version, which is returned if it was there. */
    synchronized Optional<StoredObject> delete(String key, String version) {
        Optional<StoredObject> found = version(key, version);
        if (found.isPresent()) {
            List<StoredObject> all = objects.get(key);
            all.remove(found.get());
            if (all.isEmpty()) {
                objects.remove(key);
            }
        }
        return found;
    }

    /** The objects of a listing from a key on, current versions only; held while they are gone through. */
    Iterator<StoredObject> from(String key, boolean inclusive) {
        if (synthetic.size() > 0) {
            return synthetic.from(key, inclusive);
        }
        return objects.tailMap(key, inclusive).values().stream()
                .map(List::getFirst)
                .filter(object -> !object.deleteMarker())
                .iterator();
    }

    /** All versions from a key on, newest first. */
    Iterator<List<StoredObject>> versionsFrom(String key, boolean inclusive) {
        return objects.tailMap(key, inclusive).values().iterator();
    }

    synchronized void begin(PendingUpload upload) {
        uploads.put(upload.id(), upload);
    }

    synchronized Optional<PendingUpload> upload(String key, String id) {
        return Optional.ofNullable(uploads.get(id))
                .filter(upload -> upload.key().equals(key));
    }

    synchronized void forget(PendingUpload upload) {
        uploads.remove(upload.id());
    }

    /** The unfinished uploads by key, and by age where they have one key. */
    synchronized List<PendingUpload> uploads() {
        return uploads.values().stream()
                .sorted(Comparator.comparing(PendingUpload::key, KEY_ORDER))
                .toList();
    }

    /** Puts an object there as another program does, with its MD5 as the entity tag and its CRC64NVME. */
    StoredObject lay(String key, Content content, Description description, Instant now) {
        ObjectChecksum crc64 = ObjectChecksum.of(ChecksumAlgorithm.CRC64NVME, content);
        String etag = StoredObject.etag(content.digest("MD5"), description.encryption());
        return lay(key, content, description, now, etag, Optional.of(crc64));
    }

    /** As above, with this entity tag and checksum. */
    StoredObject lay(
            String key,
            Content content,
            Description description,
            Instant now,
            String etag,
            Optional<ObjectChecksum> checksum) {
        return add(new StoredObject(key, "", content, etag, now, description, checksum, List.of(), false), _ -> {});
    }
}
