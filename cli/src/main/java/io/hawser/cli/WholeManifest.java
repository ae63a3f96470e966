package io.hawser.cli;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A manifest in YAML or JSON, which is read as a whole before anything is copied. */
final class WholeManifest {
    /** With the limits below, what fits into the command's memory. */
    private static final int LARGEST = 16 << 20;

    private static final int MOST_SOURCES = 100_000;
    private static final int MOST_SETTINGS = 200_000;
    private static final String LINES_INSTEAD =
            ": write so many a line each, as tsv or jsonl, which is read as it is copied";

    private final EntryReader reader;
    private final List<BatchEntry> entries = new ArrayList<>();
    private final Map<Option, List<Setting>> defaults = new EnumMap<>(Option.class);
    private final Set<String> seen = new HashSet<>();
    private int sources;
    private UsageException wrong;

    private WholeManifest(EntryReader reader) {
        this.reader = reader;
    }

    /**
     * Reads it.
     *
     * @throws UsageException when anything in it is wrong
     */
    static WholeManifest read(ManifestFile file, EntryReader reader) throws UsageException {
        var manifest = new WholeManifest(reader);
        var decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ManifestParser parser =
                file.form() == ManifestForm.JSON ? new JsonDocument(file.label()) : new YamlParser(file.label());
        try (var text = new InputStreamReader(new Limited(file.read()), decoder)) {
            parser.read(text, manifest.new Taker());
        } catch (CharacterCodingException _) {
            throw new UsageException(file.label() + ": not UTF-8");
        } catch (TooLargeException _) {
            throw new UsageException(file.label() + ": larger than 16 MiB" + LINES_INSTEAD);
        } catch (IOException e) {
            throw ManifestFile.unreadable(file.label(), e);
        }
        if (manifest.wrong != null) {
            throw manifest.wrong;
        }
        for (var needed : List.of("version", EntryReader.TRANSFERS)) {
            if (!manifest.seen.contains(needed)) {
                throw new UsageException(file.label() + ": there is no '" + needed + "' at its top level");
            }
        }
        return manifest;
    }

    List<BatchEntry> entries() {
        return entries;
    }

    /** What holds for all transfers that do not say otherwise. */
    Map<Option, List<Setting>> defaults() {
        return defaults;
    }

    /** Keeps the first thing that is wrong, since bad syntax further down may be its cause. */
    private final class Taker implements ManifestParser.Handler {
        private interface Step {
            void take() throws UsageException;
        }

        private void attempt(Step step) {
            if (wrong == null) {
                try {
                    step.take();
                } catch (UsageException e) {
                    wrong = e;
                }
            }
        }

        @Override
        public void field(Value.Field field) {
            attempt(() -> take(field));
        }

        @Override
        public void transfers(ManifestPlace at) {
            attempt(() -> first(at, EntryReader.TRANSFERS));
        }

        @Override
        public void transfer(Value value) {
            attempt(() -> take(value));
        }

        private void take(Value.Field field) throws UsageException {
            first(field.at(), field.name());
            switch (field.name()) {
                case "version" -> {
                    if (!(field.value() instanceof Value.Text version)
                            || !version.text().equals("1")) {
                        throw field.value().at().wrong("this hawser knows manifests of version 1 only");
                    }
                }
                case "defaults" -> defaults.putAll(reader.defaults(field));
                case EntryReader.TRANSFERS ->
                    throw field.value().at().wrong("'transfers' is a list, each with 'from' and 'to'");
                default -> {
                    var known = List.of("version", "defaults", EntryReader.TRANSFERS);
                    var hint = Option.ofKey(field.name()).isPresent()
                            ? "; options stand under 'defaults' or at a transfer"
                            : Nearest.told(field.name(), known);
                    throw field.at().wrong("unknown field '" + field.name() + "'" + hint);
                }
            }
        }

        private void take(Value value) throws UsageException {
            var entry = reader.entry(value);
            sources += entry.from().size();
            if (sources > MOST_SOURCES) {
                throw entry.at().wrong("more than " + MOST_SOURCES + " sources" + LINES_INSTEAD);
            }
            if (reader.settingsMade() > MOST_SETTINGS) {
                throw entry.at().wrong("more than " + MOST_SETTINGS + " different options" + LINES_INSTEAD);
            }
            entries.add(entry);
        }

        private void first(ManifestPlace at, String name) throws UsageException {
            if (!seen.add(name)) {
                throw at.wrong("'" + name + "' stands there twice");
            }
        }
    }

    private static final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /** At most {@link #LARGEST} bytes. */
    private static final class Limited extends FilterInputStream {
        private int left = LARGEST;

        Limited(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            return value < 0 || count(1) < 0 ? -1 : value;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            return count(super.read(into, offset, length));
        }

        private int count(int bytes) throws IOException {
            left -= Math.max(0, bytes);
            if (left < 0) {
                throw new TooLargeException();
            }
            return bytes;
        }
    }
}
