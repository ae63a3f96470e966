package io.hawser.testkit.ssh;

import io.hawser.testkit.Content;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** What one session has open. Handles are never used again, so that a client that does is told. */
final class OpenHandles {
    /** What a handle stands for. */
    sealed interface Open {
        String path();
    }

    /** {@code key} and {@code attributes} are those of the file when it was opened. */
    record OpenFile(String path, FileChannel channel, Object key, SftpAttributes attributes) implements Open {}

    record OpenContent(String path, Content content) implements Open {}

    record OpenFolder(String path, Iterator<SftpReply.Name> names) implements Open {}

    private final Map<Integer, Open> open = new ConcurrentHashMap<>();
    private final AtomicInteger last = new AtomicInteger();
    private final AtomicInteger total;

    /** {@code total} counts what all sessions have open. */
    OpenHandles(AtomicInteger total) {
        this.total = total;
    }

    int add(Open what) {
        int handle = last.incrementAndGet();
        open.put(handle, what);
        total.incrementAndGet();
        return handle;
    }

    int last() {
        return last.get();
    }

    int count() {
        return open.size();
    }

    Optional<Open> find(byte[] handle) {
        return handle.length == Integer.BYTES
                ? Optional.ofNullable(open.get(new PacketReader(handle).u32()))
                : Optional.empty();
    }

    <T extends Open> T get(byte[] handle, Class<T> type) throws IOException {
        return find(handle)
                .filter(type::isInstance)
                .map(type::cast)
                .orElseThrow(() -> new NoSuchFileException("no such handle"));
    }

    void close(byte[] handle) throws IOException {
        get(handle, Open.class);
        close(new PacketReader(handle).u32());
    }

    void close(int handle) throws IOException {
        Open what = open.remove(handle);
        if (what == null) {
            return;
        }
        total.decrementAndGet();
        if (what instanceof OpenFile file) {
            file.channel().close();
        }
    }

    void closeAll() throws IOException {
        for (int handle : open.keySet()) {
            close(handle);
        }
    }
}
