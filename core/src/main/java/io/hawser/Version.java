package io.hawser;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The version of Hawser that is running. */
public final class Version {
    private static final String NUMBER = read();

    private Version() {}

    /** As the build wrote it down: {@code 0.1.0}, or {@code 0.1.0-SNAPSHOT} between releases. */
    public static String current() {
        return NUMBER;
    }

    private static String read() {
        try (var in = Version.class.getResourceAsStream("version.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("the build left no version in this jar", e);
        }
    }
}
