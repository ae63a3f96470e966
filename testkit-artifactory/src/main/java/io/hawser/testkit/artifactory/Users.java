package io.hawser.testkit.artifactory;

import io.hawser.testkit.Request;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** Who is known, and who asks. */
final class Users {
    private static final String API_KEY = "X-JFrog-Art-Api";

    private final List<ArtifactoryUser> known = new CopyOnWriteArrayList<>();
    private final Set<String> expired = ConcurrentHashMap.newKeySet();
    volatile boolean anonymous;

    void add(ArtifactoryUser user) {
        known.removeIf(old -> old.name().equals(user.name()));
        known.add(user);
    }

    void expire(String token) {
        expired.add(token);
    }

    /** Who sends a request, by what it carries alone; empty where that is nobody, or somebody unknown. */
    Optional<ArtifactoryUser> sender(Request request) {
        try {
            return Optional.of(authenticate(request)).filter(user -> !user.isAnonymous());
        } catch (ArtifactoryError _) {
            return Optional.empty();
        }
    }

    /** Who sends a request, which may be nobody, where that is allowed. */
    ArtifactoryUser authenticate(Request request) {
        Optional<String> key = request.header(API_KEY);
        if (key.isPresent()) {
            return byKey(key.get())
                    .orElseThrow(() -> ArtifactoryError.unauthorized("Props Authentication Token not found"));
        }
        String field = request.header("Authorization").orElse("");
        int space = field.indexOf(' ');
        String scheme = field.substring(0, Math.max(0, space));
        String secret = field.substring(space + 1).strip();
        if (scheme.equalsIgnoreCase("Bearer")) {
            return byToken(secret);
        }
        if (scheme.equalsIgnoreCase("Basic")) {
            return byPassword(secret).orElseThrow(() -> ArtifactoryError.unauthorized("Bad credentials"));
        }
        if (!field.isEmpty()) {
            throw ArtifactoryError.unauthorized("Bad credentials");
        }
        return ArtifactoryUser.ANONYMOUS;
    }

    private Optional<ArtifactoryUser> byKey(String key) {
        return first(ArtifactoryUser::apiKey, key).or(() -> valid(key));
    }

    private ArtifactoryUser byToken(String token) {
        if (expired.contains(token)) {
            throw ArtifactoryError.unauthorized("Token failed verification: expired");
        }
        return first(ArtifactoryUser::token, token)
                .orElseThrow(() -> ArtifactoryError.unauthorized("Token failed verification: parse"));
    }

    private Optional<ArtifactoryUser> byPassword(String encoded) {
        String pair;
        try {
            pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
        int colon = pair.indexOf(':');
        String name = pair.substring(0, Math.max(0, colon));
        String secret = pair.substring(colon + 1);
        return known.stream()
                .filter(user -> user.name().equals(name))
                .filter(user -> user.password().equals(secret)
                        || user.apiKey().equals(secret)
                        || valid(secret).equals(Optional.of(user)))
                .findFirst();
    }

    private Optional<ArtifactoryUser> valid(String token) {
        return expired.contains(token) ? Optional.empty() : first(ArtifactoryUser::token, token);
    }

    private Optional<ArtifactoryUser> first(Function<ArtifactoryUser, String> secret, String value) {
        return known.stream().filter(user -> secret.apply(user).equals(value)).findFirst();
    }
}
