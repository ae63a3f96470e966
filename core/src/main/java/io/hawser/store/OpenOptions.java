package io.hawser.store;

import io.hawser.ByteRange;
import io.hawser.Entry;
import java.util.Optional;

/**
 * How to open a source.
 *
 * @param first the bytes that will be read first, so that the store can ask for them in the same exchange; empty ({@code 0-0} with no length)
 *     when none will be
 * @param known what a listing said of it not long ago, so that it need not be asked for again; its version, if any, is pinned
 * @param single whether the file should be asked for as one stream, since the target or the user wants no parts
 */
public record OpenOptions(ByteRange first, Optional<Entry> known, boolean single) {
    /** Everything from the beginning on. */
    public static OpenOptions whole() {
        return new OpenOptions(ByteRange.from(0), Optional.empty(), true);
    }

    /** {@code range} first, then others. */
    public static OpenOptions first(ByteRange range) {
        return new OpenOptions(range, Optional.empty(), false);
    }

    public OpenOptions withKnown(Entry entry) {
        return new OpenOptions(first, Optional.of(entry), single);
    }
}
