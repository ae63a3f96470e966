package io.hawser.local;

import io.hawser.ByteRange;
import io.hawser.Entry;
import io.hawser.Kind;
import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.store.Fragment;
import io.hawser.store.Part;
import io.hawser.store.Placement;
import io.hawser.store.Receipt;
import io.hawser.store.Scope;
import io.hawser.store.Sink;
import io.hawser.store.Source;
import io.hawser.store.Upload;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;

/** Writes to something that is no file on disk: standard output, a pipe, a device. Directly, in order, with nothing beside it and no rename. */
final class SpecialUpload implements Upload {
    private final Location location;
    private final WritableByteChannel channel;
    private final boolean ours;

    private SpecialUpload(Location location, WritableByteChannel channel, boolean ours) {
        this.location = location;
        this.channel = channel;
        this.ours = ours;
    }

    /** Standard output, which stays open. */
    static SpecialUpload standardOutput(Location location) {
        @SuppressWarnings("resource") // the process's own standard output
        var out = new FileOutputStream(FileDescriptor.out);
        return new SpecialUpload(location, out.getChannel(), false);
    }

    /** A pipe, which waits here for its reader, or a device. */
    static SpecialUpload of(Location location, Path path, Scope scope) throws StoreException {
        var channel = SpecialFile.open(
                location, path, "write", () -> Files.newByteChannel(path, StandardOpenOption.WRITE), scope);
        return new SpecialUpload(location, channel, true);
    }

    @Override
    public Placement placement() {
        return new Placement.InOrder();
    }

    @Override
    public List<Fragment> begin(Source source, Scope scope) {
        return List.of();
    }

    @Override
    public Receipt write(Part part, Scope scope) throws IOException {
        // Whoever reads a pipe may take a pause of any length.
        scope.expectPatience();
        long end = part.copyTo(Sink.inOrder((position, bytes) -> {
            var writer = Thread.currentThread();
            try (var _ = scope.hold(writer::interrupt)) {
                put(bytes);
            }
        }));
        return new Receipt(new ByteRange(part.range().start(), end), "");
    }

    private void put(ByteBuffer bytes) throws StoreException {
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            var shown = location.isStandardStream() ? "standard output" : location.toString();
            if (String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("broken pipe")) {
                throw new StoreException.Local(shown, "its reader closed it (broken pipe)", new BrokenPipe(e));
            }
            throw new StoreException.Local(shown, "cannot write: " + e.getMessage(), e);
        }
    }

    @Override
    public Entry commit(List<Receipt> receipts, long size, Scope scope) throws StoreException {
        close();
        return Entry.file(location).withKind(Kind.SPECIAL).withSize(size);
    }

    @Override
    public void abort() {
        // What went out cannot be called back.
    }

    @Override
    public void close() {
        if (ours) {
            try {
                channel.close();
            } catch (IOException e) {
                System.getLogger("io.hawser").log(System.Logger.Level.WARNING, "cannot close " + location, e);
            }
        }
    }
}
