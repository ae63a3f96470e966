package io.hawser.local;

import io.hawser.store.PartialName;
import java.nio.file.Path;

/** The hidden names beside a local target under which its partial data is kept, so that every run finds them: see {@link PartialName}. */
public record PartialNames(Path part, Path journal) {
    /** What the name of partial data ends with. */
    public static final String PART = PartialName.PART;

    /** What the name of a journal ends with. */
    public static final String JOURNAL = PartialName.JOURNAL;

    /** The names for a target. */
    public static PartialNames of(Path target) {
        var name = target.getFileName().toString();
        return new PartialNames(
                target.resolveSibling(PartialName.part(name)), target.resolveSibling(PartialName.journal(name)));
    }

    /** Whether a file of that name is partial data of Hawser, or what belongs to it. */
    public static boolean isOurs(String name) {
        return PartialName.isOurs(name);
    }
}
