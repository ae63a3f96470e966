package io.hawser.ssh;

import java.util.Optional;

/** Asks a person at a terminal. Called by one thread at a time. */
public interface Prompt {
    /** Asks for something that must not be seen, such as {@code Password for alice@host: }; empty when nobody answers. */
    Optional<char[]> secret(String question);

    /** Asks for a line; empty when nobody answers. */
    Optional<String> line(String question);

    /** Nobody there. */
    static Prompt none() {
        return new Prompt() {
            @Override
            public Optional<char[]> secret(String question) {
                return Optional.empty();
            }

            @Override
            public Optional<String> line(String question) {
                return Optional.empty();
            }
        };
    }
}
