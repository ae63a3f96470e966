package io.hawser;

/** The entry to everything: starts copies and looks at stores. */
public final class Hawser {
    private Hawser() {}
}
