package io.hawser.testkit;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What is open, each with the place in the code that opened it. */
final class Handles {
    private final Map<Object, Throwable> open = new ConcurrentHashMap<>();

    void opened(Object handle, String what) {
        open.put(handle, new Throwable(what + " opened here and not closed"));
    }

    void closed(Object handle) {
        open.remove(handle);
    }

    /** Throws with all that is open, if anything is. */
    void check() {
        if (!open.isEmpty()) {
            AssertionError leaks = new AssertionError(open.size() + " left open");
            open.values().forEach(leaks::addSuppressed);
            throw leaks;
        }
    }
}
