package io.hawser.cli;

import io.hawser.StoreException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The failures of a run by their causes: how many of each, and the first. Not for use by several threads. */
final class Failures {
    /** As messages of HTTP begin, and those of S3 tell. */
    private static final Pattern STATUS = Pattern.compile("(?:^|HTTP |answers )([1-5]\\d{2})\\b");

    private final Map<String, Group> groups = new LinkedHashMap<>();

    private record Group(int count, String first) {}

    void add(StoreException cause, String message) {
        groups.merge(label(cause), new Group(1, message), (old, _) -> new Group(old.count() + 1, old.first()));
    }

    /** How many there are of each cause, in one line, and then a line for the first of each; empty when there are none. */
    List<String> lines() {
        if (groups.isEmpty()) {
            return List.of();
        }
        var ordered = groups.entrySet().stream()
                .sorted(Comparator.comparingInt(group -> -group.getValue().count()))
                .toList();
        int all = ordered.stream().mapToInt(group -> group.getValue().count()).sum();
        var lines = ordered.stream()
                .map(group -> "  first of " + group.getValue().count() + " " + group.getKey() + ": "
                        + group.getValue().first())
                .collect(Collectors.toList());
        lines.addFirst("failed: " + all + ": "
                + ordered.stream()
                        .map(group -> group.getValue().count() + " " + group.getKey())
                        .collect(Collectors.joining(", ")));
        return lines;
    }

    /** In words that hold for all of a group; of HTTP, each status is a cause of its own. */
    private static String label(StoreException cause) {
        var label = switch (cause) {
            case StoreException.NotFound _ -> "not found";
            case StoreException.Denied _ -> "denied";
            case StoreException.Conflict _ -> "in conflict";
            case StoreException.Rejected _ -> "rejected";
            case StoreException.Unsupported _ -> "unsupported";
            case StoreException.Corrupt _ -> "corrupt";
            case StoreException.Throttled _ -> "throttled";
            case StoreException.Unavailable _ -> "unavailable";
            case StoreException.Local _ -> "of this machine";
            case StoreException.Usage _ -> "wrongly asked for";
        };
        var status = STATUS.matcher(cause.reason());
        return status.find() ? label + " (HTTP " + status.group(1) + ")" : label;
    }
}
