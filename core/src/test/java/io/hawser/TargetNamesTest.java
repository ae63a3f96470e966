package io.hawser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetNamesTest {
    private static final Location FOLDER = Location.local("/data");

    private final TargetNames names = TargetNames.none();

    @Test
    void aNameGoesBelowTheFolder() throws StoreException {
        assertThat(names.take(FOLDER, "a/b").path()).isEqualTo("/data/a/b");
        assertThat(names.take(Location.local("/data/"), "..c").path()).isEqualTo("/data/..c");
        assertThat(names.take(FOLDER, "back\\slash").path()).isEqualTo("/data/back\\slash");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", ".", "../x", "a/../../x", "a/..", "/etc/passwd", "a//b", "a/", "a\0b"})
    void aNameThatCouldLeadElsewhereIsRefused(String name) {
        assertThatThrownBy(() -> names.take(FOLDER, name))
                .isInstanceOfAny(StoreException.Rejected.class, IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {".a.hawser-part", "x/.a.hawser-journal", ".a.hawser-part/b"})
    void aNameOfPartialDataIsRefused(String name) {
        assertThatThrownBy(() -> names.take(FOLDER, name)).hasMessageContaining("partial data");
    }

    @Test
    void aFolderIsNoFileAndTheOtherWayRound() throws StoreException {
        names.take(FOLDER, "file");
        assertThat(names.takeFolder(FOLDER, "a/b").path()).isEqualTo("/data/a/b");
        names.takeFolder(FOLDER, "a/b");
        names.take(FOLDER, "a/b/c");

        assertThatThrownBy(() -> names.take(FOLDER, "a/b")).hasMessageContaining("needs a folder of that name");
        assertThatThrownBy(() -> names.take(FOLDER, "a")).hasMessageContaining("needs a folder of that name");
        assertThatThrownBy(() -> names.takeFolder(FOLDER, "file")).isInstanceOf(StoreException.Conflict.class);
        assertThatThrownBy(() -> names.takeFolder(FOLDER, "file/x")).isInstanceOf(StoreException.Conflict.class);
        assertThatThrownBy(() -> names.takeFolder(FOLDER, "..")).isInstanceOf(StoreException.Rejected.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/data/a", "/data/./a", "/data//a", "/data/x/../a", "data/a", "./data/a", "data/../data/a"})
    void aLocalPlaceIsTheSameInEverySpelling(String spelling) throws StoreException {
        names.take(Location.local("/data"), "a");
        names.take(Location.local("data"), "a");

        assertThatThrownBy(() -> names.take(Location.local(spelling))).isInstanceOf(StoreException.Conflict.class);
        assertThatThrownBy(() -> names.take(Location.local(spelling + "/below")))
                .isInstanceOf(StoreException.Conflict.class);
    }

    @Test
    void standardOutputIsNoFileOfThatName() throws StoreException {
        names.take(Location.local("-"));
        names.take(Location.local("./-"));
    }

    @Test
    void keysAreOnlyEverTheSameWhenTheyAreEqual() throws StoreException {
        for (var key : new String[] {"/a", "/a/", "/a/b", "/a//b", "/..", "/.a.hawser-part"}) {
            names.takeKey(new Location("s3", "bucket", key));
        }
        assertThatThrownBy(() -> names.takeKey(new Location("s3", "bucket", "/a/")))
                .isInstanceOf(StoreException.Conflict.class);
    }

    @Test
    void aSecondSourceForOneNameIsAConflict() throws StoreException {
        names.take(FOLDER, "a");

        assertThatThrownBy(() -> names.take(FOLDER, "a")).isInstanceOf(StoreException.Conflict.class);
        names.take(FOLDER, "A");
    }

    @Test
    void aNameIsNotFileAndFolderAtOnce() throws StoreException {
        names.take(FOLDER, "a/b/c");
        names.take(FOLDER, "x");

        assertThatThrownBy(() -> names.take(FOLDER, "a")).hasMessageContaining("needs a folder of that name");
        assertThatThrownBy(() -> names.take(FOLDER, "a/b")).hasMessageContaining("needs a folder of that name");
        assertThatThrownBy(() -> names.take(FOLDER, "x/y/z")).hasMessageContaining("is another file of this run");
        names.take(FOLDER, "a/b/d");
    }

    @Test
    void aHundredThousandNamesAreToldApart() throws StoreException {
        for (int i = 0; i < 100_000; i++) {
            names.take(FOLDER, "folder-" + i % 100 + "/name-" + i);
        }

        assertThatThrownBy(() -> names.take(FOLDER, "folder-7/name-7")).isInstanceOf(StoreException.Conflict.class);
    }
}
