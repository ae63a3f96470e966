package io.hawser.server.jail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the JDK knows of a file system: nothing of how many files there are. */
final class PortableSpace {
    /** NAME_MAX of nearly every file system. */
    private static final int LONGEST_NAME = 255;

    private PortableSpace() {}

    static SpaceStatus of(Path path) throws IOException {
        var store = Files.getFileStore(path);
        long block = store.getBlockSize();
        return new SpaceStatus(
                block,
                block,
                store.getTotalSpace() / block,
                store.getUnallocatedSpace() / block,
                store.getUsableSpace() / block,
                0,
                0,
                0,
                0,
                store.isReadOnly(),
                false,
                LONGEST_NAME);
    }
}
