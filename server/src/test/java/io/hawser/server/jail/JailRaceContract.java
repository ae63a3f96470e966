package io.hawser.server.jail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

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
    private static final int ROUNDS = 2000;

    private static final FilePath SECRET = path("d/secret");

    /** What the jail does meanwhile. */
    enum Race {
        READ,
        CREATE,
        TRUNCATE,
        REMOVE,
        RENAME_IN,
        RENAME_AWAY,
        MAKE_FOLDER,
        MAKE_LINK,
        LINK_IN,
        LINK_AWAY,
        SET_MODE,
        SET_TIMES,
        STATUS,
        LIST
    }

    /** Races that this kind of jail may lose, as its documentation says. */
    Set<Race> lost() {
        return Set.of();
    }

    @ParameterizedTest
    @EnumSource(Race.class)
    void nothingOutsideIsReached(Race race) throws Exception {
        assumeThat(lost()).doesNotContain(race);
        Object secret = key(outside.resolve("secret"));
        var before = Files.readAttributes(outside.resolve("secret"), "unix:mode,lastModifiedTime,nlink");
        Files.createDirectory(inside.resolve("d"));
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
        assertThat(Files.readAttributes(outside.resolve("secret"), "unix:mode,lastModifiedTime,nlink"))
                .isEqualTo(before);
    }

    private Void swap(AtomicBoolean done) throws IOException {
        var exchange = Exchange.in(inside);
        for (int round = 0; !done.get(); round++) {
            String link = round % 2 == 0 ? "relative" : "absolute";
            exchange.names("d", link);
            exchange.names("d", link);
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
