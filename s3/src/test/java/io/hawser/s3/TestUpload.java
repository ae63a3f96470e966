package io.hawser.s3;

import io.hawser.ByteRange;
import io.hawser.Entry;
import io.hawser.store.Fragment;
import io.hawser.store.Placement;
import io.hawser.store.Receipt;
import io.hawser.store.Scope;
import io.hawser.store.Upload;
import io.hawser.testkit.Content;
import io.hawser.testkit.ContentSource;
import io.hawser.testkit.SourcedPart;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** An upload driven by hand, as the engine drives it. */
final class TestUpload {
    private TestUpload() {}

    /** Writes all of a content, of which nothing is there, and commits it. */
    static Entry whole(Upload upload, Content content) throws IOException {
        var source = ContentSource.of(content, "1");
        upload.begin(source, Scope.unlimited());
        var receipts = new ArrayList<Receipt>();
        for (var part : parts(upload, content.size())) {
            receipts.add(upload.write(new SourcedPart(source, part), Scope.unlimited()));
        }
        return upload.commit(receipts, content.size(), Scope.unlimited());
    }

    /** Begins it, and returns the ranges that an earlier run left. */
    static List<ByteRange> begin(Upload upload, ContentSource source) throws IOException {
        return upload.begin(source, Scope.unlimited()).stream()
                .map(Fragment::range)
                .toList();
    }

    /** The parts of a file, after {@link Upload#begin}. */
    static List<ByteRange> parts(Upload upload, long size) {
        long step = ((Placement.Parts) upload.placement()).maxSize();
        var parts = new ArrayList<ByteRange>();
        for (long start = 0; start < size || parts.isEmpty(); start += step) {
            parts.add(new ByteRange(start, Math.min(size, start + step)));
        }
        return parts;
    }
}
