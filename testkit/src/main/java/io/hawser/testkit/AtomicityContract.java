package io.hawser.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.ByteRange;
import io.hawser.StoreException;
import io.hawser.store.Capabilities.Capability;
import io.hawser.store.ListOptions;
import io.hawser.store.Listing;
import io.hawser.store.Placement;
import io.hawser.store.Scope;
import io.hawser.store.UploadOptions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** An upload is visible whole or not at all, and the old file stays until then. */
public interface AtomicityContract extends StoreUnderTest {
    /** The content of the uploads here; the parts of all placements but one are several. */
    Content NEW = Content.random(21, 3_500_000);

    /** What was there before. */
    Content OLD = Content.random(22, 700_000);

    private DrivenUpload begin(UploadOptions options) throws StoreException {
        return begin(NEW, options);
    }

    private DrivenUpload begin(Content content, UploadOptions options) throws StoreException {
        return DrivenUpload.begin(
                store().upload(at("file"), options, Scope.unlimited()), ContentSource.of(content, "1"));
    }

    /** Whether the store takes whole files that nobody sees before they are complete. */
    private boolean publishes() throws Exception {
        if (!can(Capability.WRITE)) {
            return false;
        }
        try (DrivenUpload probe =
                begin(Content.empty(), UploadOptions.defaults().withResume(false))) {
            probe.upload().abort();
            return !(probe.upload().placement() instanceof Placement.InOrder);
        }
    }

    private void assertContent(Content content) throws Exception {
        assertThat(get("file")).isPresent();
        assertThat(content.mismatch(get("file").orElseThrow().stream())).isEmpty();
    }

    private static boolean isWhole(DrivenUpload upload) {
        return upload.upload().placement() instanceof Placement.Whole;
    }

    @Test
    default void theOldFileStaysUntilTheCommit() throws Exception {
        if (!publishes()) {
            return;
        }
        put("file", OLD);
        try (DrivenUpload upload = begin(UploadOptions.defaults())) {
            assertContent(OLD);
            for (ByteRange part : upload.parts(NEW.size())) {
                upload.write(part);
            }
            if (!isWhole(upload)) {
                // What is written in one request is there with its last byte.
                assertContent(OLD);
            }
            upload.commit(NEW.size());
            assertContent(NEW);
        }
        assertContent(NEW);
    }

    @Test
    default void anUploadUnderWayIsNotListed() throws Exception {
        if (!publishes() || !can(Capability.LIST)) {
            return;
        }
        put("other", OLD);
        try (DrivenUpload upload = begin(UploadOptions.defaults())) {
            if (!isWhole(upload)) {
                upload.write(upload.parts(NEW.size()).getFirst());
            }
            try (Listing listing = store().list(at(""), ListOptions.everything(), Scope.unlimited())) {
                assertThat(listing.next()).map(entry -> entry.location()).hasValue(at("other"));
                assertThat(listing.next()).isEmpty();
            }
            upload.upload().abort();
        }
    }

    @Test
    default void anAbortLeavesTheOldFileAndNothingElse() throws Exception {
        if (!publishes()) {
            return;
        }
        put("file", OLD);
        Optional<Set<String>> before = names();
        try (DrivenUpload upload = begin(UploadOptions.defaults())) {
            if (!isWhole(upload)) {
                upload.write(upload.parts(NEW.size()).getFirst());
            }
            upload.upload().abort();
            upload.upload().abort();
        }
        assertContent(OLD);
        assertThat(names()).isEqualTo(before);
    }

    @Test
    default void anAbortWhereNothingWasLeavesNothing() throws Exception {
        if (!publishes()) {
            return;
        }
        Optional<Set<String>> before = names();
        try (DrivenUpload upload = begin(UploadOptions.defaults())) {
            upload.upload().abort();
        }
        assertThat(get("file")).isEmpty();
        assertThat(names()).isEqualTo(before);
    }

    @Test
    default void anAbortAfterTheCommitDoesNoHarm() throws Exception {
        if (!publishes()) {
            return;
        }
        DrivenUpload upload = begin(UploadOptions.defaults());
        for (ByteRange part : upload.parts(NEW.size())) {
            upload.write(part);
        }
        upload.commit(NEW.size());
        upload.upload().abort();
        upload.close();
        upload.close();
        assertContent(NEW);
    }

    @Test
    default void nothingIsKeptWhereResumingIsNotWanted() throws Exception {
        if (!publishes()) {
            return;
        }
        put("file", OLD);
        Optional<Set<String>> before = names();
        try (DrivenUpload upload = begin(UploadOptions.defaults().withResume(false))) {
            if (!isWhole(upload)) {
                upload.write(upload.parts(NEW.size()).getFirst());
            }
        }
        assertContent(OLD);
        assertThat(names()).isEqualTo(before);
    }

    @Test
    default void nothingElseIsThereAfterTheCommit() throws Exception {
        if (!publishes()) {
            return;
        }
        put("file", OLD);
        Optional<Set<String>> before = names();
        try (DrivenUpload upload = begin(UploadOptions.defaults())) {
            for (ByteRange part : upload.parts(NEW.size())) {
                upload.write(part);
            }
            upload.commit(NEW.size());
        }
        assertThat(names()).isEqualTo(before);
    }

    @Test
    default void aCommitWithAPartMissingFails() throws Exception {
        if (!publishes()) {
            return;
        }
        put("file", OLD);
        try (DrivenUpload upload = begin(UploadOptions.defaults())) {
            List<ByteRange> parts = upload.parts(NEW.size());
            if (parts.size() < 3) {
                return;
            }
            upload.write(parts.getFirst());
            upload.write(parts.getLast());
            assertThatThrownBy(() -> upload.commit(NEW.size())).isInstanceOf(StoreException.class);
            upload.upload().abort();
        }
        assertContent(OLD);
    }

    @Test
    default void aCommitWithoutItsEndFails() throws Exception {
        if (!publishes()) {
            return;
        }
        put("file", OLD);
        try (DrivenUpload upload = begin(UploadOptions.defaults())) {
            List<ByteRange> parts = upload.parts(NEW.size());
            for (ByteRange part : parts.subList(0, parts.size() - 1)) {
                upload.write(part);
            }
            assertThatThrownBy(() -> upload.commit(NEW.size())).isInstanceOf(StoreException.class);
            upload.upload().abort();
        }
        assertContent(OLD);
    }

    @Test
    default void onlyNewRefusesWhatExists() throws Exception {
        if (!publishes()) {
            return;
        }
        put("file", OLD);
        UploadOptions onlyNew = UploadOptions.defaults().withOnlyNew(true);
        assertThatThrownBy(() -> {
                    try (DrivenUpload upload = begin(onlyNew)) {
                        for (ByteRange part : upload.parts(NEW.size())) {
                            upload.write(part);
                        }
                        upload.commit(NEW.size());
                    }
                })
                .isInstanceOf(StoreException.Conflict.class);
        assertContent(OLD);
    }

    @Test
    default void onlyNewIsDecidedAtTheCommitWhereDeclared() throws Exception {
        if (!publishes() || !can(Capability.CREATE_ONLY)) {
            return;
        }
        try (DrivenUpload upload = begin(UploadOptions.defaults().withOnlyNew(true))) {
            assertThatThrownBy(() -> {
                        List<ByteRange> parts = upload.parts(NEW.size());
                        put("file", OLD);
                        for (ByteRange part : parts) {
                            upload.write(part);
                        }
                        upload.commit(NEW.size());
                    })
                    .isInstanceOf(StoreException.Conflict.class);
            upload.upload().abort();
        }
        assertContent(OLD);
    }

    @Test
    default void twoUploadsOfOneNameNeverMix() throws Exception {
        if (!publishes()) {
            return;
        }
        try (DrivenUpload first = begin(UploadOptions.defaults())) {
            List<ByteRange> parts = first.parts(NEW.size());
            if (!isWhole(first)) {
                first.write(parts.getFirst());
            }
            try (DrivenUpload second = begin(OLD, UploadOptions.defaults())) {
                for (ByteRange part : second.parts(OLD.size())) {
                    second.write(part);
                }
                second.commit(OLD.size());
                assertContent(OLD);
            } catch (StoreException.Conflict _) {
                // One writer at a time: as good.
            }
            for (ByteRange part : parts.subList(isWhole(first) ? 0 : 1, parts.size())) {
                first.write(part);
            }
            first.commit(NEW.size());
        }
        assertContent(NEW);
    }
}
