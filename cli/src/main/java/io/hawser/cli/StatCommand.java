package io.hawser.cli;

import io.hawser.Entry;
import io.hawser.Hawser;
import io.hawser.Location;
import io.hawser.StoreException;
import java.util.TreeMap;

/** {@code hawser stat}. */
final class StatCommand {
    private StatCommand() {}

    static int run(Invocation call) throws Exception {
        var location = CopyCommand.location(call.operands().getFirst());
        try (var hawser = Stores.open(call.settings(), call.screen())) {
            refuseUnknown(hawser, location);
            var entry = hawser.describe(location);
            if (call.has("--json")) {
                call.out().line(Names.json(entry.location().name(), entry));
            } else {
                show(entry, call.out());
            }
        }
        return 0;
    }

    /** A scheme that nobody serves is a fault of the command line. */
    static void refuseUnknown(Hawser hawser, Location location) throws UsageException {
        try {
            hawser.store(location);
        } catch (StoreException e) {
            throw new UsageException(e.getMessage());
        }
    }

    private static void show(Entry entry, StandardOutput out) throws OutputException {
        line(out, "location", entry.location().toString());
        line(out, "kind", Names.kind(entry));
        if (entry.size().isPresent()) {
            long size = entry.size().getAsLong();
            line(out, "size", size + (size < 1024 ? "" : " (" + ByteSize.show(size) + ")"));
        }
        if (entry.modified().isPresent()) {
            line(out, "modified", entry.modified().get().toString());
        }
        if (entry.version().isPresent()) {
            line(out, "version", entry.version().get());
        }
        for (var digest : entry.digests()) {
            line(out, digest.algorithm().label(), digest.value());
        }
        for (var attribute : new TreeMap<>(entry.attributes()).entrySet()) {
            line(out, attribute.getKey(), attribute.getValue());
        }
    }

    private static void line(StandardOutput out, String name, String value) throws OutputException {
        out.line(Shown.text(name) + ": " + Shown.text(value));
    }
}
