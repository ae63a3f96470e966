package io.hawser.http.artifactory;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.hawser.Digest;
import io.hawser.Entry;
import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.http.client.Answer;
import io.hawser.http.client.Headers;
import io.hawser.http.client.Request;
import io.hawser.store.Scope;
import io.hawser.store.Source;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Deploys files ("Deploy Artifact", "Deploy Artifact by Checksum"): a PUT whose answer says which checksums the server
 * computed.
 *
 * @param parameters the file's properties as matrix parameters; empty without any
 * @param type the media type that is told
 * @param modified when the source was modified, if the file is to have that time
 * @param source where the source is on this server, if it is; see {@link Address#full}
 */
record Deployment(
        Api api,
        Location location,
        Address address,
        String parameters,
        String type,
        Optional<Instant> modified,
        Optional<String> source) {
    /**
     * Sends the bytes. With {@code digests} the server refuses bytes that have others.
     *
     * @throws StoreException.Corrupt when they do
     * @throws IOException whatever the content threw, unchanged
     */
    Entry send(Request.Content content, List<Digest> digests, Scope scope) throws IOException {
        var headers = headers(digests);
        var request = new Request("PUT", api.file(address, parameters), headers, Optional.of(content));
        try (var answer = api.client().send(request, scope)) {
            return deployed(answer, request, scope);
        }
    }

    /**
     * Has the server make the file of bytes that it has already; empty where it has none with these digests that the
     * user may read.
     */
    Optional<Entry> byChecksum(List<Digest> digests, Scope scope) throws StoreException {
        var headers = headers(digests).set("X-Checksum-Deploy", "true");
        var request = new Request("PUT", api.file(address, parameters), headers, Optional.of(new TextContent("")));
        scope.expectSilence();
        try (var answer = api.client().ask(request, scope)) {
            if (answer.status() == 404) {
                answer.passOver(scope);
                return Optional.empty();
            }
            return Optional.of(deployed(answer, request, scope));
        }
    }

    /** The same for that source, and with its time if {@code keepTime}. */
    Deployment of(Source from, boolean keepTime) {
        var time = keepTime ? from.entry().modified() : Optional.<Instant>empty();
        var here = from instanceof ArtifactorySource there && there.api().sameServer(api)
                ? Optional.of(there.address().full())
                : Optional.<String>empty();
        return new Deployment(api, location, address, parameters, type, time, here);
    }

    private Headers headers(List<Digest> digests) {
        var headers = new Headers().set("Content-Type", type);
        digests.forEach(d -> headers.set(Checksums.header(d.algorithm()), d.hex()));
        modified.ifPresent(time -> headers.set("X-Artifactory-Last-Modified", Long.toString(time.toEpochMilli())));
        return headers;
    }

    private Entry deployed(Answer answer, Request request, Scope scope) throws StoreException {
        switch (answer.status()) {
            case 200, 201 -> {
                return api.json(answer, request.url(), scope, this::read);
            }
            case 202, 204 ->
                throw new StoreException.Rejected(
                        answer.where(), "answers " + answer.status() + " to a deploy: it does not say what it stored");
            default -> throw refused(answer, scope);
        }
    }

    private StoreException refused(Answer answer, Scope scope) {
        int status = answer.status();
        var told = api.refusal(answer, scope);
        if (status == 409 && told.reason().toLowerCase(Locale.ROOT).contains("checksum")) {
            return new StoreException.Corrupt(told.where(), told.reason(), told);
        }
        return switch (status) {
            case 409 -> new StoreException.Conflict(told.where(), told.reason(), told);
            // Whoever has no room now has none in a minute either.
            case 507 -> new StoreException.Rejected(told.where(), told.reason(), told);
            default -> told;
        };
    }

    private Entry read(JsonParser json) throws IOException {
        var checksums = new HashMap<String, String>();
        var texts = new HashMap<String, String>();
        JsonAnswer.document(json, (name, value) -> {
            if (name.equals("checksums") && value.currentToken() == JsonToken.START_OBJECT) {
                checksums.putAll(JsonAnswer.scalars(value));
            } else if (value.currentToken().isScalarValue()) {
                texts.put(name, value.getText());
            }
        });
        var stored = "/" + texts.get("repo") + texts.get("path");
        if (source.filter(stored::equals).isPresent()) {
            // A virtual repository keeps nothing itself. Whoever deletes the source now would delete the copy.
            throw new StoreException.Conflict(location, "is the source itself: the server keeps both as " + stored);
        }
        var digests = Checksums.of(algorithm -> checksums.get(algorithm.label()));
        var entry = Entry.file(location).withDigests(digests);
        long size = JsonAnswer.size(texts.get("size"));
        if (size >= 0) {
            entry = entry.withSize(size);
        }
        var version = Checksums.version(digests);
        return version.isPresent() ? entry.withVersion(version.get()) : entry;
    }
}
