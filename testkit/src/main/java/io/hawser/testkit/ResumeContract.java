package io.hawser.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.ByteRange;
import io.hawser.StoreException;
import io.hawser.store.Capabilities.Capability;
import io.hawser.store.Fragment;
import io.hawser.store.Placement;
import io.hawser.store.Scope;
import io.hawser.store.UploadOptions;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** What an upload that was let go leaves for the next one of the same source, and only of that. */
public interface ResumeContract extends StoreUnderTest {
    private DrivenUpload begin(ContentSource source) throws StoreException {
        return DrivenUpload.begin(store().upload(at("file"), UploadOptions.defaults(), Scope.unlimited()), source);
    }

    private void assertContent(Content content) throws Exception {
        assertThat(get("file")).isPresent();
        assertThat(content.mismatch(get("file").orElseThrow().stream())).isEmpty();
    }

    /** A content of several parts, and none if the store takes none. */
    private List<ByteRange> leaveTwoParts(Content content, String version) throws Exception {
        try (DrivenUpload upload = begin(ContentSource.of(content, version))) {
            List<ByteRange> parts = upload.parts(content.size());
            if (parts.size() > 2) {
                upload.write(parts.get(0));
                upload.write(parts.get(2));
            }
            return parts;
        }
    }

    private Content severalParts() throws Exception {
        try (DrivenUpload probe = begin(ContentSource.of(Content.empty(), "1"))) {
            probe.upload().abort();
            Placement placement = probe.upload().placement();
            return Content.random(31, DrivenUpload.sizeOfSeveralParts(placement));
        }
    }

    @Test
    default void resumingIsDeclaredOrNothingIsKept() throws Exception {
        if (!can(Capability.WRITE)) {
            assertThat(can(Capability.RESUME))
                    .as("resuming what cannot be written")
                    .isFalse();
            return;
        }
        Content content = severalParts();
        List<ByteRange> parts = leaveTwoParts(content, "1");
        try (DrivenUpload upload = begin(ContentSource.of(content, "1"))) {
            if (!can(Capability.RESUME)) {
                assertThat(upload.held())
                        .as("kept by a store that does not resume")
                        .isEmpty();
                return;
            }
            assertThat(held(upload)).as("what was written before").isEqualTo(List.of(parts.get(0), parts.get(2)));
            for (Fragment fragment : upload.held()) {
                CRC32C crc = new CRC32C();
                crc.update(
                        content.slice(fragment.range().start(), fragment.range().length())
                                .bytes());
                assertThat(fragment.crc32c()).as("%s", fragment).isEqualTo((int) crc.getValue());
            }
            upload.write(parts.get(1));
            for (ByteRange rest : parts.subList(3, parts.size())) {
                upload.write(rest);
            }
            upload.commit(content.size());
        }
        assertContent(content);
    }

    /** The ranges that are held, those that touch joined. */
    private static List<ByteRange> held(DrivenUpload upload) {
        Ranges ranges = new Ranges();
        upload.held().forEach(fragment -> ranges.add(fragment.range()));
        return ranges.all();
    }

    @Test
    default void anotherVersionStartsOver() throws Exception {
        if (!can(Capability.RESUME)) {
            return;
        }
        Content content = severalParts();
        leaveTwoParts(content, "1");
        Content changed = Content.random(32, content.size());
        try (DrivenUpload upload = begin(ContentSource.of(changed, "2"))) {
            assertThat(upload.held()).isEmpty();
            for (ByteRange part : upload.parts(changed.size())) {
                upload.write(part);
            }
            upload.commit(changed.size());
        }
        assertContent(changed);
    }

    @Test
    default void anAbortLeavesNothingToResume() throws Exception {
        if (!can(Capability.RESUME)) {
            return;
        }
        Content content = severalParts();
        leaveTwoParts(content, "1");
        try (DrivenUpload upload = begin(ContentSource.of(content, "1"))) {
            assertThat(upload.held()).isNotEmpty();
            upload.upload().abort();
        }
        try (DrivenUpload upload = begin(ContentSource.of(content, "1"))) {
            assertThat(upload.held()).isEmpty();
            upload.upload().abort();
        }
    }

    @Test
    default void anUploadThatNeverBeganLosesNothing() throws Exception {
        if (!can(Capability.RESUME)) {
            return;
        }
        Content content = severalParts();
        leaveTwoParts(content, "1");
        store().upload(at("file"), UploadOptions.defaults(), Scope.unlimited()).close();
        try (DrivenUpload upload = begin(ContentSource.of(content, "1"))) {
            assertThat(upload.held()).isNotEmpty();
            upload.upload().abort();
        }
    }

    @Test
    default void resumingTwiceAddsUp() throws Exception {
        if (!can(Capability.RESUME)) {
            return;
        }
        Content content = severalParts();
        List<ByteRange> parts = leaveTwoParts(content, "1");
        try (DrivenUpload upload = begin(ContentSource.of(content, "1"))) {
            upload.write(parts.get(1));
        }
        try (DrivenUpload upload = begin(ContentSource.of(content, "1"))) {
            assertThat(held(upload))
                    .isEqualTo(List.of(new ByteRange(0, parts.get(2).end())));
            for (ByteRange rest : parts.subList(3, parts.size())) {
                upload.write(rest);
            }
            upload.commit(content.size());
        }
        assertContent(content);
    }
}
