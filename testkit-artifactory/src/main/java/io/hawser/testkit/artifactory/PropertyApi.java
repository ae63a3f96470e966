package io.hawser.testkit.artifactory;

import io.hawser.testkit.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Sets, deletes and updates properties of items that are there. */
final class PropertyApi {
    private final ServerState state;

    PropertyApi(ServerState state) {
        this.state = state;
    }

    Answer set(Call call) {
        state.requirePro();
        Map<String, List<String>> properties = PropertyList.parse(call.query().get("properties"));
        StoredItem item = state.items.find(call.path()).orElseThrow(() -> new ArtifactoryError(404, "Not Found"));
        return change(item, isRecursive(call, "recursive", item), all -> all.putAll(properties));
    }

    Answer delete(Call call) {
        state.requirePro();
        List<String> keys = StorageApi.keys(call.query().get("properties"));
        if (keys.isEmpty()) {
            throw new ArtifactoryError(400, "Unspecified properties to delete.");
        }
        StoredItem item = state.items.find(call.path()).orElseThrow(() -> new ArtifactoryError(404, "Not Found"));
        return change(
                item, isRecursive(call, "recursive", item), all -> all.keySet().removeAll(keys));
    }

    /** {@code {"props":{"key":"value","other":["1","2"],"gone":null}}}: what is not named stays. */
    Answer update(Call call) throws IOException {
        state.requirePro();
        String text = new String(call.http().body().readAllBytes(), StandardCharsets.UTF_8);
        String failed = "Failed to set properties on " + call.path() + ": ";
        Object body;
        try {
            body = Json.parse(text);
        } catch (IOException e) {
            throw new ArtifactoryError(400, failed + e.getMessage());
        }
        if (!(body instanceof Map<?, ?> object) || !(object.get("props") instanceof Map<?, ?> changes)) {
            throw new ArtifactoryError(400, "props or stats fields required");
        }
        StoredItem item = state.items
                .find(call.path())
                .orElseThrow(() -> new ArtifactoryError(400, failed + "Item " + call.path() + " does not exist"));
        Map<String, List<String>> set = new TreeMap<>();
        changes.forEach((key, value) -> {
            PropertyList.check(key.toString());
            set.put(key.toString(), values(value, failed));
        });
        return change(item, isRecursive(call, "recursiveProperties", item), all -> {
            all.putAll(set);
            all.values().removeIf(List::isEmpty);
        });
    }

    private static List<String> values(Object value, String failed) {
        return switch (value) {
            case null -> List.of();
            case String text -> List.of(text);
            case List<?> several ->
                several.stream()
                        .filter(String.class::isInstance)
                        .map(Object::toString)
                        .toList();
            default ->
                throw new ArtifactoryError(
                        400, failed + "Failed to parse json object while performing patch properties request.");
        };
    }

    /** Those of a folder are set for all below it, unless the request says otherwise. */
    private static boolean isRecursive(Call call, String parameter, StoredItem item) {
        return call.number(parameter, item.isFolder() ? 1 : 0) == 1;
    }

    private Answer change(StoredItem item, boolean recursive, Consumer<Map<String, List<String>>> change) {
        Instant now = state.tick();
        change(item.path(), now, change);
        if (recursive) {
            state.items.below(item.path()).forEach(below -> change(below.path(), now, change));
        }
        return Answer.status(204);
    }

    private void change(ItemPath path, Instant now, Consumer<Map<String, List<String>>> change) {
        state.items.change(path, old -> {
            Map<String, List<String>> properties = new TreeMap<>(old.properties());
            change.accept(properties);
            return old.withProperties(properties, now);
        });
    }
}
