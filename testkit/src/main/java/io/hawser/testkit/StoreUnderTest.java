package io.hawser.testkit;

import io.hawser.Location;
import io.hawser.store.Capabilities.Capability;
import io.hawser.store.Store;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a store's test gives the {@linkplain StoreContract contract}. Names are relative to an empty folder, or prefix,
 * that is the test's own; slashes in them lead into folders below.
 */
public interface StoreUnderTest {
    /** The store, the same throughout one test. */
    Store store();

    /** The location of a name; of the folder itself for an empty one. */
    Location at(String name);

    /** Makes a file, or replaces one, behind the store's back, as another program does; folders above it are made too. */
    void put(String name, Content content) throws Exception;

    /** The content of a file, had behind the store's back; empty where there is none. */
    Optional<Content> get(String name) throws Exception;

    /**
     * All names in the folder behind the store's back, of temporary files and unfinished uploads too; empty where that
     * cannot be told.
     */
    default Optional<Set<String>> names() throws Exception {
        return Optional.empty();
    }

    /** A file that exists and that this store's credentials must not read; empty where there can be none. */
    default Optional<Location> denied() throws Exception {
        return Optional.empty();
    }

    /** A file whose reading neither brings a byte nor ends by itself; empty where that cannot be had. */
    default Optional<Location> stalling() throws Exception {
        return Optional.empty();
    }

    /** Enough files for several pages of a listing. */
    default int severalPages() {
        return 1_100;
    }

    /** Names that are hard to carry through; those that the store's protocol cannot express are left out. */
    default List<String> oddNames() {
        return List.of(
                " leading and trailing ",
                "a#b?c%d&e+f=g;h",
                "100%41",
                "-rf",
                ".hidden",
                "...",
                "new\nline",
                "tab\tquote\"back\\slash'",
                "[a-z]*{b,c}",
                "é-e\u0301-日本-🚀",
                "~",
                "n".repeat(255));
    }

    /** Names that only a store of keys takes, and that mean something else to every other. */
    default List<String> oddKeys() {
        return List.of(
                "a//b", "a/", "a", "/", "//", ".", "..", "a/./b", "x/../y", "end//", "control\u0001", "k".repeat(900));
    }

    /** Whether the store declares an ability. */
    default boolean can(Capability ability) {
        return store().capabilities().can(ability);
    }
}
