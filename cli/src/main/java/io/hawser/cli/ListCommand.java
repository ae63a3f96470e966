package io.hawser.cli;

import io.hawser.Entry;
import io.hawser.Hawser;
import io.hawser.Kind;
import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.store.Capabilities.Capability;
import io.hawser.store.ListOptions;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** {@code hawser ls}. */
final class ListCommand {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss'Z'").withZone(ZoneOffset.UTC);
    private static final int SIZE_WIDTH = 14;
    private static final int TIME_WIDTH = 20;

    private final Invocation call;
    private final boolean escaped = Terminal.isOutput();
    private final boolean versions;

    private ListCommand(Invocation call) {
        this.call = call;
        this.versions = call.has("--versions");
    }

    static int run(Invocation call) throws Exception {
        return new ListCommand(call).run();
    }

    private int run() throws Exception {
        var location = CopyCommand.location(call.operands().getFirst());
        try (var hawser = Stores.open(call.settings(), call.screen())) {
            StatCommand.refuseUnknown(hawser, location);
            if (versions && !hawser.store(location).capabilities().can(Capability.VERSIONS)) {
                throw new UsageException(location + ": --versions: only the latest version is kept there");
            }
            var entry = versions ? Optional.<Entry>empty() : single(hawser, location);
            if (entry.isPresent()) {
                show(entry.get().location().name(), entry.get());
            } else {
                list(hawser, location, call.settings().isSet(Option.RECURSIVE));
            }
        }
        return 0;
    }

    /** What is there, if it is no folder; a store without folders may have nothing of that name, but something below it. */
    private static Optional<Entry> single(Hawser hawser, Location location)
            throws StoreException, InterruptedException {
        if (location.namesFolder()) {
            return Optional.empty();
        }
        try {
            return Optional.of(hawser.stat(location)).filter(entry -> entry.kind() != Kind.FOLDER);
        } catch (StoreException.NotFound e) {
            var capabilities = hawser.store(location).capabilities();
            if (capabilities.can(Capability.FOLDERS) || !capabilities.can(Capability.LIST)) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private void list(Hawser hawser, Location folder, boolean recursive) throws Exception {
        var options = recursive ? ListOptions.everything() : ListOptions.level();
        if (versions) {
            options = options.withVersions();
        }
        // The versions of one name stand beside what is below it, so both are shown from the folder that it is in.
        var base = versions && !folder.namesFolder() && folder.path().contains("/")
                ? folder.withPath(folder.path().substring(0, folder.path().lastIndexOf('/') + 1))
                : folder;
        boolean empty = true;
        try (var listing = hawser.list(folder, options)) {
            for (var entry = listing.next(); entry.isPresent(); entry = listing.next()) {
                empty = false;
                show(Names.below(base, entry.get()), entry.get());
            }
        }
        if (empty && !hawser.store(folder).capabilities().can(Capability.FOLDERS)) {
            throw new StoreException.NotFound(folder, "there is nothing of that name and nothing below it");
        }
    }

    private void show(String name, Entry entry) throws OutputException {
        if (call.has("--json")) {
            call.out().line(Names.json(name, entry));
            return;
        }
        var text = escaped ? Shown.text(name) : name;
        var version = versions ? version(entry) : "";
        call.out().line(call.has("-l") ? details(entry) + version + text : version + text);
    }

    /** What {@code --s3-option VersionId=} takes, and what became of it. */
    private static String version(Entry entry) {
        var id = entry.attributes().getOrDefault(ListOptions.VERSION_ID, "-");
        boolean latest = Boolean.parseBoolean(entry.attributes().get(ListOptions.LATEST));
        boolean deleted = Boolean.parseBoolean(entry.attributes().get(ListOptions.DELETE_MARKER));
        return Shown.text(id) + (deleted ? "  deleted  " : latest ? "  latest   " : "           ");
    }

    private static String details(Entry entry) {
        var size = entry.size().isPresent() ? Long.toString(entry.size().getAsLong()) : "-";
        var time = entry.modified().map(TIME::format).orElse("-");
        return " ".repeat(Math.max(0, SIZE_WIDTH - size.length())) + size + "  " + time
                + " ".repeat(Math.max(0, TIME_WIDTH - time.length())) + "  ";
    }
}
