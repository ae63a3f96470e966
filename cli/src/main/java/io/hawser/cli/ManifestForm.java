package io.hawser.cli;

import java.util.Locale;
import java.util.Optional;

/** How a manifest is written. */
enum ManifestForm {
    YAML,
    JSON,
    /** Source, tab, target: a transfer a line. */
    TSV,
    /** An object in JSON a line. */
    JSONL;

    /** Whether it is read a line at a time, and never held as a whole. */
    boolean streamed() {
        return this == TSV || this == JSONL;
    }

    /** Reads what {@code --format} takes. */
    static ManifestForm parse(String text) {
        for (var form : values()) {
            if (form.name().equalsIgnoreCase(text.strip())) {
                return form;
            }
        }
        throw new IllegalArgumentException("must be yaml, json, tsv or jsonl");
    }

    /** What the ending of a file's name says. */
    static Optional<ManifestForm> ofName(String name) {
        return switch (name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT)) {
            case "yaml", "yml" -> Optional.of(YAML);
            case "json" -> Optional.of(JSON);
            case "tsv" -> Optional.of(TSV);
            case "jsonl", "ndjson" -> Optional.of(JSONL);
            default -> Optional.empty();
        };
    }

    /**
     * What the first line that is neither blank nor a comment of YAML looks like: a whole object is one of many, unless it is all of a manifest; a tab separates two columns,
     * since YAML has none there.
     */
    static ManifestForm ofLine(String line) {
        if (!line.stripLeading().startsWith("{")) {
            return line.contains("\t") ? TSV : YAML;
        }
        try {
            boolean whole = JsonDocument.line("", 1, line) instanceof Value.Fields object
                    && object.fields().stream().anyMatch(field -> field.name().equals(EntryReader.TRANSFERS));
            return whole ? JSON : JSONL;
        } catch (UsageException _) {
            return JSON;
        }
    }
}
