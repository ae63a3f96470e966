package io.hawser.testkit.artifactory;

import io.hawser.testkit.Answer;
import io.hawser.testkit.Content;
import io.hawser.testkit.Handler;
import io.hawser.testkit.Request;
import io.hawser.testkit.ServedFile;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Answers the requests to a server: rules first, then who asks, then the work. */
final class ArtifactoryHandler implements Handler {
    static final String VERSION = "7.77.6";

    private final ServerState state;
    private final List<ArtifactoryRule> rules = new CopyOnWriteArrayList<>();
    private final Downloads downloads;
    private final StorageApi storage;
    private final PropertyApi properties;
    private final Deployments deployments;
    private final Relocations relocations;
    private final AqlSearch search;

    ArtifactoryHandler(ServerState state) {
        this.state = state;
        downloads = new Downloads(state);
        storage = new StorageApi(state);
        properties = new PropertyApi(state);
        deployments = new Deployments(state, storage);
        relocations = new Relocations(state);
        search = new AqlSearch(state);
    }

    void add(ArtifactoryRule rule) {
        rules.add(rule);
    }

    @Override
    public Answer answer(Request request) throws IOException {
        if (!request.path().startsWith(state.base.getRawPath() + "/")) {
            return Answer.status(404)
                    .with("Content-Type", "text/html")
                    .withText("<html><body><h1>HTTP Status 404 – Not Found</h1></body></html>");
        }
        ArtifactoryExchange exchange = ArtifactoryExchange.begun(request, state);
        // Every rule counts what it matches; the first that has a fault for this one decides.
        List<ArtifactoryFault> faults = rules.stream()
                .map(rule -> rule.apply(exchange))
                .flatMap(Optional::stream)
                .toList();
        Answer answer = faults.isEmpty() ? perform(request) : faults.getFirst().answer(request, this::perform);
        return answer.rawHead().isPresent()
                ? answer
                : answer.with("Date", ServedFile.httpDate(Instant.now()))
                        .with("X-JFrog-Version", "Artifactory/" + VERSION + " 77706900")
                        .with("X-Artifactory-Node-Id", "testkit");
    }

    private Answer perform(Request request) throws IOException {
        try {
            Call call = Call.of(request, state.base.getRawPath());
            ArtifactoryUser user = state.users.authenticate(request);
            boolean open = call.operation() == ArtifactoryOperation.PING || state.users.anonymous;
            if (user.isAnonymous() && !open) {
                throw ArtifactoryError.unauthorized("Authentication is required");
            }
            return dispatch(call, user);
        } catch (ArtifactoryError error) {
            return error.answer();
        }
    }

    private Answer dispatch(Call call, ArtifactoryUser user) throws IOException {
        return switch (call.operation()) {
            case PING -> Answer.ok(Content.text("OK")).with("Content-Type", "text/plain");
            case VERSION -> version();
            case DOWNLOAD, HEAD -> downloads.get(call);
            case INFO -> storage.info(call);
            case PROPERTIES -> storage.properties(call);
            case LIST -> storage.list(call, user);
            case REPOSITORIES -> storage.repositories(call);
            case AQL -> search.answer(call, user);
            case DEPLOY -> deployments.deploy(call, user);
            case CHECKSUM_DEPLOY -> deployments.deployKnown(call, user);
            case EXPLODE -> deployments.explode();
            case MAKE_FOLDER -> deployments.makeFolder(call, user);
            case DELETE -> deployments.delete(call, user);
            case SET_PROPERTIES, DELETE_PROPERTIES, UPDATE_PROPERTIES -> annotate(call, user);
            case COPY, MOVE -> relocations.answer(call, user);
            case OTHER -> throw new ArtifactoryError(404, "Not Found");
        };
    }

    private Answer annotate(Call call, ArtifactoryUser user) throws IOException {
        if (!user.writes()) {
            throw Deployments.forbidden(
                    user,
                    "Request for '" + call.path() + "' is forbidden for user: '" + user
                            + "', You must have annotate permission on this path");
        }
        return switch (call.operation()) {
            case SET_PROPERTIES -> properties.set(call);
            case DELETE_PROPERTIES -> properties.delete(call);
            default -> properties.update(call);
        };
    }

    private Answer version() {
        return Json.answer(200, "system.Version", json -> {
            json.writeStringField("version", VERSION);
            json.writeStringField("revision", "77706900");
            json.writeArrayFieldStart("addons");
            json.writeEndArray();
            json.writeStringField("license", state.pro ? "Enterprise" : "OSS");
        });
    }
}
