package io.hawser.s3;

import io.hawser.StoreException;
import io.hawser.http.client.Headers;
import io.hawser.http.client.Origin;
import io.hawser.http.client.Proxies;
import io.hawser.store.StoreContext;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What users set for objects, by boto3's names: for all of a store in its option {@value #OPTION} ({@code Name=Value}, one a line; of several with one name the first counts; reading and
 * writing each take what is theirs), and for one copy in the attributes of its source and of its target, which come first.
 *
 * <p>{@code Metadata} is {@code name=value,name2=value2}. The keys of SSE-C are {@code @FILE} or {@code env:NAME}, never the value itself ({@link
 * CustomerKey}).
 */
final class ObjectOptions {
    /** The name of the store's option. */
    static final String OPTION = "s3_option";

    private static final Headers NONE = new Headers();

    private final Map<String, String> environment;
    private final Origin origin;
    private final Map<ObjectOption, String> values;
    private final Headers reading;
    private final Headers writing;
    private final Headers part;
    private final Headers bucket;
    private final Headers copySource;

    private ObjectOptions(
            Map<String, String> environment, Origin origin, Map<ObjectOption, String> values, Object where)
            throws StoreException {
        this.environment = environment;
        this.origin = origin;
        this.values = values;
        var key = customerKey(
                ObjectOption.SSE_CUSTOMER_ALGORITHM,
                ObjectOption.SSE_CUSTOMER_KEY,
                ObjectOption.SSE_CUSTOMER_KEY_MD5,
                where);
        this.bucket = plain(List.of(ObjectOption.REQUEST_PAYER, ObjectOption.EXPECTED_BUCKET_OWNER));
        this.part = joined(bucket, key);
        this.reading = joined(part, NONE);
        if (!"DISABLED".equals(values.get(ObjectOption.CHECKSUM_MODE))) {
            reading.set(ObjectOption.CHECKSUM_MODE.header(), "ENABLED");
        }
        this.writing = joined(plain(ObjectOption.WRITE), key);
        metadata(where);
        this.copySource = customerKey(
                ObjectOption.COPY_SOURCE_SSE_CUSTOMER_ALGORITHM,
                ObjectOption.COPY_SOURCE_SSE_CUSTOMER_KEY,
                ObjectOption.COPY_SOURCE_SSE_CUSTOMER_KEY_MD5,
                where);
    }

    /**
     * What is set for a whole store; {@code origin} is where its requests go.
     *
     * @throws StoreException.Rejected when a name or value is not known
     * @throws StoreException.Local when a key's file cannot be read
     */
    static ObjectOptions of(StoreContext context, Origin origin) throws StoreException {
        var values = new EnumMap<ObjectOption, String>(ObjectOption.class);
        var known = new LinkedHashSet<>(ObjectOption.READ);
        known.addAll(ObjectOption.WRITE);
        // The first of a name counts: it is the last to be put.
        for (var line :
                List.of(context.options().getOrDefault(OPTION, "").split("\n")).reversed()) {
            if (line.isBlank()) {
                continue;
            }
            int equals = line.indexOf('=');
            if (equals < 0) {
                // What stands there may be a value that was meant to be secret.
                throw new StoreException.Rejected(OPTION, "write Name=Value, as in StorageClass=STANDARD_IA");
            }
            put(
                    values,
                    List.copyOf(known),
                    line.substring(0, equals).strip(),
                    line.substring(equals + 1).strip(),
                    OPTION);
        }
        return new ObjectOptions(context.environment(), origin, values, OPTION);
    }

    /** With what one copy sets for its source. */
    ObjectOptions withReading(Map<String, String> attributes, Object where) throws StoreException {
        return with(attributes, ObjectOption.READ, where);
    }

    /** With what one copy sets for its target. */
    ObjectOptions withWriting(Map<String, String> attributes, Object where) throws StoreException {
        return with(attributes, ObjectOption.WRITE, where);
    }

    private ObjectOptions with(Map<String, String> attributes, List<ObjectOption> known, Object where)
            throws StoreException {
        if (attributes.isEmpty()) {
            return this;
        }
        var all = values.isEmpty() ? new EnumMap<ObjectOption, String>(ObjectOption.class) : new EnumMap<>(values);
        if (attributes.keySet().stream()
                .anyMatch(n -> ObjectOption.named(n).equals(Optional.of(ObjectOption.SSE_CUSTOMER_KEY)))) {
            // The sum of the store's key is not that of the copy's.
            all.remove(ObjectOption.SSE_CUSTOMER_KEY_MD5);
        }
        for (var attribute : attributes.entrySet()) {
            put(all, known, attribute.getKey(), attribute.getValue(), where);
        }
        return new ObjectOptions(environment, origin, all, where);
    }

    private static void put(
            Map<ObjectOption, String> into, List<ObjectOption> known, String name, String value, Object where)
            throws StoreException {
        var option = ObjectOption.named(name).filter(known::contains);
        if (option.isEmpty()) {
            var names = known.stream().map(ObjectOption::label).collect(Collectors.joining(", "));
            throw new StoreException.Rejected(where, "Invalid option '" + name + "', must be one of: " + names);
        }
        try {
            into.put(option.get(), option.get().checked(value));
        } catch (IllegalArgumentException e) {
            throw new StoreException.Rejected(where, option.get().label() + ": " + e.getMessage(), e);
        }
    }

    private Headers plain(List<ObjectOption> wanted) {
        var headers = new Headers();
        for (var option : wanted) {
            var value = values.get(option);
            if (value != null && !option.header().isEmpty() && !option.header().contains("-customer-")) {
                headers.set(option.header(), value);
            }
        }
        return headers;
    }

    private static Headers joined(Headers one, Headers other) {
        var both = new Headers();
        one.fields().forEach(f -> both.add(f.name(), f.value()));
        other.fields().forEach(f -> both.add(f.name(), f.value()));
        return both;
    }

    private Headers customerKey(ObjectOption algorithm, ObjectOption key, ObjectOption sum, Object where)
            throws StoreException {
        var from = values.get(key);
        if (from == null) {
            if (values.containsKey(algorithm) || values.containsKey(sum)) {
                throw new StoreException.Rejected(where, key.label() + " is missing: give it as @FILE or env:NAME");
            }
            return NONE;
        }
        boolean here = CustomerKey.staysHere(origin)
                && new Proxies(environment).forOrigin(origin).isEmpty();
        if (!origin.secure() && !here) {
            throw new StoreException.Rejected(
                    where,
                    key.label() + " goes along with every request, and over " + origin
                            + " anybody on the way could read it: an https:// endpoint is needed");
        }
        var secret = CustomerKey.from(key.label(), from, environment, where);
        var told = values.get(sum);
        if (told != null && !told.equals(secret.md5())) {
            throw new StoreException.Rejected(where, sum.label() + " is not that of the key");
        }
        return new Headers()
                .add(algorithm.header(), values.getOrDefault(algorithm, "AES256"))
                .add(key.header(), secret.base64())
                .add(sum.header(), secret.md5());
    }

    private void metadata(Object where) throws StoreException {
        var text = values.getOrDefault(ObjectOption.METADATA, "");
        for (var pair : text.isEmpty() ? List.<String>of() : List.of(text.split(","))) {
            int equals = pair.indexOf('=');
            var name = equals < 0 ? "" : pair.substring(0, equals).strip();
            if (!Headers.validName(name)) {
                throw new StoreException.Rejected(
                        where, "Metadata: write name=value,name2=value2, each name of letters, digits and dashes");
            }
            writing.set("x-amz-meta-" + name, pair.substring(equals + 1).strip());
        }
    }

    /** Fields of GetObject and HeadObject. */
    Headers forReading() {
        return reading;
    }

    /** Fields of PutObject, CopyObject and CreateMultipartUpload. */
    Headers forWriting() {
        return writing;
    }

    /** Fields of UploadPart and what belongs to an upload: encryption by a customer's key, who pays, who must own the bucket. */
    Headers forPart() {
        return part;
    }

    /** Fields of requests that are about no object: who pays, who must own the bucket. */
    Headers forBucket() {
        return bucket;
    }

    /** Fields of CopyObject and UploadPartCopy that open an object encrypted by a customer's key; none unless they are set. */
    Headers forCopySource() {
        return copySource;
    }

    /** The version of an object that is to be read. */
    Optional<String> versionId() {
        return Optional.ofNullable(values.get(ObjectOption.VERSION_ID));
    }

    /** The checksum that uploads are to have, in S3's word: {@code CRC64NVME}, {@code CRC32}, {@code CRC32C}, {@code SHA1}, {@code SHA256}. */
    Optional<String> checksumAlgorithm() {
        return Optional.ofNullable(values.get(ObjectOption.CHECKSUM_ALGORITHM));
    }

    /** Whether the bytes are encrypted in a way that makes the ETag something else than an MD5. */
    boolean encrypted() {
        return part.has(ObjectOption.SSE_CUSTOMER_KEY.header());
    }

    /** The names alone: even what is no key may be meant for few eyes. */
    @Override
    public String toString() {
        var names = new ArrayList<String>();
        values.keySet().forEach(option -> names.add(option.label()));
        return "ObjectOptions" + names;
    }
}
