package io.hawser.testkit;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** A folder that takes files by PUT, gives them by GET and HEAD, and removes them by DELETE; all in memory. */
public final class ServedFolder implements Handler {
    private final Map<String, ServedFile> files = new ConcurrentSkipListMap<>();

    /** An empty folder. */
    public ServedFolder() {}

    /** The content of a file by its path in the requests, still encoded; empty where there is none. */
    public Optional<Content> content(String path) {
        return Optional.ofNullable(files.get(path)).map(ServedFile::content);
    }

    /** Puts a file there, behind the protocol's back. */
    public void put(String path, Content content) {
        files.put(path, ServedFile.of(content));
    }

    @Override
    public Answer answer(Request request) throws IOException {
        return switch (request.method()) {
            case "PUT" -> store(request);
            case "DELETE" -> Answer.status(files.remove(request.path()) == null ? 404 : 204);
            default -> {
                ServedFile file = files.get(request.path());
                yield file == null ? Answer.status(404) : file.answer(request);
            }
        };
    }

    private Answer store(Request request) throws IOException {
        // A content that ends early throws here, so nothing of it is stored.
        byte[] bytes = request.body().readAllBytes();
        ServedFile file = ServedFile.of(Content.of(bytes));
        if (request.header("If-None-Match").equals(Optional.of("*"))) {
            return files.putIfAbsent(request.path(), file) == null ? Answer.status(201) : Answer.status(412);
        }
        ServedFile old = files.put(request.path(), file);
        return Answer.status(old == null ? 201 : 204).with("ETag", file.etag().orElseThrow());
    }
}
