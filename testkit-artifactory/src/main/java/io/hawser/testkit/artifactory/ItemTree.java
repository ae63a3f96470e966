package io.hawser.testkit.artifactory;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.UnaryOperator;

/** All items of all repositories. Every item but the roots is in a folder that is there too. */
final class ItemTree {
    /** By repository and path with slashes between, so that what is in a folder stands together. */
    private final ConcurrentSkipListMap<String, StoredItem> items = new ConcurrentSkipListMap<>();

    Optional<StoredItem> find(ItemPath path) {
        return Optional.ofNullable(items.get(path.slashed()));
    }

    boolean hasRepository(String key) {
        return items.containsKey(key);
    }

    /** Puts an item there, in place of one that is there, and makes the folders it is in. */
    synchronized StoredItem put(StoredItem item) {
        item.path()
                .parent()
                .filter(parent -> find(parent).isEmpty())
                .ifPresent(
                        parent -> put(StoredItem.made(parent, Optional.empty(), item.modified(), item.modifiedBy())));
        StoredItem stored = find(item.path()).map(item::since).orElse(item);
        items.put(item.path().slashed(), stored);
        return stored;
    }

    /** Changes an item, if it is there. */
    synchronized Optional<StoredItem> change(ItemPath path, UnaryOperator<StoredItem> change) {
        return Optional.ofNullable(items.computeIfPresent(path.slashed(), (_, old) -> change.apply(old)));
    }

    /** Removes an item and all below it; a root stays, empty. */
    synchronized boolean remove(ItemPath path) {
        boolean was = find(path).isPresent();
        below(path).forEach(item -> items.remove(item.path().slashed()));
        if (!path.isRoot()) {
            items.remove(path.slashed());
        }
        return was;
    }

    /** All items below a folder, in the order of their paths. */
    List<StoredItem> below(ItemPath folder) {
        String prefix = folder.slashed() + "/";
        return items.tailMap(prefix).entrySet().stream()
                .takeWhile(entry -> entry.getKey().startsWith(prefix))
                .map(entry -> entry.getValue())
                .toList();
    }

    /** The items in a folder, in the order of their names. */
    List<StoredItem> children(ItemPath folder) {
        int depth = folder.depth() + 1;
        return below(folder).stream()
                .filter(item -> item.path().depth() == depth)
                .toList();
    }

    /** All items, in the order of repositories and paths. */
    List<StoredItem> all() {
        return items.values().stream()
                .sorted(Comparator.comparing(StoredItem::path))
                .toList();
    }
}
