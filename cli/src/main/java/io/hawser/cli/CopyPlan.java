package io.hawser.cli;

import io.hawser.Glob;
import io.hawser.Hawser;
import io.hawser.Location;
import io.hawser.NameFilter;
import io.hawser.Selection;
import io.hawser.StoreException;
import io.hawser.store.Capabilities.Capability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/**
 * What a {@code cp} command line means: every source with its target, once all that can be known to be wrong before a byte moves has been
 * refused.
 */
final class CopyPlan implements AutoCloseable {
    private final Hawser hawser;
    private final boolean recursive;
    private final boolean globs;
    private final NameFilter filter;
    private final Whose whose;
    private final List<CopySource> sources = new ArrayList<>();
    private CopyTarget target;

    /** Who named the sources, and so what becomes of one that is not there. */
    enum Whose {
        /** It is a mistake of whoever typed it. The target's folder must be there. */
        COMMAND_LINE,
        /** It fails as that one transfer, when its turn comes. Folders are made as targets need them. */
        BATCH
    }

    /**
     * How the sources are to be read.
     *
     * @param recursive folders and prefixes too
     * @param globs whether special characters are special
     */
    CopyPlan(Hawser hawser, boolean recursive, boolean globs, NameFilter filter, Whose whose) {
        this.hawser = hawser;
        this.recursive = recursive;
        this.globs = globs;
        this.filter = filter;
        this.whose = whose;
    }

    /**
     * Takes the operands of the command line, the target last.
     *
     * @throws UsageException when they cannot mean anything, with what would be right
     */
    void take(List<Location> operands) throws UsageException, InterruptedException {
        take(operands, operands.size() > 2);
    }

    /** The same, with {@code named} telling whether more sources than these go to that target. */
    void take(List<Location> operands, boolean named) throws UsageException, InterruptedException {
        try {
            for (var operand : operands) {
                store(operand);
            }
            var from = operands.subList(0, operands.size() - 1);
            var kinds = kinds(from);
            boolean several = named || kinds.contains(Kind.GLOB);
            boolean tree = !named && kinds.getFirst() == Kind.TREE;
            var folders = whose == Whose.BATCH
                    ? CopyTarget.Missing.MADE
                    : recursive ? CopyTarget.Missing.LAST_MADE : CopyTarget.Missing.REFUSED;
            target = CopyTarget.of(operands.getLast(), several, tree, folders);
            for (int i = 0; i < from.size(); i++) {
                sources.add(source(from.get(i), kinds.get(i)));
            }
        } catch (InvalidPathException e) {
            throw new UsageException(e.getInput() + ": not a path that this system can have: " + e.getReason());
        }
        refuseCollisions();
        for (var source : sources) {
            if (source instanceof CopySource.Single(var location, var to)) {
                refuseSame(location, to);
            } else if (source instanceof CopySource.Tree(var location, var to)) {
                refuseWithin(location, to);
            }
        }
    }

    List<CopySource> sources() {
        return sources;
    }

    /** How many files there are, or -1 where only listings can tell. */
    int files() {
        return sources.stream().allMatch(source -> source instanceof CopySource.Single) ? sources.size() : -1;
    }

    private enum Kind {
        SINGLE,
        TREE,
        GLOB
    }

    private void store(Location location) throws UsageException {
        try {
            hawser.store(location);
        } catch (StoreException e) {
            throw new UsageException(e.getMessage());
        }
    }

    private boolean can(Location location, Capability ability) throws UsageException {
        try {
            return hawser.store(location).capabilities().can(ability);
        } catch (StoreException e) {
            throw new UsageException(e.getMessage());
        }
    }

    private List<Kind> kinds(List<Location> from) throws UsageException {
        var kinds = new ArrayList<Kind>();
        boolean standardInput = false;
        for (var location : from) {
            if (location.isStandardStream()) {
                if (standardInput) {
                    throw new UsageException("-: standard input can be read once only; name it once");
                }
                standardInput = true;
            }
            kinds.add(kind(location));
        }
        return kinds;
    }

    private Kind kind(Location location) throws UsageException {
        if (location.isStandardStream()) {
            return Kind.SINGLE;
        }
        boolean listable = can(location, Capability.LIST);
        var properties = PropertySuffix.of(location, globs);
        boolean glob = globs && listable && (properties.present() || Glob.isPattern(location.path()));
        if (location.isLocal()) {
            var path = Path.of(location.path());
            // A shell that expanded a glob gives names that are there, and some of them look like globs themselves.
            if (glob && !Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                return Kind.GLOB;
            }
            if (Files.isDirectory(path)) {
                if (!recursive) {
                    throw new UsageException(location + ": is a folder; add -r to copy it with all that is in it");
                }
                return Kind.TREE;
            }
            if (!Files.exists(path) && whose == Whose.COMMAND_LINE) {
                throw new UsageException(location + ": there is no such file"
                        + (Files.isSymbolicLink(path) ? ": the symbolic link leads nowhere" : "; a source must exist"));
            }
            return Kind.SINGLE;
        }
        if (!recursive && listable && location.namesFolder()) {
            throw new UsageException(location + ": names a folder; add -r to copy it with all that is in it");
        }
        if (recursive && !listable && location.namesFolder()) {
            throw new UsageException(
                    location + ": this server has no listings, so -r finds nothing there; name the files");
        }
        return glob ? Kind.GLOB : recursive && listable ? Kind.TREE : Kind.SINGLE;
    }

    private CopySource source(Location from, Kind kind) throws UsageException, InterruptedException {
        var to = target.location();
        return switch (kind) {
            case SINGLE -> new CopySource.Single(from, target.folder() ? to.resolve(name(from)) : to);
            case TREE -> new CopySource.Tree(from, target.folder() && keepsName(from) ? to.resolve(from.name()) : to);
            case GLOB -> matches(from, to);
        };
    }

    /** A folder without a name of its own ({@code s3://bucket}, {@code /}, {@code .}, {@code ..}) gives only what is in it. */
    private static boolean keepsName(Location folder) {
        return !List.of("", ".", "..").contains(folder.name());
    }

    private static String name(Location from) throws UsageException {
        if (from.isStandardStream()) {
            throw new UsageException("standard input has no name: give the target file one, as in folder/name");
        }
        var name = from.name();
        if (name.isEmpty() || name.equals(".") || name.equals("..")) {
            throw new UsageException(from + ": has no file name; give the target file one, as in folder/name");
        }
        return name;
    }

    private CopySource matches(Location from, Location to) throws UsageException, InterruptedException {
        var properties = PropertySuffix.of(from, globs);
        Selection.Lister lister =
                (folder, options) -> hawser.list(folder, options.withAttributes(properties.attributes()));
        var matching = Selection.matching(lister, properties.pattern(), recursive, filter);
        var selection = can(from, Capability.KEYS) ? matching.ofKeys() : matching;
        try {
            var first = selection.next();
            if (first.isEmpty()) {
                return nothing(from, to, selection, "nothing matches; --no-glob takes the name literally");
            }
            return new CopySource.Matches(from, to, selection, first, Optional.empty());
        } catch (StoreException.NotFound _) {
            return nothing(from, to, selection, "nothing matches: there is no such folder");
        } catch (StoreException e) {
            selection.close();
            return new CopySource.Matches(from, to, selection, Optional.empty(), Optional.of(e));
        }
    }

    private CopySource nothing(Location from, Location to, Selection selection, String reason) throws UsageException {
        if (whose == Whose.COMMAND_LINE) {
            selection.close();
            throw new UsageException(from + ": " + reason);
        }
        return new CopySource.Matches(
                from, to, selection, Optional.empty(), Optional.of(new StoreException.NotFound(from, reason)));
    }

    private void refuseCollisions() throws UsageException {
        var taken = new HashMap<Location, Location>();
        for (var source : sources) {
            if (source instanceof CopySource.Single(var location, var to)) {
                var other = taken.putIfAbsent(to, location);
                if (other != null) {
                    throw new UsageException(other + " and " + location + " would both become " + to
                            + "; copy them to different folders");
                }
            }
        }
    }

    private static void refuseSame(Location from, Location to) throws UsageException {
        if (SameFile.is(from, to)) {
            throw new UsageException(from + " and " + to + " are the same file; name another target");
        }
    }

    private static void refuseWithin(Location from, Location to) throws UsageException {
        if (!from.isLocal() || !to.isLocal()) {
            return;
        }
        try {
            var source = Path.of(from.path()).toRealPath();
            var above = Path.of(to.path()).toAbsolutePath().normalize();
            while (above != null && !Files.exists(above)) {
                above = above.getParent();
            }
            if (above != null && above.toRealPath().startsWith(source)) {
                throw new UsageException(
                        to + " is within " + from + ", which would be copied into itself; name another target");
            }
        } catch (IOException _) {
            // Whatever is wrong there is told when the folder is read.
        }
    }

    /** Lets go of the listings. */
    @Override
    public void close() {
        for (var source : sources) {
            if (source instanceof CopySource.Matches matches) {
                matches.selection().close();
            }
        }
    }
}
