package io.hawser.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.Entry;
import io.hawser.Kind;
import io.hawser.StoreException;
import io.hawser.store.Capabilities.Capability;
import io.hawser.store.OpenOptions;
import io.hawser.store.Scope;
import org.junit.jupiter.api.Test;

/** Deleting, and folders that exist by themselves. */
public interface FolderContract extends StoreUnderTest {
    @Test
    default void deletingIsDeclaredOrUnsupported() throws Exception {
        put("file", Content.text("x"));
        put("other", Content.text("y"));
        Entry entry = store().stat(at("file"), Scope.unlimited());
        if (!can(Capability.DELETE)) {
            StoreContract.assertUnsupported(() -> store().delete(entry, Scope.unlimited()));
            assertThat(get("file")).isPresent();
            return;
        }
        store().delete(entry, Scope.unlimited());
        assertThat(get("file")).isEmpty();
        assertThat(get("other")).isPresent();
        assertThatThrownBy(() -> store().stat(at("file"), Scope.unlimited()))
                .isInstanceOf(StoreException.NotFound.class);
        assertThatThrownBy(() -> store().delete(entry, Scope.unlimited())).isInstanceOf(StoreException.NotFound.class);
    }

    @Test
    default void oddNamesAreDeleted() throws Exception {
        if (!can(Capability.DELETE)) {
            return;
        }
        for (String name : oddNames()) {
            put(name, Content.text(name));
            store().delete(Entry.file(at(name)), Scope.unlimited());
            assertThat(get(name)).as(name).isEmpty();
        }
    }

    @Test
    default void foldersAreMadeWithThoseAboveThem() throws Exception {
        store().makeFolder(at("a/b/c"), Scope.unlimited());
        store().makeFolder(at("a/b/c"), Scope.unlimited());
        if (can(Capability.FOLDERS)) {
            assertThat(store().stat(at("a/b"), Scope.unlimited()).kind()).isEqualTo(Kind.FOLDER);
            assertThat(store().stat(at("a/b/c"), Scope.unlimited()).kind()).isEqualTo(Kind.FOLDER);
        }
    }

    @Test
    default void aFolderCannotBeMadeOfAFile() throws Exception {
        put("file", Content.text("x"));
        if (can(Capability.FOLDERS)) {
            assertThatThrownBy(() -> store().makeFolder(at("file"), Scope.unlimited()))
                    .isInstanceOf(StoreException.Conflict.class);
            assertThatThrownBy(() -> store().makeFolder(at("file/below"), Scope.unlimited()))
                    .isInstanceOf(StoreException.class);
        }
        assertThat(get("file")).isPresent();
    }

    @Test
    default void aFolderIsNoFileToRead() throws Exception {
        put("folder/file", Content.text("x"));
        assertThatThrownBy(() -> store().open(at("folder"), OpenOptions.whole(), Scope.unlimited()))
                .isInstanceOf(can(Capability.FOLDERS) ? StoreException.Rejected.class : StoreException.class);
    }

    @Test
    default void onlyEmptyFoldersAreDeleted() throws Exception {
        if (!can(Capability.FOLDERS) || !can(Capability.DELETE)) {
            return;
        }
        put("folder/file", Content.text("x"));
        Entry folder = store().stat(at("folder"), Scope.unlimited());
        assertThatThrownBy(() -> store().delete(folder, Scope.unlimited())).isInstanceOf(StoreException.class);
        assertThat(get("folder/file")).isPresent();
        store().delete(Entry.file(at("folder/file")), Scope.unlimited());
        store().delete(folder, Scope.unlimited());
        assertThatThrownBy(() -> store().stat(at("folder"), Scope.unlimited()))
                .isInstanceOf(StoreException.NotFound.class);
    }

    @Test
    default void cleaningIsDeclaredOrUnsupported() throws Exception {
        put("file", Content.text("x"));
        if (can(Capability.CLEAN)) {
            assertThat(store().leftovers(at(""), Scope.unlimited())).isEmpty();
        } else {
            StoreContract.assertUnsupported(() -> store().leftovers(at(""), Scope.unlimited()));
        }
    }
}
