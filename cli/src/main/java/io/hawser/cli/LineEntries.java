package io.hawser.cli;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.Optional;

/** A transfer a line, read as somebody asks for it. Blank lines count, and mean nothing. */
final class LineEntries implements Entries {
    private final String label;
    private final ManifestForm form;
    private final EntryReader reader;
    private final LineReader lines;
    private boolean over;

    /** Reads the manifest from its beginning. */
    LineEntries(ManifestFile manifest, EntryReader reader) throws UsageException {
        this.label = manifest.label();
        this.form = manifest.form();
        this.reader = reader;
        try {
            this.lines = new LineReader(manifest.read());
        } catch (IOException e) {
            throw ManifestFile.unreadable(label, e);
        }
    }

    @Override
    public Optional<Step> next() throws InterruptedException {
        long number = 1;
        try {
            while (!over) {
                var line = lines.next();
                if (line.isEmpty()) {
                    break;
                }
                number = line.get().number();
                if (line.get().flaw().isPresent() || !line.get().text().isBlank()) {
                    return Optional.of(step(line.get()));
                }
            }
            return Optional.empty();
        } catch (ClosedByInterruptException e) {
            var interrupted = new InterruptedException("while a manifest was read");
            interrupted.initCause(e);
            throw interrupted;
        } catch (IOException e) {
            over = true;
            return Optional.of(new Step.Flaw(new ManifestPlace(label, number, 0), ManifestFile.unreadable(label, e)));
        }
    }

    private Step step(LineReader.Line line) {
        var at = new ManifestPlace(label, line.number(), 0);
        try {
            if (line.flaw().isPresent()) {
                throw at.wrong(line.flaw().get());
            }
            return new Step.Transfer(
                    form == ManifestForm.TSV
                            ? columns(at, line.text())
                            : reader.entry(JsonDocument.line(label, line.number(), line.text())));
        } catch (UsageException e) {
            return new Step.Flaw(at, e);
        }
    }

    private BatchEntry columns(ManifestPlace at, String line) throws UsageException {
        int tab = line.indexOf('\t');
        if (tab < 0) {
            throw at.wrong("no tab: a line is SOURCE, a tab, TARGET, and nothing else stands in such a manifest");
        }
        if (line.indexOf('\t', tab + 1) >= 0) {
            throw at.wrong("more than two columns: options, and names with tabs, need the form jsonl");
        }
        if (tab == 0 || tab == line.length() - 1) {
            throw at.wrong("no " + (tab == 0 ? "source before" : "target after") + " the tab");
        }
        return reader.entry(at, line.substring(0, tab), line.substring(tab + 1));
    }

    @Override
    public void close() {
        try {
            lines.close();
        } catch (IOException _) {
            // It was only read.
        }
    }
}
