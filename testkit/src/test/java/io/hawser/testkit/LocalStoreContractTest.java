package io.hawser.testkit;

import io.hawser.Location;
import io.hawser.local.LocalStore;
import io.hawser.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

class LocalStoreContractTest extends StoreContract {
    @TempDir
    Path folder;

    @TempDir
    Path elsewhere;

    @Override
    protected Store open() {
        return new LocalStore();
    }

    @Override
    public Location at(String name) {
        return Location.local(folder + "/" + name);
    }

    @Override
    public void put(String name, Content content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        // Replaced by a rename, as programs do that care; one that is written over is another test's.
        Files.move(content.writeTo(elsewhere.resolve("new")), file, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public Optional<Content> get(String name) throws IOException {
        Path file = folder.resolve(name);
        return Files.exists(file) ? Optional.of(Content.of(Files.readAllBytes(file))) : Optional.empty();
    }

    @Override
    public Optional<Set<String>> names() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return Optional.of(
                    all.map(path -> folder.relativize(path).toString()).collect(Collectors.toSet()));
        }
    }
}
