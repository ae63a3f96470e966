package io.hawser.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.ByteRange;
import io.hawser.Entry;
import io.hawser.StoreException;
import io.hawser.store.Capabilities.Capability;
import io.hawser.store.OpenOptions;
import io.hawser.store.Receipt;
import io.hawser.store.Scope;
import io.hawser.store.ServerCopy;
import io.hawser.store.Source;
import io.hawser.store.Upload;
import io.hawser.store.UploadOptions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a copy that the store makes by itself promises. */
public interface ServerCopyContract extends StoreUnderTest {
    private Upload upload(String name) throws StoreException {
        return store().upload(at(name), UploadOptions.defaults().withPartSize(5 << 20), Scope.unlimited());
    }

    private Source open(String name) throws StoreException {
        return store().open(at(name), OpenOptions.look(), Scope.unlimited());
    }

    private static ServerCopy copying(Upload upload, Source source) {
        return upload.serverCopy(source)
                .orElseThrow(() -> new AssertionError("the store declares copies by itself and makes none"));
    }

    /** The pieces of what is missing. */
    private static List<ByteRange> pieces(ServerCopy copy, List<ByteRange> held, long size) {
        List<ByteRange> pieces = new ArrayList<>();
        long step = copy.pieceSize(size);
        for (long start = 0; start < size || pieces.isEmpty() && held.isEmpty(); start += step) {
            ByteRange piece = new ByteRange(start, Math.min(size, start + step));
            if (held.stream().noneMatch(range -> range.contains(piece))) {
                pieces.add(piece);
            }
        }
        return pieces;
    }

    private Entry copy(String from, String to, long size) throws Exception {
        try (Source source = open(from);
                Upload upload = upload(to)) {
            ServerCopy copy = copying(upload, source);
            List<ByteRange> held = copy.begin(Scope.unlimited());
            List<Receipt> receipts = new ArrayList<>();
            for (ByteRange piece : pieces(copy, held, size)) {
                receipts.add(copy.copy(piece, Scope.unlimited()));
            }
            return upload.commit(receipts, size, Scope.unlimited());
        }
    }

    private void assertIs(String name, Content content) throws Exception {
        assertThat(get(name)).as(name).isPresent();
        assertThat(content.mismatch(get(name).orElseThrow().stream())).as(name).isEmpty();
    }

    @Test
    default void copyingByItselfIsDeclaredOrNotOffered() throws Exception {
        if (!can(Capability.WRITE)) {
            assertThat(can(Capability.SERVER_COPY)).isFalse();
            return;
        }
        put("from", Content.random(1, 1000));
        try (Source source = open("from");
                Upload upload = upload("to")) {
            assertThat(upload.serverCopy(source).isPresent()).isEqualTo(can(Capability.SERVER_COPY));
            assertThat(upload.serverCopy(ContentSource.of(Content.empty(), "1")))
                    .as("a copy of what the store does not have")
                    .isEmpty();
            upload.abort();
        }
    }

    @Test
    default void copiesOfAllSizesAreWhole() throws Exception {
        if (!can(Capability.SERVER_COPY)) {
            return;
        }
        for (long size : List.of(0L, 1L, 1000L, (5L << 20) - 1, 5L << 20, (12L << 20) + 7)) {
            Content content = Content.random(size, size);
            put("from", content);
            put("to", Content.text("old"));
            Entry there = copy("from", "to", size);
            assertIs("to", content);
            there.size().ifPresent(told -> assertThat(told).isEqualTo(size));
        }
    }

    @Test
    default void nothingOfItIsVisibleBeforeTheCommit() throws Exception {
        if (!can(Capability.SERVER_COPY)) {
            return;
        }
        Content old = Content.text("old");
        put("from", Content.random(2, 1000));
        put("to", old);
        try (Source source = open("from");
                Upload upload = upload("to")) {
            ServerCopy copy = copying(upload, source);
            copy.begin(Scope.unlimited());
            copy.copy(new ByteRange(0, 1000), Scope.unlimited());
            assertIs("to", old);
            upload.abort();
        }
        assertIs("to", old);
    }

    @Test
    default void aSourceThatChangedIsAConflict() throws Exception {
        if (!can(Capability.SERVER_COPY)) {
            return;
        }
        put("from", Content.random(3, 1000));
        try (Source source = open("from");
                Upload upload = upload("to")) {
            if (source.entry().version().isEmpty()) {
                return;
            }
            put("from", Content.random(4, 1000));
            ServerCopy copy = copying(upload, source);
            assertThatThrownBy(() -> {
                        copy.begin(Scope.unlimited());
                        Receipt receipt = copy.copy(new ByteRange(0, 1000), Scope.unlimited());
                        source.confirm(Scope.unlimited());
                        upload.commit(List.of(receipt), 1000, Scope.unlimited());
                    })
                    .isInstanceOf(StoreException.Conflict.class);
        }
        assertThat(get("to")).isEmpty();
    }

    @Test
    default void aCopyByItselfGoesOnWhereItStopped() throws Exception {
        if (!can(Capability.SERVER_COPY) || !can(Capability.RESUME)) {
            return;
        }
        Content content = Content.random(5, 12 << 20);
        put("from", content);
        List<ByteRange> pieces;
        try (Source source = open("from");
                Upload upload = upload("to")) {
            ServerCopy copy = copying(upload, source);
            assertThat(copy.begin(Scope.unlimited())).isEmpty();
            if (source.entry().version().isEmpty()) {
                // Nothing tells that a later source is the same.
                return;
            }
            pieces = pieces(copy, List.of(), content.size());
            copy.copy(pieces.getFirst(), Scope.unlimited());
        }
        assertThat(get("to")).isEmpty();
        if (pieces.size() > 1) {
            try (Source source = open("from");
                    Upload upload = upload("to")) {
                assertThat(copying(upload, source).begin(Scope.unlimited())).containsExactly(pieces.getFirst());
            }
        }
        copy("from", "to", content.size());
        assertIs("to", content);
    }
}
