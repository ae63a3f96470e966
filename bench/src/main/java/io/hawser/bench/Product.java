package io.hawser.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** What a piece of work makes, so that it can be made again and nobody is fast by leaving something out. */
interface Product {
    /** Removes what an earlier run made. */
    void clear() throws IOException;

    /** Throws when it is not all there. */
    void check() throws IOException;

    /** A file of a size. */
    static Product file(Path file, long size) {
        return new Product() {
            @Override
            public void clear() throws IOException {
                Files.deleteIfExists(file);
            }

            @Override
            public void check() throws IOException {
                if (Files.size(file) != size) {
                    throw new IOException(file + " has " + Files.size(file) + " bytes instead of " + size);
                }
            }
        };
    }

    /** Files of one size below a folder. */
    static Product files(Path folder, int count, long size) {
        return new Product() {
            @Override
            public void clear() throws IOException {
                delete(folder);
            }

            @Override
            public void check() throws IOException {
                try (Stream<Path> all = Files.walk(folder)) {
                    long right = all.map(Path::toFile)
                            .filter(file -> file.isFile() && file.length() == size)
                            .count();
                    if (right != count) {
                        throw new IOException(folder + " has " + right + " right files instead of " + count);
                    }
                }
            }
        };
    }

    /** Files of one size in a folder that is there, and empty, when they are to be made. */
    static Product filesIn(Path folder, int count, long size) {
        var files = files(folder, count, size);
        return new Product() {
            @Override
            public void clear() throws IOException {
                files.clear();
                Files.createDirectory(folder);
            }

            @Override
            public void check() throws IOException {
                files.check();
            }
        };
    }

    /** Removes a file or folder, if it is there. */
    static void delete(Path path) throws IOException {
        if (Files.notExists(path)) {
            return;
        }
        try (Stream<Path> all = Files.walk(path)) {
            for (var each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
