package io.hawser.server.jail;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;

/** A file by its descriptor. */
final class LinuxFile implements JailedFile {
    private final Descriptor descriptor;
    private final FilePath path;

    LinuxFile(int number, FilePath path) {
        this.descriptor = new Descriptor(number);
        this.path = path;
    }

    @Override
    public int read(long position, ByteBuffer buffer) throws IOException {
        if (!buffer.hasRemaining()) {
            return 0;
        }
        var target = MemorySegment.ofBuffer(buffer);
        int count;
        if (target.isNative()) {
            count = read(position, target);
        } else {
            try (var lease = TransferBuffers.lease(target.byteSize())) {
                count = read(position, lease.memory().asSlice(0, target.byteSize()));
                MemorySegment.copy(lease.memory(), 0, target, 0, Math.max(count, 0));
            }
        }
        buffer.position(buffer.position() + Math.max(count, 0));
        return count;
    }

    private int read(long position, MemorySegment target) throws IOException {
        long done = 0;
        try (var calls = new Calls()) {
            while (done < target.byteSize()) {
                var rest = target.asSlice(done);
                long from = position + done;
                long count = check(descriptor.use(number -> calls.read(number, rest, from)));
                if (count == 0) {
                    break;
                }
                done += count;
            }
        }
        return done == 0 ? -1 : (int) done;
    }

    @Override
    public void write(long position, ByteBuffer bytes) throws IOException {
        var source = MemorySegment.ofBuffer(bytes);
        if (source.isNative()) {
            write(position, source);
        } else {
            // Copied as a whole: of one call of the kernel, nobody else's bytes get into the middle of what is
            // appended.
            try (var lease = TransferBuffers.lease(source.byteSize())) {
                MemorySegment.copy(source, 0, lease.memory(), 0, source.byteSize());
                write(position, lease.memory().asSlice(0, source.byteSize()));
            }
        }
        bytes.position(bytes.limit());
    }

    /** Opened to append, Linux writes at the end whatever the position; see BUGS in pwrite(2). */
    private void write(long position, MemorySegment source) throws IOException {
        try (var calls = new Calls()) {
            for (long done = 0; done < source.byteSize(); ) {
                var rest = source.asSlice(done);
                long to = position + done;
                long count = check(descriptor.use(number -> calls.write(number, rest, to)));
                if (count == 0) {
                    throw new FileSystemException(path.toString(), null, "Nothing could be written");
                }
                done += count;
            }
        }
    }

    @Override
    public FileStatus status() throws IOException {
        try (var calls = new Calls()) {
            var structure = StatusStructure.in(calls);
            check(descriptor.use(number -> calls.status(number, structure)));
            return structure.status();
        }
    }

    @Override
    public void setMode(int mode) throws IOException {
        try (var calls = new Calls()) {
            check(descriptor.use(number -> calls.setMode(number, mode & LinuxJail.SETTABLE)));
        }
    }

    @Override
    public void setOwner(int user, int group) throws IOException {
        try (var calls = new Calls()) {
            check(descriptor.use(number -> calls.setOwner(number, user, group)));
        }
    }

    @Override
    public void setTimes(long accessed, long modified) throws IOException {
        try (var calls = new Calls()) {
            check(descriptor.use(number -> calls.setTimes(number, null, accessed, modified)));
        }
    }

    @Override
    public void truncate(long size) throws IOException {
        try (var calls = new Calls()) {
            check(descriptor.use(number -> calls.truncate(number, size)));
        }
    }

    @Override
    public void force() throws IOException {
        try (var calls = new Calls()) {
            check(descriptor.use(calls::force));
        }
    }

    @Override
    public SpaceStatus space() throws IOException {
        try (var calls = new Calls()) {
            var structure = SpaceStructure.in(calls);
            check(descriptor.use(number -> calls.space(number, structure)));
            return structure.status();
        }
    }

    private long check(long result) throws IOException {
        return Errno.check(result, path);
    }

    @Override
    public void close() throws IOException {
        check(descriptor.close());
    }
}
