package io.hawser.testkit.artifactory;

import com.fasterxml.jackson.core.JsonGenerator;
import io.hawser.testkit.Answer;
import io.hawser.testkit.artifactory.Checksums.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What {@code GET /api/storage} tells: file info, folder info, properties, file lists. */
final class StorageApi {
    private final ServerState state;

    StorageApi(ServerState state) {
        this.state = state;
    }

    Answer info(Call call) {
        StoredItem item = state.item(call.path());
        return item.isFolder()
                ? Json.answer(200, "storage.FolderInfo", json -> writeFolder(json, call, item))
                : Json.answer(200, "storage.FileInfo", json -> writeFile(json, call, item));
    }

    private void writeFolder(JsonGenerator json, Call call, StoredItem folder) throws IOException {
        writeCommon(json, folder);
        json.writeArrayFieldStart("children");
        for (StoredItem child : state.items.children(folder.path())) {
            json.writeStartObject();
            json.writeStringField("uri", "/" + child.path().name());
            truth(json, "folder", child.isFolder());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeStringField("uri", state.storageUri(call, folder.path()));
    }

    private void writeFile(JsonGenerator json, Call call, StoredItem file) throws IOException {
        writeCommon(json, file);
        writeContent(json, call, file);
        json.writeStringField("uri", state.storageUri(call, file.path()));
    }

    private void writeCommon(JsonGenerator json, StoredItem item) throws IOException {
        json.writeStringField("repo", item.path().repo());
        json.writeStringField("path", "/" + item.path().path());
        json.writeStringField("created", state.iso(item.created()));
        json.writeStringField("createdBy", item.createdBy());
        json.writeStringField("lastModified", state.iso(item.modified()));
        json.writeStringField("modifiedBy", item.modifiedBy());
        json.writeStringField("lastUpdated", state.iso(item.updated()));
    }

    private void writeContent(JsonGenerator json, Call call, StoredItem file) throws IOException {
        json.writeStringField("downloadUri", state.downloadUri(call, file.path()));
        json.writeStringField("mimeType", MimeTypes.of(file.path().name()));
        json.writeStringField("size", Long.toString(file.size()));
        checksums(json, "checksums", file.checksums());
        checksums(json, "originalChecksums", file.file().orElseThrow().original());
    }

    private static void checksums(JsonGenerator json, String name, Checksums values) throws IOException {
        if (values.values().isEmpty()) {
            return;
        }
        json.writeObjectFieldStart(name);
        for (Kind kind : List.of(Kind.SHA1, Kind.MD5, Kind.SHA256)) {
            checksum(json, kind.json(), values.get(kind));
        }
        json.writeEndObject();
    }

    private static void checksum(JsonGenerator json, String name, Optional<String> value) throws IOException {
        if (value.isPresent()) {
            json.writeStringField(name, value.get());
        }
    }

    /** The answer to a deployment. */
    Answer created(Call call, StoredItem item) {
        Answer answer = Json.answer(201, "storage.ItemCreated", json -> {
            json.writeStringField("repo", item.path().repo());
            json.writeStringField("path", "/" + item.path().path() + (item.isFolder() ? "/" : ""));
            json.writeStringField("created", state.iso(item.created()));
            json.writeStringField("createdBy", item.createdBy());
            if (item.isFolder()) {
                json.writeArrayFieldStart("children");
                json.writeEndArray();
            } else {
                writeContent(json, call, item);
            }
            json.writeStringField("uri", state.downloadUri(call, item.path()));
        });
        return answer.with(
                        "Content-Type", answer.headers().first("Content-Type").orElseThrow() + ";charset=UTF-8")
                .with("Location", state.downloadUri(call, item.path()));
    }

    Answer properties(Call call) {
        StoredItem item = state.item(call.path());
        Map<String, List<String>> wanted = new TreeMap<>(item.properties());
        call.parameter("properties")
                .map(keys -> List.of(keys.split(",")))
                .ifPresent(keys -> wanted.keySet().retainAll(keys));
        if (wanted.isEmpty()) {
            throw new ArtifactoryError(404, "No properties could be found.");
        }
        return Json.answer(200, "storage.ItemProperties", json -> {
            json.writeObjectFieldStart("properties");
            for (Map.Entry<String, List<String>> property : wanted.entrySet()) {
                json.writeArrayFieldStart(property.getKey());
                for (String value : property.getValue()) {
                    json.writeString(value);
                }
                json.writeEndArray();
            }
            json.writeEndObject();
            json.writeStringField("uri", state.storageUri(call, item.path()));
        });
    }

    /** All repositories, as those of whoever asks. */
    Answer repositories(Call call) {
        String keys = state.items.all().stream()
                .filter(item -> item.path().isRoot())
                .map(item -> Json.object(json -> {
                    json.writeStringField("key", item.path().repo());
                    json.writeStringField("type", "LOCAL");
                    json.writeStringField("url", state.downloadUri(call, item.path()));
                    json.writeStringField("packageType", "Generic");
                }))
                .collect(Collectors.joining(", ", "[ ", " ]"));
        return Answer.status(200).with("Content-Type", "application/json").withText(keys);
    }

    /** Artifactory Pro alone has file lists, and for those alone who say who they are. */
    Answer list(Call call, ArtifactoryUser user) {
        state.requirePro();
        if (user.isAnonymous()) {
            throw new ArtifactoryError(403, "Forbidden");
        }
        boolean deep = call.number("deep", 0) == 1;
        int depth = call.number("depth", 0);
        boolean folders = call.number("listFolders", 0) == 1;
        boolean timestamps = call.number("mdTimestamps", 0) == 1;
        StoredItem folder = state.item(call.path());
        if (!folder.isFolder()) {
            throw new ArtifactoryError(400, "Expected a folder but found a file, at: " + folder.path());
        }
        int deepest = !deep ? 1 : depth > 0 ? depth : Integer.MAX_VALUE;
        List<StoredItem> listed = new ArrayList<>();
        if (call.number("includeRootPath", 0) == 1) {
            listed.add(folder);
        }
        state.items.below(folder.path()).stream()
                .filter(item -> folders || !item.isFolder())
                .filter(item -> item.path().depth() - folder.path().depth() <= deepest)
                .forEach(listed::add);
        return Json.answer(200, "storage.FileList", json -> {
            json.writeStringField("uri", state.storageUri(call, folder.path()));
            json.writeStringField("created", state.iso(state.tick()));
            json.writeArrayFieldStart("files");
            for (StoredItem item : listed) {
                writeListed(json, item, folder, timestamps);
            }
            json.writeEndArray();
        });
    }

    private void writeListed(JsonGenerator json, StoredItem item, StoredItem folder, boolean timestamps)
            throws IOException {
        json.writeStartObject();
        json.writeStringField("uri", "/" + (item == folder ? "" : item.path().within(folder.path())));
        number(json, "size", item.isFolder() ? -1 : item.size());
        json.writeStringField("lastModified", state.iso(item.modified()));
        truth(json, "folder", item.isFolder());
        checksum(json, "sha1", item.checksums().get(Kind.SHA1));
        checksum(json, "sha2", item.checksums().get(Kind.SHA256));
        if (timestamps && item.annotated().isPresent()) {
            json.writeObjectFieldStart("mdTimestamps");
            json.writeStringField("properties", state.iso(item.annotated().get()));
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private void number(JsonGenerator json, String name, long value) throws IOException {
        if (state.numbersAsText) {
            json.writeStringField(name, Long.toString(value));
        } else {
            json.writeNumberField(name, value);
        }
    }

    private void truth(JsonGenerator json, String name, boolean value) throws IOException {
        if (state.numbersAsText) {
            json.writeStringField(name, Boolean.toString(value));
        } else {
            json.writeBooleanField(name, value);
        }
    }

    /** The keys of a list separated by commas. */
    static List<String> keys(String list) {
        return Arrays.stream(list.split(","))
                .map(String::strip)
                .filter(key -> !key.isEmpty())
                .toList();
    }
}
