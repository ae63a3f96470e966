package io.hawser.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.ByteRange;
import io.hawser.Entry;
import io.hawser.StoreException;
import io.hawser.store.Access;
import io.hawser.store.Capabilities.Capability;
import io.hawser.store.OpenOptions;
import io.hawser.store.Scope;
import io.hawser.store.Source;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Every read belongs to the version that was opened: a file that changes is a conflict, never a mixture. */
public interface PinningContract extends StoreUnderTest {
    @Test
    default void aFileReplacedByOneOfItsSizeIsNeverMixedIn() throws Exception {
        replaceBetweenReads(Content.random(2, 2_000_000));
    }

    @Test
    default void aFileReplacedByAShorterOneIsNeverMixedIn() throws Exception {
        replaceBetweenReads(Content.random(2, 1_200_000));
    }

    @Test
    default void aFileReplacedByALongerOneIsNeverMixedIn() throws Exception {
        replaceBetweenReads(Content.random(2, 5_000_000));
    }

    /** Reads a half, replaces the file and reads the other half. */
    private void replaceBetweenReads(Content replacement) throws Exception {
        Content content = Content.random(1, 2_000_000);
        put("file", content);
        ByteRange first = new ByteRange(0, 1_000_000);
        try (Source source = store().open(at("file"), OpenOptions.first(first), Scope.unlimited())) {
            if (source.access() != Access.RANGES || source.entry().version().isEmpty()) {
                // Nothing pins such a source: the engine reads it in one go, or compares what it reads again.
                return;
            }
            byte[] all = Arrays.copyOf(ReadContract.read(source, first), 2_000_000);
            put("file", replacement);
            ByteRange second = new ByteRange(1_000_000, 2_000_000);
            try {
                System.arraycopy(ReadContract.read(source, second), 0, all, 1_000_000, 1_000_000);
                source.confirm(Scope.unlimited());
            } catch (StoreException.Conflict _) {
                return;
            }
            ReadContract.assertBytes(content, all);
        }
    }

    @Test
    default void aFileThatWasDeletedIsAConflictOrStillTheOldOne() throws Exception {
        if (!can(Capability.DELETE)) {
            return;
        }
        Content content = Content.random(1, 2_000_000);
        put("file", content);
        ByteRange first = new ByteRange(0, 10);
        try (Source source = store().open(at("file"), OpenOptions.first(first), Scope.unlimited())) {
            if (source.access() != Access.RANGES) {
                return;
            }
            ReadContract.read(source, first);
            store().delete(source.entry(), Scope.unlimited());
            try {
                assertThat(ReadContract.read(source, new ByteRange(0, 2_000_000)))
                        .isEqualTo(content.bytes());
                source.confirm(Scope.unlimited());
            } catch (StoreException.Conflict | StoreException.NotFound _) {
                // Said, as it should be.
            }
        }
    }

    @Test
    default void anUnchangedFileIsConfirmed() throws Exception {
        put("file", Content.random(1, 100_000));
        try (Source source = store().open(at("file"), OpenOptions.whole(), Scope.unlimited())) {
            ReadContract.read(source, new ByteRange(0, 100_000));
            source.confirm(Scope.unlimited());
        }
    }

    @Test
    default void anotherContentHasAnotherVersion() throws Exception {
        put("file", Content.random(1, 1000));
        Entry before = store().stat(at("file"), Scope.unlimited());
        assertThat(store().stat(at("file"), Scope.unlimited()).version()).isEqualTo(before.version());
        put("file", Content.random(2, 1000));
        if (before.version().isPresent()) {
            assertThat(store().stat(at("file"), Scope.unlimited()).version()).isNotEqualTo(before.version());
        }
    }

    @Test
    default void aKnownEntryThatIsOutOfDateIsAConflict() throws Exception {
        put("file", Content.random(1, 1000));
        Entry known = store().stat(at("file"), Scope.unlimited());
        Content replacement = Content.random(2, 1000);
        put("file", replacement);
        OpenOptions options = OpenOptions.first(new ByteRange(0, 1000)).withKnown(known);
        try (Source source = store().open(at("file"), options, Scope.unlimited())) {
            byte[] bytes = ReadContract.read(source, new ByteRange(0, 1000));
            source.confirm(Scope.unlimited());
            // A store may as well look again: then it says that this is another version.
            ReadContract.assertBytes(replacement, bytes);
            if (known.version().isPresent()) {
                assertThat(source.entry().version()).isNotEqualTo(known.version());
            }
        } catch (StoreException.Conflict _) {
            assertThat(known.version()).isPresent();
        }
    }
}
