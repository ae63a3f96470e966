package io.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.CopyOptions;
import io.hawser.Hawser;
import io.hawser.HawserOptions;
import io.hawser.Location;
import io.hawser.NameFilter;
import io.hawser.Outcome;
import io.hawser.StoreException;
import io.hawser.store.Capabilities.Capability;
import io.hawser.store.Placement;
import io.hawser.testkit.Content;
import io.hawser.testkit.MemorySettings;
import io.hawser.testkit.MemoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys mean nothing to their store and something to a file system: what cannot be a file there is told, and the others are copied. */
class KeysTest {
    private static final MemorySettings KEYS =
            MemorySettings.of(new Placement.Anywhere()).withOnly(Capability.LIST, Capability.WRITE, Capability.KEYS);
    private static final List<String> ODD = List.of(
            "",
            "/",
            "/lead",
            "//",
            ".",
            "..",
            "../out",
            "x/../y",
            "a",
            "a/",
            "a/b",
            "a//b",
            "a/./b",
            "dir/",
            "dir/file",
            "full/",
            "end//",
            ".c.hawser-part",
            "control\u0001\n",
            "é-日本-🚀",
            "long/" + "n".repeat(255),
            "too-long-" + "n".repeat(255),
            "deep/".repeat(190) + "file");

    @TempDir
    Path folder;

    private final MemoryStore from = new MemoryStore("from", KEYS);
    private final MemoryStore to = new MemoryStore("to", KEYS);

    private Hawser hawser() {
        for (var key : ODD) {
            // What is named like a folder stands for one when it is empty.
            from.put(
                    "/p/" + key,
                    key.endsWith("/") && !key.equals("full/") ? Content.empty() : Content.text("of " + key));
        }
        from.put("/p/", Content.empty());
        return Hawser.open(HawserOptions.defaults()
                .withEnvironment(Map.of())
                .withProviders(List.of(MemoryStore.provider(from, to))));
    }

    /** Copies all, and returns why those that could not be were not. */
    private Map<String, StoreException> failures(Hawser hawser, Location target) throws Exception {
        var failures = new TreeMap<String, StoreException>();
        try (var plan = new CopyPlan(hawser, true, true, NameFilter.all(), CopyPlan.Whose.COMMAND_LINE)) {
            plan.take(List.of(from.at("/p/"), target));
            var settings = Settings.of(Map.of(), Map.of(), ConfigFile.empty());
            try (var jobs = new Jobs(
                    hawser,
                    plan.sources(),
                    NameFilter.all(),
                    CopyTuning.of(settings),
                    new Targets(hawser, Optional.empty(), true),
                    new AtomicLong()::incrementAndGet)) {
                for (var job = jobs.next(); job.isPresent(); job = jobs.next()) {
                    switch (job.get()) {
                        case Job.File file -> {
                            var outcome = hawser.copy(file.from().location(), file.to(), CopyOptions.defaults())
                                    .await();
                            if (outcome instanceof Outcome.Failed failed) {
                                failures.put(key(file.from().location()), failed.cause());
                            }
                        }
                        case Job.Refused refused -> failures.put(key(refused.from()), refused.cause());
                    }
                }
            }
        }
        return failures;
    }

    private static String key(Location location) {
        return location.path().substring("/p/".length());
    }

    @Test
    void whatCannotBeAFileIsToldAndTheOthersAreCopied() throws Exception {
        var target = folder.resolve("in");
        Map<String, StoreException> failures;
        try (var hawser = hawser()) {
            failures = failures(hawser, Location.local(target + "/"));
        }
        assertThat(failures.keySet())
                .containsExactlyInAnyOrder(
                        "/",
                        "/lead",
                        "//",
                        ".",
                        "..",
                        "../out",
                        "x/../y",
                        "a/",
                        "a/b",
                        "a//b",
                        "a/./b",
                        "full/",
                        "end//",
                        ".c.hawser-part",
                        "too-long-" + "n".repeat(255));
        assertThat(failures.get(".."))
                .isInstanceOf(StoreException.Rejected.class)
                .hasMessageContaining("segment '..'");
        assertThat(failures.get("a/b")).isInstanceOf(StoreException.Conflict.class);
        assertThat(failures.get("full/")).hasMessageContaining("there is something in it");

        var there = new TreeMap<String, String>();
        try (var files = Files.walk(folder)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                there.put(folder.relativize(file).toString(), read(file));
            }
        }
        assertThat(there.keySet())
                .containsExactlyInAnyOrder(
                        "in/p/a",
                        "in/p/dir/file",
                        "in/p/control\u0001\n",
                        "in/p/é-日本-🚀",
                        "in/p/long/" + "n".repeat(255),
                        "in/p/" + "deep/".repeat(190) + "file");
        there.forEach((path, text) -> assertThat(text).isEqualTo("of " + path.substring("in/p/".length())));
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file);
    }

    @Test
    void anotherStoreOfKeysTakesThemAll() throws Exception {
        try (var hawser = hawser()) {
            assertThat(failures(hawser, to.at("/q/"))).isEmpty();
        }
        for (var key : ODD) {
            assertThat(to.get("/q/p/" + key)).as(key).isPresent();
        }
    }
}
