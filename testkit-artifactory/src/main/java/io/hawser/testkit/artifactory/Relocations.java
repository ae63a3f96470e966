package io.hawser.testkit.artifactory;

import com.fasterxml.jackson.core.JsonGenerator;
import io.hawser.testkit.Answer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Copies and moves files and folders with their properties. A target that is a folder receives the source under its
 * name, as with {@code cp}. Where something is refused, the status is that of the last refusal, and the rest is done all
 * the same unless {@code failFast=1}.
 */
final class Relocations {
    private final ServerState state;

    Relocations(ServerState state) {
        this.state = state;
    }

    /** What one request does. */
    private record Task(boolean moves, boolean dry, boolean failFast, ArtifactoryUser user) {
        String verb() {
            return moves ? "move" : "copy";
        }

        String doing() {
            return moves ? "moving" : "copying";
        }

        String done() {
            return moves ? "moved" : "copied";
        }
    }

    private record Refusal(int status, String message) {}

    Answer answer(Call call, ArtifactoryUser user) {
        state.requirePro();
        Task task = new Task(
                call.operation() == ArtifactoryOperation.MOVE,
                call.number("dry", 0) == 1,
                call.number("failFast", 0) == 1,
                user);
        ItemPath wanted = target(call.parameter("to").orElse(""));
        if (!state.items.hasRepository(wanted.repo())) {
            return messages(List.of(new Refusal(
                    400,
                    "Could not calculate repo path from src=" + call.path() + ", target=" + wanted + ": repository "
                            + wanted.repo() + " not found")));
        }
        Optional<StoredItem> source = state.items.find(call.path());
        if (source.isEmpty()) {
            return messages(List.of(new Refusal(404, "Could not find item at " + call.path())));
        }
        boolean into = !call.path().isRoot()
                && state.items.find(wanted).filter(StoredItem::isFolder).isPresent();
        ItemPath target = into ? wanted.child(call.path().name()) : wanted;
        if (target.equals(call.path())) {
            return messages(List.of(new Refusal(
                    400, "Skipping " + task.verb() + " " + call.path() + ": Destination and source are the same")));
        }
        if (target.isBelow(call.path())) {
            return messages(List.of(new Refusal(
                    400, "Can't " + task.verb() + " '" + call.path() + "' into itself, to '" + target + "'.")));
        }
        return relocate(task, source.get(), target);
    }

    private static ItemPath target(String to) {
        String path = to.replaceFirst("^/", "").replaceFirst("/$", "");
        if (path.isEmpty()) {
            throw new ArtifactoryError(400, "Target repository key is empty");
        }
        try {
            return ItemPath.of(path);
        } catch (IllegalArgumentException e) {
            throw new ArtifactoryError(400, e.getMessage());
        }
    }

    private Answer relocate(Task task, StoredItem source, ItemPath target) {
        List<StoredItem> all = new ArrayList<>(List.of(source));
        all.addAll(state.items.below(source.path()));
        List<Refusal> refusals = new ArrayList<>();
        int files = 0;
        int folders = 0;
        for (StoredItem item : all) {
            ItemPath to = item == source ? target : below(target, item.path().within(source.path()));
            Optional<Refusal> refusal = refusal(task, item, to);
            if (refusal.isPresent()) {
                refusals.add(refusal.get());
                if (task.failFast()) {
                    break;
                }
                continue;
            }
            files += item.isFolder() ? 0 : 1;
            folders += item.isFolder() ? 1 : 0;
            if (!task.dry()) {
                state.items.put(item.at(to));
                if (task.moves() && !item.isFolder()) {
                    state.items.remove(item.path());
                }
            }
        }
        if (!refusals.isEmpty()) {
            return messages(refusals);
        }
        if (task.moves() && !task.dry()) {
            state.items.remove(source.path());
        }
        String message = (task.dry() ? "Dry run for " : "") + task.doing() + " " + source.path() + " to " + target
                + " completed successfully, " + files + " artifacts and " + folders + " folders were " + task.done();
        return Json.answer(200, "storage.CopyOrMoveResult", json -> write(json, List.of(message), "INFO"));
    }

    private static ItemPath below(ItemPath folder, String path) {
        return new ItemPath(folder.repo(), folder.isRoot() ? path : folder.path() + "/" + path);
    }

    private Optional<Refusal> refusal(Task task, StoredItem item, ItemPath to) {
        Optional<StoredItem> old = state.items.find(to);
        if (task.moves() && !task.user().deletes()) {
            return Optional.of(new Refusal(
                    403, "User doesn't have permissions to move '" + item.path() + "'. Needs delete permissions."));
        }
        if (old.isPresent() && !old.get().isFolder() && item.isFolder()) {
            return Optional.of(new Refusal(400, "Can't move folder under file '" + to + "'."));
        }
        if (old.isPresent() && !old.get().isFolder() && !task.user().deletes()) {
            return Optional.of(new Refusal(
                    401, "User doesn't have permissions to override '" + to + "'. Needs delete permissions."));
        }
        if (!task.user().writes()) {
            return Optional.of(
                    new Refusal(403, "User doesn't have permissions to create '" + to + "'. Needs write permissions."));
        }
        return Optional.empty();
    }

    private static Answer messages(List<Refusal> refusals) {
        return Json.answer(
                refusals.getLast().status(),
                "storage.CopyOrMoveResult",
                json -> write(json, refusals.stream().map(Refusal::message).toList(), "ERROR"));
    }

    private static void write(JsonGenerator json, List<String> messages, String level) throws IOException {
        json.writeArrayFieldStart("messages");
        for (String message : messages) {
            json.writeStartObject();
            json.writeStringField("level", level);
            json.writeStringField("message", message);
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
