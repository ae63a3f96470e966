package io.hawser.server.jail;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** A folder being listed by its descriptor: a buffer full of names at a time. */
final class LinuxFolder implements JailedFolder {
    private static final int BUFFER = 32 * 1024;

    /** Where the parts of {@code struct linux_dirent64} of getdents64(2) begin. */
    private static final int LENGTH_AT = 16;

    private static final int NAME_AT = 19;

    /** Longer than the longest name of any file system. */
    private static final int LONGEST_NAME = Calls.PATH_MAX;

    private final Descriptor descriptor;
    private final FilePath path;

    /** What the kernel told of and nobody asked for yet. */
    private ByteBuffer told = ByteBuffer.allocate(0);

    private boolean ended;

    LinuxFolder(int number, FilePath path) {
        this.descriptor = new Descriptor(number);
        this.path = path;
    }

    @Override
    public List<Entry> next(int most) throws IOException {
        List<Entry> entries = new ArrayList<>();
        try (var calls = new Calls()) {
            var structure = StatusStructure.in(calls);
            var name = calls.memory(LONGEST_NAME);
            while (entries.size() < most && (told.hasRemaining() || more(calls))) {
                byte[] bytes = nextName();
                if (!isDots(bytes)) {
                    MemorySegment.copy(bytes, 0, name, ValueLayout.JAVA_BYTE, 0, bytes.length);
                    name.set(ValueLayout.JAVA_BYTE, bytes.length, (byte) 0);
                    long result = descriptor.use(number -> calls.status(number, name, structure));
                    if (result != -Errno.ENOENT) {
                        Errno.check(result, path);
                        entries.add(new Entry(FilePath.of(bytes), structure.status()));
                    }
                }
            }
        }
        return entries;
    }

    private boolean more(Calls calls) throws IOException {
        if (ended) {
            return false;
        }
        try (var lease = TransferBuffers.lease(BUFFER)) {
            var buffer = lease.memory().asSlice(0, BUFFER);
            long count = Errno.check(descriptor.use(number -> calls.entries(number, buffer)), path);
            told = ByteBuffer.wrap(buffer.asSlice(0, count).toArray(ValueLayout.JAVA_BYTE))
                    .order(ByteOrder.nativeOrder());
            ended = count == 0;
        }
        return !ended;
    }

    private byte[] nextName() {
        int start = told.position();
        int end = start + Short.toUnsignedInt(told.getShort(start + LENGTH_AT));
        int nameEnd = start + NAME_AT;
        while (nameEnd < end && told.get(nameEnd) != 0) {
            nameEnd++;
        }
        var name = new byte[nameEnd - start - NAME_AT];
        told.get(start + NAME_AT, name);
        told.position(end);
        return name;
    }

    private static boolean isDots(byte[] name) {
        return name[0] == '.' && (name.length == 1 || name.length == 2 && name[1] == '.');
    }

    @Override
    public void close() {
        descriptor.close();
    }
}
