package io.hawser.local;

import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.store.Scope;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.Channel;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Opens a pipe or a device. Opening a pipe waits for its other end, in a system call that nothing in Java can break off; so a thread of its own waits there,
 * and is set free by opening the other end until it is through.
 */
final class SpecialFile {
    private SpecialFile() {}

    /** How to open it. */
    interface Opening<C> {
        C open() throws IOException;
    }

    /** Opens {@code path} by {@code opening}, however long its other end takes, unless {@code scope} is stopped. */
    static <C extends Channel> C open(Location location, Path path, String action, Opening<C> opening, Scope scope)
            throws StoreException {
        scope.expectPatience();
        var opened = new CompletableFuture<C>();
        Thread.ofPlatform().name("hawser-open").daemon(true).start(() -> {
            try {
                opened.complete(opening.open());
            } catch (IOException | RuntimeException e) {
                opened.completeExceptionally(e);
            }
        });
        C channel;
        try (var _ = scope.hold(() -> release(location, path, opened))) {
            channel = opened.get();
        } catch (ExecutionException e) {
            throw LocalFailure.of(
                    location, action, e.getCause() instanceof IOException io ? io : new IOException(e.getCause()));
        } catch (InterruptedException e) {
            release(location, path, opened);
            opened.thenAccept(late -> closeQuietly(location, late));
            Thread.currentThread().interrupt();
            throw new StoreException.Unavailable(location, "interrupted while it waited for the other end", e);
        }
        if (scope.stopped()) {
            closeQuietly(location, channel);
            throw new StoreException.Unavailable(location, "stopped while it waited for the other end");
        }
        return channel;
    }

    /**
     * Lets whoever waits for the other end of a pipe, or is about to, go on: Linux opens a pipe for both directions without waiting. It stays open until he is through,
     * since he may come only after this.
     */
    private static void release(Location location, Path path, CompletableFuture<? extends Channel> opened) {
        try {
            var otherEnd = new RandomAccessFile(path.toFile(), "rw").getChannel();
            opened.whenComplete((_, _) -> closeQuietly(location, otherEnd));
        } catch (IOException e) {
            System.getLogger("io.hawser").log(System.Logger.Level.WARNING, "cannot stop waiting for " + path, e);
        }
    }

    private static void closeQuietly(Location location, Channel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            System.getLogger("io.hawser").log(System.Logger.Level.WARNING, "cannot close " + location, e);
        }
    }
}
