package io.hawser.cli;

import io.hawser.Entry;
import io.hawser.Hawser;
import io.hawser.Kind;
import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.store.Capabilities.Capability;
import io.hawser.store.ListOptions;
import io.hawser.store.Listing;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Optional;

/** {@code hawser rm}. */
final class RemoveCommand {
    private final Hawser hawser;
    private final Screen screen;
    private final boolean recursive;
    private int failed;

    private RemoveCommand(Hawser hawser, Screen screen, boolean recursive) {
        this.hawser = hawser;
        this.screen = screen;
        this.recursive = recursive;
    }

    static int run(Invocation call) throws Exception {
        var locations = new ArrayList<Location>();
        for (var operand : call.operands()) {
            locations.add(CopyCommand.location(operand));
        }
        EnvironmentCredentials.check(locations, call.settings());
        try (var hawser = Stores.open(call.settings(), call.screen())) {
            for (var location : locations) {
                StatCommand.refuseUnknown(hawser, location);
                if (location.isStandardStream() || location.path().matches("/*")) {
                    throw new UsageException(location + ": cannot be removed; name a file or a folder");
                }
            }
            var removal =
                    new RemoveCommand(hawser, call.screen(), call.settings().isSet(Option.RECURSIVE));
            for (var location : locations) {
                removal.remove(location);
            }
            return removal.failed == 0 ? 0 : 1;
        }
    }

    private void remove(Location location) throws InterruptedException {
        try {
            if (location.isLocal()) {
                removeLocal(location);
                return;
            }
            var entry = stat(location);
            if (entry.isPresent() && entry.get().kind() != Kind.FOLDER) {
                hawser.delete(entry.get());
            } else if (!recursive) {
                throw new StoreException.Rejected(location, "is a folder; add -r to remove it with all that is in it");
            } else {
                removeBelow(entry.orElse(Entry.folder(location)));
            }
        } catch (StoreException e) {
            failed(e);
        }
    }

    /** Nothing where a store without folders has no object of that name, but perhaps some below it. */
    private Optional<Entry> stat(Location location) throws StoreException, InterruptedException {
        try {
            return Optional.of(hawser.stat(location));
        } catch (StoreException.NotFound e) {
            if (!recursive || hawser.store(location).capabilities().can(Capability.FOLDERS)) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /** Removes what is in the folder, then the folder; what cannot be removed is told and does not stop the rest. */
    private void removeBelow(Entry folder) throws StoreException, InterruptedException {
        record Level(Entry folder, Listing listing) {}
        var store = hawser.store(folder.location());
        store.requireRemovable(folder.location());
        boolean folders = store.capabilities().can(Capability.FOLDERS);
        var options = folders ? ListOptions.level() : ListOptions.everything();
        var levels = new ArrayDeque<Level>();
        long removed = 0;
        try {
            levels.push(new Level(folder, hawser.list(folder.location(), options)));
            while (!levels.isEmpty()) {
                var next = levels.peek().listing().next();
                if (next.isPresent() && next.get().kind() == Kind.FOLDER) {
                    levels.push(new Level(next.get(), hawser.list(next.get().location(), options)));
                } else if (next.isPresent()) {
                    removed += delete(next.get()) ? 1 : 0;
                } else {
                    var level = levels.pop();
                    level.listing().close();
                    removed += folders && delete(level.folder()) ? 1 : 0;
                }
            }
        } finally {
            levels.forEach(level -> level.listing().close());
        }
        if (removed == 0 && failed == 0) {
            throw new StoreException.NotFound(folder.location(), "there is nothing of that name and nothing below it");
        }
    }

    private boolean delete(Entry entry) throws InterruptedException {
        try {
            hawser.delete(entry);
            screen.detail("removed " + entry.location());
            return true;
        } catch (StoreException e) {
            failed(e);
            return false;
        }
    }

    /** Here links are removed and never followed, and partial data goes too, which listings do not show. */
    private void removeLocal(Location location) throws StoreException, InterruptedException {
        var root = Path.of(location.path());
        if (!Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS)) {
            hawser.delete(Entry.file(location));
            screen.detail("removed " + location);
            return;
        }
        if (!recursive) {
            throw new StoreException.Rejected(location, "is a folder; add -r to remove it with all that is in it");
        }
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    return delete(file);
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    failed(new StoreException.Local(file, Reason.of(e), e));
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, IOException e) {
                    return delete(folder);
                }

                private FileVisitResult delete(Path path) {
                    try {
                        Files.delete(path);
                        screen.detail("removed " + path);
                    } catch (IOException e) {
                        failed(new StoreException.Local(path, Reason.of(e), e));
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new StoreException.Local(location, Reason.of(e), e);
        }
    }

    private void failed(StoreException e) {
        failed++;
        screen.error(e.getMessage());
    }
}
