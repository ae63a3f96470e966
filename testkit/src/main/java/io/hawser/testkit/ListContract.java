package io.hawser.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.hawser.ByteRange;
import io.hawser.Entry;
import io.hawser.Kind;
import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.store.Capabilities.Capability;
import io.hawser.store.ListOptions;
import io.hawser.store.Listing;
import io.hawser.store.OpenOptions;
import io.hawser.store.Scope;
import io.hawser.store.Source;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What listing promises. */
public interface ListContract extends StoreUnderTest {
    /** All entries of a listing. */
    default List<Entry> entries(Location folder, ListOptions options) throws StoreException {
        List<Entry> entries = new ArrayList<>();
        try (Listing listing = store().list(folder, options, Scope.unlimited())) {
            for (Optional<Entry> next = listing.next(); next.isPresent(); next = listing.next()) {
                entries.add(next.get());
            }
        }
        return entries;
    }

    private void putSome() throws Exception {
        put("a", Content.random(1, 10));
        put("b/c", Content.random(2, 20));
        put("b/d/e", Content.random(3, 30));
        put("bb/f", Content.random(4, 40));
    }

    @Test
    default void listingIsDeclaredOrUnsupported() throws Exception {
        put("a", Content.empty());
        if (can(Capability.LIST)) {
            assertThat(entries(at(""), ListOptions.level())).hasSize(1);
        } else {
            StoreContract.assertUnsupported(() -> entries(at(""), ListOptions.level()));
        }
    }

    @Test
    default void versionsAreDeclaredOrUnsupported() throws Exception {
        if (!can(Capability.LIST)) {
            return;
        }
        put("a", Content.text("1"));
        put("a", Content.text("2"));
        ListOptions every = ListOptions.everything().withVersions();
        if (!can(Capability.VERSIONS)) {
            StoreContract.assertUnsupported(() -> entries(at(""), every));
            return;
        }
        List<Entry> versions = entries(at(""), every);
        assertThat(versions).isNotEmpty().allSatisfy(entry -> {
            assertThat(entry.location()).isEqualTo(at("a"));
            assertThat(entry.version()).isPresent();
        });
        assertThat(versions)
                .filteredOn(entry -> "true".equals(entry.attributes().get(ListOptions.LATEST)))
                .hasSize(1);
    }

    @Test
    default void aLevelHasFilesAndFolders() throws Exception {
        if (!can(Capability.LIST)) {
            return;
        }
        putSome();
        List<Entry> level = entries(at(""), ListOptions.level());
        assertThat(level)
                .extracting(Entry::kind, entry -> plain(entry.location()))
                .containsExactlyInAnyOrder(
                        tuple(Kind.FILE, plain(at("a"))),
                        tuple(Kind.FOLDER, plain(at("b"))),
                        tuple(Kind.FOLDER, plain(at("bb"))));
        assertThat(entries(at("b"), ListOptions.level()))
                .extracting(entry -> plain(entry.location()))
                .containsExactlyInAnyOrder(plain(at("b/c")), plain(at("b/d")));
    }

    /** Folders are named with or without a slash at the end. */
    private static String plain(Location location) {
        return location.path().replaceFirst("/$", "");
    }

    @Test
    default void everythingHasFilesOnly() throws Exception {
        if (!can(Capability.LIST)) {
            return;
        }
        putSome();
        assertThat(entries(at(""), ListOptions.everything()))
                .extracting(Entry::location)
                .containsExactlyInAnyOrder(at("a"), at("b/c"), at("b/d/e"), at("bb/f"));
        assertThat(entries(at("b"), ListOptions.everything()))
                .extracting(Entry::location)
                .containsExactlyInAnyOrder(at("b/c"), at("b/d/e"));
    }

    @Test
    default void entriesSayWhatStatSaysAndCanBeOpened() throws Exception {
        if (!can(Capability.LIST)) {
            return;
        }
        putSome();
        for (Entry entry : entries(at(""), ListOptions.everything())) {
            Entry stat = store().stat(entry.location(), Scope.unlimited());
            assertThat(entry.size()).isEqualTo(stat.size());
            if (entry.version().isPresent()) {
                assertThat(entry.version()).isEqualTo(stat.version());
            }
            OpenOptions known = OpenOptions.whole().withKnown(entry);
            try (Source source = store().open(entry.location(), known, Scope.unlimited())) {
                byte[] bytes = ReadContract.read(source, ByteRange.from(0));
                stat.size().ifPresent(size -> assertThat(size).isEqualTo(bytes.length));
            }
        }
    }

    @Test
    default void severalPagesAreListedWholeAndLazily() throws Exception {
        if (!can(Capability.LIST)) {
            return;
        }
        int count = severalPages();
        for (int i = 0; i < count; i++) {
            put("many/" + i, Content.empty());
        }
        assertThat(entries(at("many"), ListOptions.level()))
                .extracting(Entry::location)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, count).mapToObj(i -> at("many/" + i)).toList());
        try (Listing listing = store().list(at("many"), ListOptions.level(), Scope.unlimited())) {
            assertThat(listing.next()).isPresent();
        }
    }

    @Test
    default void aListingMayBeClosedTwice() throws Exception {
        if (!can(Capability.LIST)) {
            return;
        }
        putSome();
        Listing listing = store().list(at(""), ListOptions.everything(), Scope.unlimited());
        listing.close();
        listing.close();
    }

    @Test
    default void oddNamesAreListed() throws Exception {
        if (!can(Capability.LIST)) {
            return;
        }
        for (String name : oddNames()) {
            put("odd/" + name, Content.text(name));
        }
        assertThat(entries(at("odd"), ListOptions.level()))
                .extracting(Entry::location)
                .containsExactlyInAnyOrderElementsOf(
                        oddNames().stream().map(name -> at("odd/" + name)).toList());
    }

    @Test
    default void keysAreTakenAsTheyAre() throws Exception {
        if (!can(Capability.KEYS) || !can(Capability.LIST)) {
            return;
        }
        for (String key : oddKeys()) {
            put("keys/" + key, Content.text(key));
        }
        List<Entry> entries = entries(at("keys/"), ListOptions.everything());
        assertThat(entries)
                .extracting(Entry::location)
                .containsExactlyInAnyOrderElementsOf(
                        oddKeys().stream().map(key -> at("keys/" + key)).toList());
        for (Entry entry : entries) {
            assertThat(entry.kind()).isEqualTo(Kind.FILE);
            try (Source source = store().open(entry.location(), OpenOptions.whole(), Scope.unlimited())) {
                String key = new String(ReadContract.read(source, ByteRange.from(0)), StandardCharsets.UTF_8);
                assertThat(at("keys/" + key)).isEqualTo(entry.location());
            }
        }
    }

    @Test
    default void aMissingFolderIsNotFoundOrEmpty() throws Exception {
        if (!can(Capability.LIST)) {
            return;
        }
        put("file", Content.empty());
        if (can(Capability.FOLDERS)) {
            assertThatThrownBy(() -> entries(at("none"), ListOptions.level()))
                    .isInstanceOf(StoreException.NotFound.class);
            assertThatThrownBy(() -> entries(at("file"), ListOptions.level()))
                    .isInstanceOf(StoreException.Rejected.class);
        } else {
            try {
                assertThat(entries(at("none"), ListOptions.level())).isEmpty();
            } catch (StoreException.NotFound _) {
                // As good: without folders of their own both are right.
            }
        }
    }
}
