package io.hawser.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.ByteRange;
import io.hawser.Entry;
import io.hawser.StoreException;
import io.hawser.store.Capabilities.Capability;
import io.hawser.store.Part;
import io.hawser.store.Placement;
import io.hawser.store.Scope;
import io.hawser.store.Sink;
import io.hawser.store.Source;
import io.hawser.store.UploadOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What writing promises: the bytes, whole, under their name. */
public interface UploadContract extends StoreUnderTest {
    /** Begins an upload of a source. */
    private DrivenUpload begin(String name, Source source, UploadOptions options) throws StoreException {
        return DrivenUpload.begin(store().upload(at(name), options, Scope.unlimited()), source);
    }

    /** Uploads a content in parts, in order. */
    private Entry upload(String name, Content content) throws Exception {
        try (DrivenUpload upload = begin(name, ContentSource.of(content, "1"), UploadOptions.defaults())) {
            for (ByteRange part : upload.parts(content.size())) {
                upload.write(part);
            }
            return upload.commit(content.size());
        }
    }

    private void assertThere(String name, Content content) throws Exception {
        assertThat(get(name)).as(name).isPresent();
        assertThat(content.mismatch(get(name).orElseThrow().stream())).as(name).isEmpty();
    }

    @Test
    default void writingIsDeclaredOrUnsupported() throws Exception {
        if (can(Capability.WRITE)) {
            upload("file", Content.text("x"));
            assertThere("file", Content.text("x"));
        } else {
            StoreContract.assertUnsupported(() -> upload("file", Content.text("x")));
            assertThat(get("file")).isEmpty();
        }
    }

    @Test
    default void filesOfAllSizesAreWritten() throws Exception {
        if (!can(Capability.WRITE)) {
            return;
        }
        for (long size : ReadContract.SIZES) {
            Content content = Content.random(size, size);
            Entry committed = upload("file" + size, content);
            assertThere("file" + size, content);
            assertThat(committed.location()).isEqualTo(at("file" + size));
            committed.size().ifPresent(told -> assertThat(told).isEqualTo(size));
            Entry stat = store().stat(at("file" + size), Scope.unlimited());
            stat.size().ifPresent(told -> assertThat(told).isEqualTo(size));
            if (committed.version().isPresent()) {
                assertThat(stat.version()).isEqualTo(committed.version());
            }
        }
    }

    @Test
    default void partsComeInAnyOrderFromSeveralThreads() throws Exception {
        if (!can(Capability.WRITE)) {
            return;
        }
        try (DrivenUpload probe = begin("probe", ContentSource.of(Content.empty(), "1"), UploadOptions.defaults())) {
            Placement placement = probe.upload().placement();
            probe.upload().abort();
            if (placement instanceof Placement.Whole || placement instanceof Placement.InOrder) {
                return;
            }
            Content content = Content.random(11, DrivenUpload.sizeOfSeveralParts(placement));
            ContentSource source = ContentSource.of(content, "1");
            try (DrivenUpload upload = begin("file", source, UploadOptions.defaults())) {
                List<ByteRange> parts = new ArrayList<>(upload.parts(content.size()));
                Collections.shuffle(parts, new Random(1));
                Together.run(parts.size(), number -> upload.write(parts.get(number)));
                upload.commit(content.size());
            }
            assertThere("file", content);
        }
    }

    @Test
    default void aFileOfUnknownSizeIsWritten() throws Exception {
        if (!can(Capability.WRITE)) {
            return;
        }
        Content content = Content.random(12, 1_234_567);
        try (DrivenUpload upload = begin("file", ContentSource.unsized(content, "1"), UploadOptions.defaults())) {
            upload.write(ByteRange.from(0));
            upload.commit(content.size());
        }
        assertThere("file", content);
    }

    @Test
    default void anOverwrittenFileHasNothingOfTheOldOne() throws Exception {
        if (!can(Capability.WRITE)) {
            return;
        }
        put("file", Content.random(13, 2_000_000));
        upload("file", Content.random(14, 1_000));
        assertThere("file", Content.random(14, 1_000));
        upload("file", Content.random(15, 1_500_000));
        assertThere("file", Content.random(15, 1_500_000));
    }

    @Test
    default void oddNamesAreWritten() throws Exception {
        if (!can(Capability.WRITE)) {
            return;
        }
        for (String name : oddNames()) {
            upload(name, Content.text(name));
            assertThere(name, Content.text(name));
        }
    }

    /** A part that fails after half of its bytes. */
    private static Part failing(Part part, IOException failure) {
        return new Part() {
            @Override
            public ByteRange range() {
                return part.range();
            }

            @Override
            public long copyTo(Sink sink) throws IOException {
                ByteRange half = ByteRange.of(range().start(), range().length() / 2);
                byte[] bytes = new byte[(int) half.length()];
                sink.write(half.start(), ByteBuffer.wrap(bytes));
                throw failure;
            }

            @Override
            public boolean replayable() {
                return true;
            }
        };
    }

    @Test
    default void whatAPartThrowsComesOutUnchangedAndThePartCanBeWrittenAgain() throws Exception {
        if (!can(Capability.WRITE)) {
            return;
        }
        Content content = Content.random(16, 1_000_000);
        ContentSource source = ContentSource.of(content, "1");
        put("file", Content.text("old"));
        IOException failure = new IOException("the source broke off");
        try (DrivenUpload upload = begin("file", source, UploadOptions.defaults())) {
            if (upload.upload().placement() instanceof Placement.InOrder) {
                return;
            }
            ByteRange part = new ByteRange(0, content.size());
            assertThatThrownBy(() ->
                            upload.upload().write(failing(new SourcedPart(source, part), failure), Scope.unlimited()))
                    .isSameAs(failure);
            assertThere("file", Content.text("old"));
            upload.write(part);
            upload.commit(content.size());
        }
        assertThere("file", content);
    }

    @Test
    default void filesAreWrittenAtOnce() throws Exception {
        if (!can(Capability.WRITE)) {
            return;
        }
        Together.run(4, number -> upload("file" + number, Content.random(number, 1_500_000 + number)));
        for (int number = 0; number < 4; number++) {
            assertThere("file" + number, Content.random(number, 1_500_000 + number));
        }
    }
}
