package io.hawser.http.artifactory;

import com.fasterxml.jackson.core.JsonParser;
import io.hawser.Entry;
import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.http.ByteRuns;
import io.hawser.http.ContentDecoder;
import io.hawser.http.RunStream;
import io.hawser.http.client.Answer;
import io.hawser.http.client.Client;
import io.hawser.http.client.Headers;
import io.hawser.http.client.HttpDate;
import io.hawser.http.client.HttpUrl;
import io.hawser.http.client.Origin;
import io.hawser.http.client.Refusal;
import io.hawser.http.client.Request;
import io.hawser.http.client.Shown;
import io.hawser.store.Scope;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The URLs of one Artifactory, and what is asked of them: {@code BASE/REPO/PATH} for files, {@code BASE/api/…} for the
 * rest (the pages "Artifactory REST API" of JFrog's documentation).
 */
final class Api {
    private final Client client;
    private final Origin origin;
    private final Optional<String> basePath;

    /** {@code basePath}: see {@link Address#of}. */
    Api(Client client, Origin origin, Optional<String> basePath) {
        this.client = client;
        this.origin = origin;
        this.basePath = basePath;
    }

    /** Whether the other one is on this server, whoever is shown to it. */
    boolean sameServer(Api other) {
        return origin.equals(other.origin);
    }

    Client client() {
        return client;
    }

    Address address(Location location) throws StoreException {
        return Address.of(location, basePath);
    }

    /**
     * The address of something in a repository.
     *
     * @throws StoreException.Rejected when the location names none
     */
    Address item(Location location) throws StoreException {
        var address = address(location);
        if (!address.inRepository() || address.path().isEmpty()) {
            throw new StoreException.Rejected(
                    location, "names no file: " + location.root() + address.base() + "/repository/path is right");
        }
        return address;
    }

    /** The URL of a file; {@code parameters} begin with a semicolon or are empty. */
    HttpUrl file(Address address, String parameters) {
        return url(address, UrlCode.path(address.full()) + parameters);
    }

    /** The URL of a folder itself. */
    HttpUrl folder(Address address) {
        return url(address, UrlCode.path(address.full()) + "/");
    }

    /** The storage API's URL of a file or folder; {@code query} begins with a question mark or is empty. */
    HttpUrl storage(Address address, String query) {
        return api(address, "/storage" + UrlCode.path(address.full()) + query);
    }

    /** Another URL of the API; {@code rest} is encoded and begins with a slash. */
    HttpUrl api(Address address, String rest) {
        return url(address, "/api" + rest);
    }

    /** The request for a query in AQL. */
    Request query(Address address, String text) {
        var headers = new Headers().set("Content-Type", "text/plain; charset=utf-8");
        return new Request("POST", api(address, "/search/aql"), headers, Optional.of(new TextContent(text)), true);
    }

    private HttpUrl url(Address address, String rest) {
        return new HttpUrl(origin, Optional.empty(), UrlCode.path(address.base()) + rest);
    }

    /**
     * What is at a location: by the header fields of the file where these tell, else by the storage API.
     *
     * @throws StoreException.NotFound when there is nothing of that name
     */
    Entry look(Location location, Scope scope) throws StoreException {
        var address = address(location);
        if (!address.inRepository()) {
            return Entry.folder(location);
        }
        if (!address.path().isEmpty()) {
            try (var answer = client.ask(Request.head(file(address, "")), scope)) {
                // Folders have no checksums, nor has what another host answers in Artifactory's place.
                if (answer.status() == 200 && !Checksums.of(answer.headers()).isEmpty()) {
                    return entry(location, answer);
                }
                if (answer.status() == 401 || answer.status() == 429 || answer.status() >= 500) {
                    throw refusal(answer, scope);
                }
            }
        }
        return FileInfo.ask(this, address, scope).entry(location);
    }

    private static Entry entry(Location location, Answer answer) throws StoreException {
        var headers = answer.headers();
        var digests = Checksums.of(headers);
        var entry = Entry.file(location).withDigests(digests);
        var size = answer.announcedLength();
        if (size.isPresent() && headers.tokens("Content-Encoding").isEmpty()) {
            entry = entry.withSize(size.getAsLong());
        }
        var modified = headers.first("Last-Modified").flatMap(HttpDate::parse);
        if (modified.isPresent()) {
            entry = entry.withModified(modified.get());
        }
        var type = headers.first("Content-Type").map(Shown::text);
        return entry.withVersion(Checksums.version(digests).orElseThrow())
                .withAttributes(type.map(t -> Map.of("content-type", t)).orElse(Map.of()));
    }

    /** The failure that an answer stands for, in the server's words. The answer is closed. */
    StoreException refusal(Answer answer, Scope scope) {
        return Refusal.of(answer, client.authentication(), scope);
    }

    /** Reads JSON. */
    @FunctionalInterface
    interface Reader<T> {
        T read(JsonParser json) throws IOException;
    }

    /** Asks for a document in JSON and reads it. */
    <T> T json(Request request, Scope scope, Reader<T> reader) throws StoreException {
        try (var answer = client.send(request, scope)) {
            if (answer.status() != 200) {
                throw refusal(answer, scope);
            }
            return json(answer, request.url(), scope, reader);
        } catch (StoreException e) {
            throw e;
        } catch (IOException e) {
            throw JsonAnswer.failure(request.url().toString(), e);
        }
    }

    /** Reads the document in JSON that an answer carries. */
    <T> T json(Answer answer, HttpUrl asked, Scope scope, Reader<T> reader) throws StoreException {
        try (var _ = scope.hold(answer::abort);
                var json = JsonAnswer.parser(new RunStream(body(answer, asked)))) {
            var read = reader.read(json);
            // The end of the framing follows the document, and only behind it the connection is fit for another.
            while (json.nextToken() != null) {
                json.skipChildren();
            }
            return read;
        } catch (IOException e) {
            throw JsonAnswer.failure(answer.where(), e);
        }
    }

    /**
     * The bytes of a document in JSON.
     *
     * @throws StoreException.Rejected when it is something else: a page for people to log in, say
     */
    ByteRuns body(Answer answer, HttpUrl asked) throws StoreException {
        var type = answer.headers().first("Content-Type").orElse("").toLowerCase(Locale.ROOT);
        if (type.contains("html")) {
            throw new StoreException.Rejected(
                    answer.where(), "answers with a web page where Artifactory would answer with JSON");
        }
        return ContentDecoder.of(answer, asked);
    }
}
