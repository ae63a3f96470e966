package io.hawser.testkit.artifactory;

import io.hawser.testkit.Answer;
import io.hawser.testkit.Headers;
import io.hawser.testkit.ServedFile;
import io.hawser.testkit.UrlCode;
import io.hawser.testkit.artifactory.Checksums.Kind;
import io.hawser.testkit.artifactory.StoredItem.StoredFile;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Gives files and pages of folders. As answers of versions 4 to 7 show, the {@code ETag} is the SHA-1 <em>without</em>
 * quotes. As the source shows (6.x, {@code DownloadServiceImpl}, {@code IfRangeSelector}): {@code If-Match} is ignored;
 * {@code If-Range} must begin with the SHA-1, so a quoted one gets the whole file; {@code If-None-Match} is taken with
 * quotes and without; HEAD is never redirected.
 */
final class Downloads {
    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final ServerState state;

    Downloads(ServerState state) {
        this.state = state;
    }

    Answer get(Call call) {
        Optional<StoredItem> item = state.items.find(call.path());
        if (item.isEmpty()) {
            return checksumFile(call.path()).orElseThrow(() -> new ArtifactoryError(404, "File not found."));
        }
        return item.get().isFolder()
                ? folder(call, item.get())
                : file(call, item.get(), item.get().file().orElseThrow());
    }

    /** Beside each file are files with its checksums, although no list shows them. */
    private Optional<Answer> checksumFile(ItemPath path) {
        return Arrays.stream(Kind.values())
                .filter(kind -> path.path().endsWith("." + kind.json()))
                .flatMap(kind -> {
                    String of = path.path().substring(0, path.path().lastIndexOf('.'));
                    return state.items.find(new ItemPath(path.repo(), of)).stream()
                            .flatMap(file -> file.checksums().get(kind).stream());
                })
                .findFirst()
                .map(value -> Answer.status(200)
                        .with("Content-Type", "application/x-checksum")
                        .withText(value));
    }

    private Answer file(Call call, StoredItem item, StoredFile file) {
        Headers described = described(item);
        if (state.ifMatch && !matches(call, item)) {
            throw new ArtifactoryError(412, "Precondition failed.");
        }
        if (isUnchanged(call, item)) {
            return Answer.status(304).withHeaders(described);
        }
        Answer whole = Answer.ok(file.content()).withHeaders(described);
        if (call.http().isHead()) {
            return whole;
        }
        if (state.storage.isPresent() && item.size() >= state.redirectFrom) {
            return Answer.redirect(302, state.storage.get().signedUrl(item).toString());
        }
        Optional<String> range = call.header("Range").filter(_ -> rangeApplies(call, item));
        try {
            Optional<RangeHeader> part =
                    range.isPresent() ? RangeHeader.read(range.get(), item.size()) : Optional.empty();
            return part.map(bytes -> part(file, described, bytes)).orElse(whole);
        } catch (RangeHeader.Unsatisfiable _) {
            return Answer.status(416).with("Content-Range", "bytes */" + item.size());
        }
    }

    private static Answer part(StoredFile file, Headers described, RangeHeader bytes) {
        String range = "bytes " + bytes.first() + "-" + bytes.last() + "/"
                + file.content().size();
        return Answer.status(206)
                .withHeaders(described.and("Content-Range", range))
                .withBody(file.content().slice(bytes.first(), bytes.length()));
    }

    private Headers described(StoredItem item) {
        Headers headers = Headers.none().and("Last-Modified", ServedFile.httpDate(item.modified()));
        Optional<String> sha1 = item.checksums().get(Kind.SHA1);
        if (sha1.isPresent()) {
            headers = headers.and("ETag", sha1.get());
        }
        for (Kind kind : Kind.values()) {
            Optional<String> value = item.checksums().get(kind).filter(_ -> state.checksumHeaders);
            if (value.isPresent()) {
                headers = headers.and(kind.header(), value.get());
            }
        }
        String name = UrlCode.encode(item.path().name());
        String ascii = item.path().name().replaceAll("[^ -~]", "_").replace("\"", "'");
        return headers.and("Accept-Ranges", "bytes")
                .and("X-Artifactory-Filename", name)
                .and("Content-Disposition", "attachment; filename=\"" + ascii + "\"; filename*=UTF-8''" + name)
                .and("Content-Type", MimeTypes.of(item.path().name()));
    }

    private static boolean matches(Call call, StoredItem item) {
        Optional<String> wanted = call.header("If-Match");
        return wanted.isEmpty() || wanted.get().equals("*") || names(wanted.get(), item);
    }

    private static boolean isUnchanged(Call call, StoredItem item) {
        Optional<String> none = call.header("If-None-Match");
        Optional<Instant> since = call.header("If-Modified-Since").flatMap(Downloads::date);
        boolean same = none.isPresent() && (none.get().equals("*") || names(none.get(), item));
        if (since.isPresent()) {
            boolean older = item.modified().getEpochSecond() <= since.get().getEpochSecond();
            return older && (none.isEmpty() || same);
        }
        return same;
    }

    /** Whether a list of entity tags, weak, quoted or bare, has the one of an item. */
    private static boolean names(String tags, StoredItem item) {
        String sha1 = item.checksums().get(Kind.SHA1).orElse("");
        return Arrays.stream(tags.split(","))
                .map(tag -> tag.strip().replaceFirst("^W/", "").replace("\"", ""))
                .anyMatch(sha1::equals);
    }

    private static boolean rangeApplies(Call call, StoredItem item) {
        Optional<String> condition = call.header("If-Range");
        if (condition.isEmpty()) {
            return true;
        }
        return date(condition.get())
                .map(time -> time.getEpochSecond() >= item.modified().getEpochSecond())
                .orElseGet(() -> item.checksums()
                        .get(Kind.SHA1)
                        .filter(condition.get()::startsWith)
                        .isPresent());
    }

    private static Optional<Instant> date(String text) {
        try {
            return Optional.of(Instant.from(HTTP_DATE.parse(text)));
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }

    private Answer folder(Call call, StoredItem folder) {
        if (!state.folderPages) {
            throw new ArtifactoryError(404, "File not found.");
        }
        if (!call.slash()) {
            return Answer.redirect(302, state.downloadUri(call, folder.path()) + "/");
        }
        String title = "Index of " + folder.path().slashed();
        StringBuilder page = new StringBuilder("<!DOCTYPE HTML PUBLIC \"-//IETF//DTD HTML 2.0//EN\">\n<html>\n<head>"
                + "<title>" + title + "</title>\n</head>\n<body>\n<h1>" + title + "</h1>\n<pre>"
                + "Name       Last modified      Size</pre><hr/>\n<pre>");
        if (!folder.path().isRoot()) {
            page.append("<a href=\"../\">../</a>\n");
        }
        for (StoredItem item : state.items.children(folder.path())) {
            String name = item.path().name() + (item.isFolder() ? "/" : "");
            page.append("<a href=\"" + UrlCode.encodePath(name) + "\">" + name.replace("<", "&lt;") + "</a>  "
                    + state.iso(item.modified()) + "  " + (item.isFolder() ? "-" : item.size() + " bytes") + "\n");
        }
        return Answer.status(200)
                .with("Content-Type", "text/html")
                .withText(page.append("</pre>\n<hr/></body></html>").toString());
    }
}
