package io.hawser.server.jail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Somebody swaps a folder for a link to outside and back, as fast as it goes, while the jail works in it. */
abstract class JailRaceContract extends JailFixture {
    private static final int ROUNDS = 1000;

    private static final FilePath SECRET = path("d/secret");

    /** What the jail does meanwhile. */
    enum Race {
        READ,
        CREATE,
        TRUNCATE,
        REMOVE,
        RENAME_IN,
        RENAME_AWAY,
        RENAME_FOLDER_IN,
        MAKE_FOLDER,
        MAKE_LINK,
        LINK_IN,
        LINK_AWAY,
        LINK_ACROSS,
        SET_MODE,
        SET_TIMES,
        STATUS,
        LIST
    }

    /** Races by which this kind of jail may make a name outside, as its documentation says. */
    Set<Race> makingNamesOutside() {
        return Set.of();
    }

    @ParameterizedTest
    @EnumSource(Race.class)
    void nothingOutsideIsReached(Race race) throws Exception {
        Object secret = key(outside.resolve("secret"));
        var before = Files.readAttributes(outside.resolve("secret"), "unix:mode,lastModifiedTime,nlink");
        Files.createDirectory(inside.resolve("d"));
        Files.createDirectory(inside.resolve("e"));
        Files.createSymbolicLink(inside.resolve("relative"), Path.of("../outside"));
        Files.createSymbolicLink(inside.resolve("absolute"), outside);
        var done = new AtomicBoolean();
        together(List.of(() -> swap(done), () -> {
            try {
                for (int round = 0; round < ROUNDS; round++) {
                    trying(() -> put("mine", "mine"));
                    trying(() -> put("d/secret", "inside"));
                    trying(() -> run(race));
                    assertThat(key(inside.resolve("mine"))).isNotEqualTo(secret);
                    assertThat(key(inside.resolve("stolen"))).isNotEqualTo(secret);
                    trying(() -> jail.remove(path("stolen")));
                }
            } finally {
                done.set(true);
            }
            return null;
        }));
        if (makingNamesOutside().contains(race)) {
            removeOwnNamesOutside();
        }
        assertThat(Files.readAttributes(outside.resolve("secret"), "unix:mode,lastModifiedTime,nlink"))
                .isEqualTo(before);
    }

    /** Nothing but what this jail's user could have made inside as well: an empty folder, a link with his text, a second name of his own file. */
    private void removeOwnNamesOutside() throws IOException {
        Path folderMade = outside.resolve("folder");
        Path linkMade = outside.resolve("link");
        if (Files.exists(linkMade, LinkOption.NOFOLLOW_LINKS)) {
            if (Files.isSymbolicLink(linkMade)) {
                assertThat(Files.readSymbolicLink(linkMade)).isEqualTo(Path.of("x"));
            } else {
                assertThat(key(linkMade)).isEqualTo(key(inside.resolve("mine")));
            }
            Files.delete(linkMade);
        }
        Files.deleteIfExists(folderMade);
        // A second name of the secret, made where the first is.
        Files.deleteIfExists(outside.resolve("twin"));
    }

    private Void swap(AtomicBoolean done) throws IOException {
        var exchange = Exchange.in(inside);
        for (int round = 0; !done.get(); round++) {
            String link = round % 2 == 0 ? "relative" : "absolute";
            String other = round % 2 == 0 ? "absolute" : "relative";
            exchange.names("d", link);
            exchange.names("e", other);
            exchange.names("d", link);
            exchange.names("e", other);
        }
        return null;
    }

    private void run(Race race) throws IOException {
        switch (race) {
            case READ -> assertThat(get("d/secret")).isNotEqualTo("secret");
            case CREATE -> put("d/new", "new");
            case TRUNCATE -> jail.truncate(SECRET, 0);
            case REMOVE -> jail.remove(SECRET);
            case RENAME_IN -> jail.rename(path("mine"), path("d/mine"), true);
            case RENAME_AWAY -> jail.rename(SECRET, path("stolen"), true);
            case RENAME_FOLDER_IN -> {
                trying(() -> jail.makeFolder(path("empty"), 0755));
                jail.rename(path("empty"), path("d/folder"), false);
                jail.removeFolder(path("d/folder"));
            }
            case MAKE_FOLDER -> {
                jail.makeFolder(path("d/folder"), 0755);
                jail.removeFolder(path("d/folder"));
            }
            case MAKE_LINK -> {
                jail.symbolicLink(path("d/link"), path("x"));
                jail.remove(path("d/link"));
            }
            case LINK_IN -> {
                jail.link(path("mine"), path("d/link"));
                jail.remove(path("d/link"));
            }
            case LINK_AWAY -> jail.link(SECRET, path("stolen"));
            case LINK_ACROSS -> {
                trying(() -> jail.link(SECRET, path("e/twin")));
                assertThat(get("e/twin")).isNotEqualTo("secret");
                jail.remove(path("e/twin"));
            }
            case SET_MODE -> jail.setMode(SECRET, 0777, true);
            case SET_TIMES -> jail.setTimes(SECRET, 1, 1, true);
            case STATUS -> assertThat(jail.status(SECRET, true).inode()).isNotEqualTo(secretInode());
            case LIST -> list();
        }
    }

    private void list() throws IOException {
        long secret = secretInode();
        try (var listing = jail.list(path("d"))) {
            for (var entries = listing.next(2); !entries.isEmpty(); entries = listing.next(2)) {
                entries.forEach(entry -> assertThat(entry.status().inode()).isNotEqualTo(secret));
            }
        }
    }

    private long secretInode() throws IOException {
        return (long) Files.getAttribute(outside.resolve("secret"), "unix:ino");
    }

    private static Object key(Path path) throws IOException {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS) ? Files.getAttribute(path, "unix:ino") : null;
    }

    private interface Step {
        void run() throws IOException;
    }

    /** What was swapped at the wrong moment for it is not there, or not what it was. */
    private static void trying(Step step) throws IOException {
        try {
            step.run();
        } catch (FileSystemException _) {
            // The next round may have more luck.
        }
    }
}
