package io.hawser.local;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where this machine's user keeps what programs remember from one run to the next (XDG Base Directory Specification, {@code XDG_STATE_HOME}). */
public final class StateFolder {
    private StateFolder() {}

    /**
     * The folder {@code name} for Hawser's state, which may not exist yet.
     *
     * @return empty where the environment names no home, or one that is no path
     */
    public static Optional<Path> of(Map<String, String> environment, String name) {
        var state = environment.getOrDefault("XDG_STATE_HOME", "");
        var home = environment.getOrDefault("HOME", "");
        try {
            if (!state.isBlank()) {
                return Optional.of(Path.of(state, "hawser", name));
            }
            return home.isBlank() ? Optional.empty() : Optional.of(Path.of(home, ".local", "state", "hawser", name));
        } catch (InvalidPathException _) {
            // It has characters that this locale does not have.
            return Optional.empty();
        }
    }
}
