package io.hawser.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.ByteRange;
import io.hawser.Digest;
import io.hawser.Entry;
import io.hawser.Kind;
import io.hawser.StoreException;
import io.hawser.store.Access;
import io.hawser.store.OpenOptions;
import io.hawser.store.Scope;
import io.hawser.store.Sink;
import io.hawser.store.Source;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What reading promises. */
public interface ReadContract extends StoreUnderTest {
    /** Around the borders of what stores read at a time. */
    List<Long> SIZES = List.of(0L, 1L, 2L, 65_535L, 65_536L, 65_537L, 1_048_576L, 1_048_577L, 3_145_727L);

    /** Opens a name to be read from its beginning. */
    default Source openSource(String name) throws StoreException {
        return store().open(at(name), OpenOptions.whole(), Scope.unlimited());
    }

    /** Reads a range in order. */
    static byte[] read(Source source, ByteRange range) throws IOException {
        CollectingSink sink = CollectingSink.inOrder(range);
        long end = source.read(range, sink, Scope.unlimited());
        byte[] bytes = sink.bytes();
        assertThat(end).as("the position after the last byte").isEqualTo(range.start() + bytes.length);
        return bytes;
    }

    /** Says where bytes differ from what they should be, instead of showing them all. */
    static void assertBytes(Content expected, byte[] actual) throws IOException {
        assertThat(expected.mismatch(Content.of(actual).stream()))
                .as("the first difference in %d bytes from %d expected ones", actual.length, expected.size())
                .isEmpty();
    }

    @Test
    default void filesOfAllSizesAreReadWhole() throws Exception {
        for (long size : SIZES) {
            Content content = Content.random(size, size);
            put("file", content);
            try (Source source = openSource("file")) {
                assertThat(source.entry().kind()).isEqualTo(Kind.FILE);
                assertThat(source.entry().location()).isEqualTo(at("file"));
                source.entry().size().ifPresent(told -> assertThat(told).isEqualTo(size));
                assertBytes(content, read(source, new ByteRange(0, size)));
            }
        }
    }

    @Test
    default void anOpenRangeEndsWhereTheFileDoes() throws Exception {
        Content content = Content.random(1, 300_001);
        put("file", content);
        put("empty", Content.empty());
        try (Source source = openSource("file")) {
            assertBytes(content, read(source, ByteRange.from(0)));
            if (source.access() != Access.ONCE) {
                assertBytes(content.slice(299_999, 2), read(source, ByteRange.from(299_999)));
            }
        }
        try (Source source = openSource("empty")) {
            assertThat(read(source, ByteRange.from(0))).isEmpty();
        }
    }

    @Test
    default void rangesAreExactInAnySequence() throws Exception {
        Content content = Content.random(2, 1_000_003);
        put("file", content);
        ByteRange first = new ByteRange(500, 70_000);
        try (Source source = store().open(at("file"), OpenOptions.first(first), Scope.unlimited())) {
            if (source.access() == Access.ONCE) {
                return;
            }
            for (ByteRange range : List.of(
                    first,
                    new ByteRange(1_000_002, 1_000_003),
                    new ByteRange(0, 1),
                    new ByteRange(65_535, 131_073),
                    new ByteRange(7, 7),
                    first,
                    new ByteRange(0, 1_000_003))) {
                assertBytes(content.slice(range.start(), range.length()), read(source, range));
            }
        }
    }

    @Test
    default void unorderedSinksGetEachByteOnce() throws Exception {
        Content content = Content.random(3, 2_000_001);
        put("file", content);
        try (Source source = openSource("file")) {
            ByteRange whole = new ByteRange(0, content.size());
            CollectingSink sink = CollectingSink.anyOrder(whole);
            assertThat(source.read(whole, sink, Scope.unlimited())).isEqualTo(content.size());
            assertBytes(content, sink.bytes());
        }
    }

    @Test
    default void moreThanThereIsFails() throws Exception {
        put("file", Content.random(4, 1000));
        try (Source source = openSource("file")) {
            assertThatThrownBy(() -> read(source, new ByteRange(0, 1001))).isInstanceOf(StoreException.class);
        }
    }

    @Test
    default void severalRangesAreReadAtOnce() throws Exception {
        Content content = Content.random(5, 4_000_000);
        put("file", content);
        try (Source source = openSource("file")) {
            if (source.access() == Access.RANGES) {
                Together.run(4, number -> {
                    ByteRange range = ByteRange.of(number * 1_000_000L, 1_000_000);
                    assertThat(read(source, range))
                            .isEqualTo(
                                    content.slice(range.start(), range.length()).bytes());
                });
            }
        }
    }

    @Test
    default void severalFilesAreReadAtOnce() throws Exception {
        for (int file = 0; file < 8; file++) {
            put("file" + file, Content.random(file, 100_000 + file));
        }
        Together.run(8, number -> {
            try (Source source = openSource("file" + number)) {
                assertBytes(Content.random(number, 100_000 + number), read(source, ByteRange.from(0)));
            }
        });
    }

    @Test
    default void whatIsMissingIsNotFound() {
        assertThatThrownBy(() -> openSource("none")).isInstanceOf(StoreException.NotFound.class);
        assertThatThrownBy(() -> store().stat(at("none"), Scope.unlimited()))
                .isInstanceOf(StoreException.NotFound.class);
        assertThatThrownBy(() -> openSource("no folder/none")).isInstanceOf(StoreException.NotFound.class);
    }

    @Test
    default void whatIsForbiddenIsDenied() throws Exception {
        if (denied().isPresent()) {
            assertThatThrownBy(() -> store().open(denied().get(), OpenOptions.whole(), Scope.unlimited()))
                    .isInstanceOf(StoreException.Denied.class);
        }
    }

    @Test
    default void statSaysWhatOpenSays() throws Exception {
        put("file", Content.random(6, 12_345));
        Entry entry = store().stat(at("file"), Scope.unlimited());
        assertThat(entry.location()).isEqualTo(at("file"));
        assertThat(entry.kind()).isEqualTo(Kind.FILE);
        try (Source source = openSource("file")) {
            assertThat(source.entry().size()).isEqualTo(entry.size());
            assertThat(source.entry().version()).isEqualTo(entry.version());
        }
    }

    @Test
    default void aKnownEntryOpensItsFile() throws Exception {
        Content content = Content.random(7, 12_345);
        put("file", content);
        Entry entry = store().stat(at("file"), Scope.unlimited());
        OpenOptions known = OpenOptions.first(new ByteRange(0, 12_345)).withKnown(entry);
        try (Source source = store().open(at("file"), known, Scope.unlimited())) {
            assertBytes(content, read(source, new ByteRange(0, 12_345)));
        }
    }

    @Test
    default void digestsAreOfTheContent() throws Exception {
        Content content = Content.random(8, 12_345);
        put("file", content);
        try (Source source = openSource("file")) {
            for (Digest digest : source.entry().digests()) {
                Digest right = digest.parts().isPresent()
                        ? content.digestOfParts(
                                digest.algorithm(), digest.parts().get().size())
                        : content.digest(digest.algorithm());
                assertThat(digest).isEqualTo(right);
            }
        }
    }

    @Test
    default void whatTheSinkThrowsComesOutUnchanged() throws Exception {
        put("file", Content.random(9, 500_000));
        IOException full = new IOException("the disk is full");
        Sink sink = Sink.inOrder((position, bytes) -> {
            throw full;
        });
        try (Source source = openSource("file")) {
            assertThatThrownBy(() -> source.read(new ByteRange(0, 500_000), sink, Scope.unlimited()))
                    .isSameAs(full);
            if (source.access() != Access.ONCE) {
                assertThat(read(source, new ByteRange(0, 10))).hasSize(10);
            }
        }
    }

    @Test
    default void oddNamesAreRead() throws Exception {
        for (String name : oddNames()) {
            Content content = Content.text("the content of " + name);
            put(name, content);
            assertThat(store().stat(at(name), Scope.unlimited()).kind())
                    .as(name)
                    .isEqualTo(Kind.FILE);
            try (Source source = openSource(name)) {
                assertBytes(content, read(source, ByteRange.from(0)));
            }
        }
    }

    @Test
    default void aSourceMayBeClosedTwiceAndUnread() throws Exception {
        put("file", Content.random(10, 3_000_000));
        for (int i = 0; i < 3; i++) {
            Source source = store().open(at("file"), OpenOptions.whole(), Scope.unlimited());
            source.close();
            source.close();
        }
        try (Source source = openSource("file")) {
            assertThat(read(source, new ByteRange(0, 1000))).hasSize(1000);
        }
    }
}
