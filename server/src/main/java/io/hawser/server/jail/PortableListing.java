package io.hawser.server.jail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** A folder being listed by the JDK. */
final class PortableListing implements JailedFolder {
    private final PortableFolder folder;
    private final FilePath path;
    private final Iterator<Path> names;

    PortableListing(PortableFolder folder, FilePath path) {
        this.folder = folder;
        this.path = path;
        this.names = folder.stream().iterator();
    }

    @Override
    public List<Entry> next(int most) throws IOException {
        return PortableFailure.telling(path, null, () -> entries(most));
    }

    private List<Entry> entries(int most) throws IOException {
        List<Entry> entries = new ArrayList<>();
        try {
            while (entries.size() < most && names.hasNext()) {
                Path name = names.next().getFileName();
                try {
                    entries.add(new Entry(NativePath.ofName(name), folder.status(name)));
                } catch (NoSuchFileException _) {
                    // It has gone since the folder was read.
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return entries;
    }

    @Override
    public void close() {
        try {
            folder.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
