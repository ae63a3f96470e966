package io.hawser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.Selection.Found;
import io.hawser.store.ListOptions;
import io.hawser.store.Listing;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SelectionTest {
    private final List<String> paths = new ArrayList<>(List.of(
            "/b/logs/2024-01/a.gz",
            "/b/logs/2024-01/deep/x.gz",
            "/b/logs/2024-02/a.gz",
            "/b/logs/2024-02/b.txt",
            "/b/logs/top.gz",
            "/b/other/a.gz"));
    private final List<String> listed = new ArrayList<>();
    private int open;

    @Test
    void belowAFolderIsEverythingThatTheFilterWants() throws Exception {
        var filter = NameFilter.of(List.of(new NameFilter.Rule(false, "*.txt")));

        assertThat(names(Selection.below(this::list, at("/b/logs"), filter)))
                .containsExactly("2024-01/a.gz", "2024-01/deep/x.gz", "2024-02/a.gz", "top.gz");
    }

    @Test
    void aGlobOpensOnlyTheFoldersThatItMeans() throws Exception {
        assertThat(names(Selection.matching(this::list, at("/b/logs/*-02/*.gz"), false, NameFilter.all())))
                .containsExactly("2024-02/a.gz");
        assertThat(listed).containsExactly("/b/logs/", "/b/logs/2024-02");
    }

    @Test
    void aGlobStandsForFilesUnlessFoldersAreAskedFor() throws Exception {
        assertThat(names(Selection.matching(this::list, at("/b/logs/*"), false, NameFilter.all())))
                .containsExactly("top.gz");
        assertThat(names(Selection.matching(this::list, at("/b/logs/2024-0[12]"), true, NameFilter.all())))
                .containsExactly("2024-01/a.gz", "2024-01/deep/x.gz", "2024-02/a.gz", "2024-02/b.txt");
    }

    @Test
    void twoStarsReachEveryDepth() throws Exception {
        assertThat(names(Selection.matching(this::list, at("/b/**/*.gz"), false, NameFilter.all())))
                .containsExactly(
                        "logs/2024-01/a.gz",
                        "logs/2024-01/deep/x.gz",
                        "logs/2024-02/a.gz",
                        "logs/top.gz",
                        "other/a.gz");
        assertThat(names(Selection.matching(this::list, at("/b/*/**/x.gz"), false, NameFilter.all())))
                .containsExactly("logs/2024-01/deep/x.gz");
        assertThat(names(Selection.matching(this::list, at("/b/**/deep"), true, NameFilter.all())))
                .containsExactly("logs/2024-01/deep/x.gz");
    }

    @Test
    void namesThatCouldLeadElsewhereAreRefusedOneByOne() throws Exception {
        paths.clear();
        paths.addAll(List.of("/b/../../etc/passwd", "/b//x", "/b/good", "/elsewhere/x"));
        var found = all(Selection.below((folder, _) -> listing(entries(paths)), at("/b"), NameFilter.all()));

        assertThat(found).extracting(f -> f instanceof Found.File).containsExactly(false, false, true, false);
    }

    @Test
    void keysAreGivenAsTheyAre() throws Exception {
        paths.clear();
        paths.addAll(List.of("/b/", "/b//", "/b//x", "/b/../../etc/passwd", "/b/a/", "/b/a", "/b/a//b", "/b/."));
        var found = names(Selection.below((folder, _) -> listing(entries(paths)), at("/b"), NameFilter.all())
                .ofKeys());

        assertThat(found).containsExactly("", "/", "/x", "../../etc/passwd", "a/", "a", "a//b", ".");
        var filter = NameFilter.of(List.of(new NameFilter.Rule(true, "a/**")));
        assertThat(names(Selection.below((folder, _) -> listing(entries(paths)), at("/b/"), filter)
                        .ofKeys()))
                .containsExactly("a/", "a//b");
        assertThat(names(Selection.matching((folder, _) -> listing(entries(paths)), at("/b/*"), false, NameFilter.all())
                        .ofKeys()))
                .containsExactly("a", ".");
    }

    @Test
    void aRefusedFolderIsNotEntered() throws Exception {
        var trap = Entry.folder(at("/b/.."));

        assertThat(all(Selection.matching((_, _) -> listing(List.of(trap)), at("/b/*/x"), true, NameFilter.all())))
                .singleElement()
                .isInstanceOf(Found.Refused.class);
    }

    @Test
    void linksAndPipesAreToldNotCopied() throws Exception {
        var link = Entry.file(at("/b/l")).withKind(Kind.LINK);
        var pipe = Entry.file(at("/b/p")).withKind(Kind.SPECIAL);

        assertThat(all(Selection.below((_, _) -> listing(List.of(link, pipe)), at("/b"), NameFilter.all())))
                .allSatisfy(f -> assertThat(f).isInstanceOf(Found.Refused.class));
        assertThat(all(Selection.below(
                        (_, _) -> listing(List.of(link, pipe)),
                        at("/b"),
                        NameFilter.of(List.of(new NameFilter.Rule(true, "*.gz"))))))
                .isEmpty();
    }

    @Test
    void aFailedListingEndsTheSelection() {
        var selection = Selection.below(
                (folder, _) -> {
                    throw new StoreException.NotFound(folder, "no such folder");
                },
                at("/b"),
                NameFilter.all());

        assertThatThrownBy(selection::next).isInstanceOf(StoreException.NotFound.class);
    }

    @Test
    void closingHalfwayClosesEveryListing() throws Exception {
        var selection = Selection.matching(this::list, at("/b/*/*/*"), false, NameFilter.all());
        selection.next();

        selection.close();

        assertThat(open).isZero();
    }

    private List<String> names(Selection selection) throws Exception {
        return all(selection).stream().map(f -> ((Found.File) f).name()).toList();
    }

    private List<Found> all(Selection selection) throws Exception {
        try (selection) {
            var found = new ArrayList<Found>();
            for (var next = selection.next(); next.isPresent(); next = selection.next()) {
                found.add(next.get());
            }
            return found;
        }
    }

    private static Location at(String path) {
        return new Location("s3", "bucket", path);
    }

    private static List<Entry> entries(List<String> paths) {
        return paths.stream().map(p -> Entry.file(at(p))).toList();
    }

    /** As an object store lists: files below, or one level of files and folders. */
    private Listing list(Location folder, ListOptions options) {
        listed.add(folder.path());
        var prefix = folder.path().endsWith("/") ? folder.path() : folder.path() + "/";
        var below = paths.stream().filter(p -> p.startsWith(prefix)).toList();
        if (options.recursive()) {
            return listing(entries(below));
        }
        var level = new ArrayList<Entry>();
        var folders = new TreeSet<String>();
        for (var path : below) {
            int slash = path.indexOf('/', prefix.length());
            if (slash < 0) {
                level.add(Entry.file(at(path)));
            } else {
                folders.add(path.substring(0, slash));
            }
        }
        folders.forEach(f -> level.add(Entry.folder(at(f))));
        return listing(level);
    }

    private Listing listing(List<Entry> entries) {
        open++;
        Iterator<Entry> left = entries.iterator();
        return new Listing() {
            private boolean closed;

            @Override
            public Optional<Entry> next() {
                return left.hasNext() ? Optional.of(left.next()) : Optional.empty();
            }

            @Override
            public void close() {
                open -= closed ? 0 : 1;
                closed = true;
            }
        };
    }
}
