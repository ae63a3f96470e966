package io.hawser.testkit.artifactory;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;

/**
 * Where an item is.
 *
 * @param repo the key of its repository
 * @param path its path in there, decoded, without a slash at either end; empty for the repository's root
 */
public record ItemPath(String repo, String path) implements Comparable<ItemPath> {
    private static final Comparator<ItemPath> ORDER =
            Comparator.comparing(ItemPath::repo).thenComparing(ItemPath::path);

    /** A repository is named, and no segment of the path is empty, {@code .} or {@code ..}. */
    public ItemPath {
        boolean odd = !path.isEmpty() && Arrays.stream(path.split("/", -1)).anyMatch(Set.of("", ".", "..")::contains);
        if (repo.isEmpty() || odd) {
            throw new IllegalArgumentException("Not a path in a repository: '" + repo + "/" + path + "'");
        }
    }

    /** Reads {@code repository/path}. */
    public static ItemPath of(String text) {
        int slash = text.indexOf('/');
        return slash < 0 ? new ItemPath(text, "") : new ItemPath(text.substring(0, slash), text.substring(slash + 1));
    }

    /** Whether this is a repository as a whole. */
    public boolean isRoot() {
        return path.isEmpty();
    }

    /** The last segment; empty for a root. */
    public String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** The folder it is in; a root is in none. */
    public Optional<ItemPath> parent() {
        return isRoot()
                ? Optional.empty()
                : Optional.of(new ItemPath(repo, path.substring(0, Math.max(0, path.lastIndexOf('/')))));
    }

    /** An item in this folder. */
    public ItemPath child(String name) {
        return new ItemPath(repo, isRoot() ? name : path + "/" + name);
    }

    /** How many folders deep it is; 0 for a root. */
    public int depth() {
        return isRoot() ? 0 : (int) path.chars().filter(c -> c == '/').count() + 1;
    }

    /** Whether it is in this folder, or in one below. */
    public boolean isBelow(ItemPath folder) {
        return repo.equals(folder.repo) && !isRoot() && (folder.isRoot() || path.startsWith(folder.path + "/"));
    }

    /** What follows the path of a folder that this is below. */
    public String within(ItemPath folder) {
        return folder.isRoot() ? path : path.substring(folder.path.length() + 1);
    }

    /** As it stands in URLs, not encoded: {@code repository/path}. */
    public String slashed() {
        return isRoot() ? repo : repo + "/" + path;
    }

    @Override
    public int compareTo(ItemPath other) {
        return ORDER.compare(this, other);
    }

    /** As Artifactory writes it in messages: {@code repository:path}. */
    @Override
    public String toString() {
        return repo + ":" + path;
    }
}
