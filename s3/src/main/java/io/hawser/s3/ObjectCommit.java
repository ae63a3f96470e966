package io.hawser.s3;

import io.hawser.Algorithm;
import io.hawser.Entry;
import io.hawser.StoreException;
import io.hawser.engine.Crc;
import io.hawser.http.client.Headers;
import io.hawser.store.Scope;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Makes an object visible, and sees to it that it is the one that was sent. */
final class ObjectCommit {
    private static final String CONTENT_TYPE = "Content-Type";
    private static final String IF_NONE_MATCH = "If-None-Match";
    private static final String STORAGE_CLASS = "x-amz-storage-class";

    private final S3Target target;
    private final MultipartCalls calls;
    private final Publication publication;

    /** {@code onlyNew}: whether it is a conflict if there is something of that name. */
    ObjectCommit(S3Target target, boolean onlyNew) {
        this.target = target;
        this.calls = target.calls();
        this.publication = new Publication(target, onlyNew);
    }

    /** What is set for a new object. */
    static Headers headers(S3Target target) {
        var headers = new Headers();
        target.options().forWriting().fields().forEach(f -> headers.set(f.name(), f.value()));
        return headers.has(CONTENT_TYPE) ? headers : headers.set(CONTENT_TYPE, "application/octet-stream");
    }

    /** Whether an object is described as it was to be: the same bytes may have been there before. */
    static boolean describes(Headers set, ObjectState there) {
        for (var field : set.fields()) {
            if (CopySource.describes(field.name())
                    && field.value().chars().allMatch(c -> c < 0x80)
                    && !there.headers().first(field.name()).equals(Optional.of(field.value()))) {
                return false;
            }
        }
        return set.first(STORAGE_CLASS)
                        .orElse("STANDARD")
                        .equals(there.headers().first(STORAGE_CLASS).orElse("STANDARD"))
                && there.headers().fields().stream()
                        .noneMatch(f -> CopySource.isMetadata(f.name()) && !set.has(f.name()));
    }

    /** Whether a server refuses a request because of its checksum. */
    static boolean refusesChecksum(StoreException failure) {
        return failure instanceof StoreException.Unsupported
                || S3Error.in(failure)
                        .filter(error -> error.status() == 400
                                && error.message().matches("(?is).*(checksum|trailer|sdk-checksum|header).*"))
                        .isPresent();
    }

    /** Puts an object that is in memory. */
    Entry put(PartMemory memory, Optional<Algorithm> checksum, Scope scope) throws StoreException {
        var request = new Put(memory, checksum, scope);
        var state = publication.publish(request, request::isThere, scope);
        return entry(state.size() < 0 ? state.withSize(memory.length()) : state);
    }

    private Entry entry(ObjectState state) {
        return state.entry(
                target.location(),
                Checksums.of(state, true, !target.options().encrypted()).whole());
    }

    /** A single PUT. */
    private final class Put implements Publication.Publishing {
        private final PartMemory memory;
        private final Optional<Algorithm> wanted;
        private final Scope scope;
        private PartSums.Md5 md5;
        private PartMemory.Body body;
        private int times;

        private Put(PartMemory memory, Optional<Algorithm> wanted, Scope scope) {
            this.memory = memory;
            this.wanted = wanted;
            this.scope = scope;
        }

        private PartSums.Md5 md5() {
            if (md5 == null) {
                md5 = PartSums.md5(memory);
            }
            return md5;
        }

        @Override
        public ObjectState send(boolean conditional) throws StoreException {
            var abilities = target.abilities();
            boolean withMd5 = wanted.isEmpty() || abilities.needsContentMd5();
            try {
                return send(conditional, wanted, withMd5);
            } catch (StoreException e) {
                if (wanted.isEmpty() || target.options().checksumAlgorithm().isPresent() || !refusesChecksum(e)) {
                    throw e;
                }
                var state = send(conditional, Optional.empty(), true);
                abilities.withoutChecksums();
                return state;
            }
        }

        private ObjectState send(boolean conditional, Optional<Algorithm> kept, boolean withMd5) throws StoreException {
            var sums = PartSums.of(memory, kept, false);
            var checksum = sums.checksum();
            var headers = headers(target);
            checksum.ifPresent(value -> headers.set(MultipartCalls.checksumHeader(kept.orElseThrow()), value));
            if (withMd5) {
                headers.set(PartSender.CONTENT_MD5, md5().base64());
            }
            if (conditional) {
                headers.set(IF_NONE_MATCH, "*");
            }
            body = memory.body(scope);
            times++;
            var call = Call.of("PUT", target.object()).headers(headers).content(body, Call.UNSIGNED);
            Headers answer;
            try (var came = target.client().send(call, target.object(), scope, 200)) {
                came.passOver(scope);
                answer = came.headers();
            } catch (StoreException e) {
                throw e;
            } catch (IOException e) {
                throw new IllegalStateException("memory does not fail", e);
            }
            boolean proved = withMd5
                    || PartSender.repeats(target.object(), answer, checksum, kept)
                    || PartSender.etag(answer).equals(md5().etag());
            if (!proved) {
                target.abilities().provesNothing();
                return send(false, kept, true);
            }
            return ObjectState.of(answer, memory.length());
        }

        @Override
        public boolean repeated() {
            return times > 1 || body != null && body.repeated();
        }

        private boolean isThere(ObjectState there) {
            if (there.size() != memory.length() || !describes(target.options().forWriting(), there)) {
                return false;
            }
            var sums = PartSums.of(memory, wanted, false);
            var told = wanted.flatMap(a -> there.headers().first(MultipartCalls.checksumHeader(a)));
            return there.etag().equals(md5().etag()) || told.isPresent() && told.equals(sums.checksum());
        }
    }

    /** Has the server make the object of another one, at once. */
    Entry copy(Publication.Publishing request, Predicate<ObjectState> proof, long size, Scope scope)
            throws StoreException {
        var state = publication.publish(request, proof, scope);
        return entry(state.size() < 0 ? seen(state, size, scope) : state);
    }

    /**
     * Completes a multipart upload of these parts, which are all of the object's {@code size} bytes.
     *
     * @param set what was set when it was created
     */
    Entry complete(MultipartCalls.Created upload, List<DonePart> parts, long size, Headers set, Scope scope)
            throws StoreException {
        var request = new Completion(upload, parts, size, scope);
        var state = publication.publish(request, there -> describes(set, there) && request.isThere(there), scope);
        return entry(state.size() < 0 ? seen(state, size, scope) : state);
    }

    /** What is there after the server confirmed it. */
    private ObjectState seen(ObjectState confirmed, long size, Scope scope) throws StoreException {
        ObjectState there;
        try {
            there = publication.look(scope);
        } catch (StoreException.Denied _) {
            // Who may write need not be allowed to read.
            return confirmed.withSize(size);
        } catch (StoreException.NotFound e) {
            throw new StoreException.Unavailable(target.location(), "is not there after the server confirmed it", e);
        }
        if (!there.etag().equals(confirmed.etag())) {
            // Somebody else wrote it since.
            return confirmed.withSize(size);
        }
        if (there.size() != size) {
            throw new StoreException.Corrupt(
                    target.location(),
                    "has " + there.size() + " bytes after " + size + " were uploaded; the server lost some");
        }
        return there;
    }

    /** A CompleteMultipartUpload. */
    private final class Completion implements Publication.Publishing {
        private final MultipartCalls.Created upload;
        private final List<DonePart> parts;
        private final long size;
        private final Scope scope;
        private final Optional<String> checksum;
        private final Bytes body;

        private Completion(MultipartCalls.Created upload, List<DonePart> parts, long size, Scope scope) {
            this.upload = upload;
            this.parts = parts;
            this.size = size;
            this.scope = scope;
            this.checksum = upload.checksum().filter(this::known).map(this::whole);
            this.body = MultipartCalls.listing(
                    parts.stream()
                            .map(part -> new MultipartCalls.Named(part.number(), part.etag(), part.checksum()))
                            .toList(),
                    upload.checksum());
        }

        /** The checksum of the whole, from those of the parts. */
        private String whole(Algorithm algorithm) {
            var crc = Crc.of(algorithm);
            long sum = 0;
            for (var part : parts) {
                sum = crc.combine(sum, value(part), part.range().length());
            }
            return PartSums.base64(algorithm, sum);
        }

        /** Whether the checksum of the whole follows from those of the parts; a server that copies by itself need not tell them. */
        private boolean known(Algorithm algorithm) {
            return upload.whole()
                    && algorithm.combinable()
                    && parts.stream().noneMatch(part -> part.checksum().isEmpty());
        }

        private static long value(DonePart part) {
            long value = 0;
            for (byte b : Base64.getDecoder().decode(part.checksum())) {
                value = value << Byte.SIZE | b & 0xff;
            }
            return value;
        }

        @Override
        public ObjectState send(boolean conditional) throws StoreException {
            var headers = new Headers();
            checksum.ifPresent(value -> headers.set(
                            MultipartCalls.checksumHeader(upload.checksum().orElseThrow()), value)
                    .set("x-amz-checksum-type", "FULL_OBJECT"));
            if (conditional) {
                headers.set(IF_NONE_MATCH, "*");
            }
            scope.expectSilence();
            var result = calls.complete(target.object(), upload.id(), headers, body, scope);
            compare(result);
            var said = new Headers().set("ETag", result.getOrDefault("ETag", ""));
            Optional.ofNullable(result.get("VersionId")).ifPresent(id -> said.set("x-amz-version-id", id));
            return ObjectState.of(said, -1);
        }

        private void compare(Map<String, String> result) throws StoreException {
            var told = upload.checksum().map(algorithm -> result.get("Checksum" + algorithm.name()));
            if (checksum.isPresent() && told.isPresent() && !told.equals(checksum)) {
                throw new StoreException.Corrupt(
                        target.location(), "is not what was uploaded: its checksum differs; it is in place");
            }
        }

        @Override
        public boolean repeated() {
            return body.repeated();
        }

        private boolean isThere(ObjectState there) {
            if (there.size() != size) {
                return false;
            }
            var told = upload.checksum().flatMap(a -> there.headers().first(MultipartCalls.checksumHeader(a)));
            return told.isPresent() && told.equals(checksum) || there.etag().equals(etag());
        }

        /** The ETag of an object of these parts where theirs are MD5s (as Amazon's and most others make it). */
        private String etag() {
            var md5 = PartSums.digest("MD5");
            for (var part : parts) {
                var hex = part.etag().replace("\"", "");
                if (!hex.matches("\\p{XDigit}{32}")) {
                    return "";
                }
                md5.update(ByteBuffer.wrap(HexFormat.of().parseHex(hex)));
            }
            return '"' + HexFormat.of().formatHex(md5.digest()) + "-" + parts.size() + '"';
        }
    }
}
