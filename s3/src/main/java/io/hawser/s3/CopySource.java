package io.hawser.s3;

import io.hawser.StoreException;
import io.hawser.http.client.Headers;
import io.hawser.store.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The object that a server-side copy is of: one version, and what goes along with it. */
final class CopySource {
    private static final String PREFIX = "x-amz-copy-source";
    private static final String CUSTOMER_KEY = "x-amz-server-side-encryption-customer-";
    private static final String METADATA = "x-amz-meta-";

    /** What CopyObject takes over with the metadata (Amazon S3 API Reference, "CopyObject", {@code x-amz-metadata-directive}). */
    private static final Set<String> DESCRIPTION = Set.of(
            "content-type", "content-encoding", "content-language", "content-disposition", "cache-control", "expires");

    private final S3Source source;
    private final ObjectState state;
    private final S3Target target;

    CopySource(S3Source source, S3Target target) {
        this.source = source;
        this.state = source.opened();
        this.target = target;
    }

    /** What tells this version of it from others. */
    String version() {
        return source.entry().version().orElse("");
    }

    ObjectState state() {
        return state;
    }

    /** Names it in a request, and only in this version. */
    Call in(Call call) {
        var object = source.reader().object();
        var name = UriCode.path(object.bucket()) + "/" + UriCode.path(object.key());
        call.header(
                PREFIX,
                state.versionId().isEmpty() ? name : name + "?versionId=" + UriCode.parameter(state.versionId()));
        if (!state.etag().isEmpty()) {
            call.header(PREFIX + "-if-match", state.etag());
        } else if (!state.modified().isEmpty()) {
            call.header(PREFIX + "-if-unmodified-since", state.modified());
        }
        var options = source.reader().options();
        options.forBucket()
                .first("x-amz-expected-bucket-owner")
                .ifPresent(owner -> call.header("x-amz-source-expected-bucket-owner", owner));
        for (var field : options.forReading().fields()) {
            if (field.name().toLowerCase(Locale.ROOT).startsWith(CUSTOMER_KEY)) {
                call.header(PREFIX + field.name().substring("x-amz".length()), field.value());
            }
        }
        // What was said for this copy comes before what holds for reading.
        return call.headers(target.options().forCopySource());
    }

    /** Whether the metadata of the copy is to be another one. */
    boolean described() {
        return target.options().forWriting().fields().stream().anyMatch(f -> describes(f.name()));
    }

    /** Whether a header field describes an object. */
    static boolean describes(String name) {
        return DESCRIPTION.contains(name.toLowerCase(Locale.ROOT)) || isMetadata(name);
    }

    static boolean isMetadata(String name) {
        return name.toLowerCase(Locale.ROOT).startsWith(METADATA);
    }

    /** What the source is described by, as far as nothing else was set, and all that was. */
    Headers description() {
        var set = target.options().forWriting();
        boolean ownMetadata = set.fields().stream().anyMatch(f -> isMetadata(f.name()));
        var headers = new Headers();
        for (var field : state.headers().fields()) {
            boolean metadata = isMetadata(field.name());
            if (describes(field.name()) && !(metadata && ownMetadata)) {
                headers.set(field.name(), field.value());
            }
        }
        set.fields().forEach(f -> headers.set(f.name(), f.value()));
        return headers;
    }

    /** Its tags as a header field has them; empty where it has none, or whoever may read it must not read those. */
    Optional<String> tags(Scope scope) throws StoreException {
        if (state.headers().first("x-amz-tagging-count").orElse("0").equals("0")) {
            return Optional.empty();
        }
        var object = source.reader().object();
        var call = Call.of("GET", object)
                .query("tagging")
                .headers(source.reader().options().forBucket());
        if (!state.versionId().isEmpty()) {
            call.query("versionId", state.versionId());
        }
        List<String> tags = new ArrayList<>();
        try (var answer = source.reader().client().ask(call, object, scope, 200);
                var xml = new Xml(answer, scope)) {
            xml.root();
            for (var element = xml.next(); element != null; element = xml.next()) {
                if (!element.equals("TagSet")) {
                    xml.skip();
                    continue;
                }
                for (var tag = xml.next(); tag != null; tag = xml.next()) {
                    var texts = xml.texts();
                    tags.add(UriCode.parameter(texts.getOrDefault("Key", "")) + "="
                            + UriCode.parameter(texts.getOrDefault("Value", "")));
                }
            }
            xml.finish();
        } catch (StoreException.Denied | StoreException.Unsupported _) {
            return Optional.empty();
        }
        return Optional.of(String.join("&", tags)).filter(text -> !text.isEmpty());
    }
}
