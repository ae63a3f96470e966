package io.hawser.ssh.transport;

import io.hawser.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Reads the common keywords of ssh_config(5), where there is no OpenSSH client to ask. What it does not understand it says. */
final class ConfigFile {
    private static final int DEEPEST = 16;

    private final String host;
    private final Path home;
    private final Consumer<String> trace;
    private final Keywords keywords = new Keywords();
    private boolean applies = true;

    ConfigFile(String host, Path home, Consumer<String> trace) {
        this.host = host;
        this.home = home;
        this.trace = trace;
    }

    /** Adds what the file says of the host to what was read before. */
    void read(Path file, boolean mustExist) throws StoreException {
        applies = true;
        read(file, file.toAbsolutePath().getParent(), mustExist, 0);
    }

    Keywords keywords() {
        return keywords;
    }

    private void read(Path file, Path folder, boolean mustExist, int depth) throws StoreException {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (NoSuchFileException e) {
            if (mustExist) {
                throw new StoreException.Rejected(file, "no such ssh_config file", e);
            }
            return;
        } catch (IOException e) {
            throw new StoreException.Rejected(file, "cannot read this ssh_config file: " + Shown.words(e), e);
        }
        for (int i = 0; i < lines.size(); i++) {
            var line = lines.get(i).strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                take(line, file + ":" + (i + 1), folder, depth);
            }
        }
    }

    private void take(String line, String place, Path folder, int depth) throws StoreException {
        var words = ConfigWords.of(line);
        var keyword = words.keyword().toLowerCase(Locale.ROOT);
        if (words.words().isEmpty()) {
            throw new StoreException.Rejected(place, words.keyword() + " has no value");
        }
        switch (keyword) {
            case "host" -> applies = Patterns.matches(words.words(), host);
            case "match" -> {
                // What stands below it is left out rather than taken for everybody's.
                applies = words.value().equalsIgnoreCase("all");
                if (!applies) {
                    trace.accept(
                            place + ": Match is not understood without the OpenSSH client, its settings are left out");
                }
            }
            case "include" -> {
                if (applies) {
                    include(words.words(), place, folder, depth);
                }
            }
            default -> {
                if (!Keywords.UNDERSTOOD.contains(keyword)) {
                    trace.accept(place + ": " + Shown.text(words.keyword()) + " is not understood");
                } else if (applies) {
                    keywords.add(keyword, words.value());
                }
            }
        }
    }

    private void include(List<String> patterns, String place, Path folder, int depth) throws StoreException {
        if (depth == DEEPEST) {
            throw new StoreException.Rejected(place, "Include goes more than " + DEEPEST + " files deep");
        }
        for (var pattern : patterns) {
            var path = pattern.startsWith("~/") ? home.resolve(pattern.substring(2)) : folder.resolve(pattern);
            if (!Files.isDirectory(path.getParent())) {
                continue;
            }
            try (var found = Files.newDirectoryStream(
                    path.getParent(), path.getFileName().toString())) {
                var files = new java.util.ArrayList<Path>();
                found.forEach(files::add);
                files.sort(null);
                for (var file : files) {
                    boolean before = applies;
                    read(file, folder, false, depth + 1);
                    applies = before;
                }
            } catch (IOException e) {
                throw e instanceof StoreException told
                        ? told
                        : new StoreException.Rejected(place, "cannot read what it includes: " + Shown.words(e), e);
            }
        }
    }
}
