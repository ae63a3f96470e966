package io.hawser.store;

import io.hawser.ByteRange;
import io.hawser.Entry;
import java.util.Map;
import java.util.Optional;

/**
 * How to open a source.
 *
 * @param first the bytes that will be read first, so that the store can ask for them in the same exchange; empty ({@code 0-0} with no length)
 *     when none will be
 * @param known what a listing said of it not long ago, so that it need not be asked for again; its version, if any, is pinned
 * @param single whether the file should be asked for as one stream, since the target or the user wants no parts
 * @param attributes what the store may heed when it reads this file ({@code version-id}, …), by its own names
 */
public record OpenOptions(ByteRange first, Optional<Entry> known, boolean single, Map<String, String> attributes) {
    public OpenOptions {
        attributes = Map.copyOf(attributes);
    }

    /** Everything from the beginning on. */
    public static OpenOptions whole() {
        return new OpenOptions(ByteRange.from(0), Optional.empty(), true, Map.of());
    }

    /** {@code range} first, then others. */
    public static OpenOptions first(ByteRange range) {
        return new OpenOptions(range, Optional.empty(), false, Map.of());
    }

    /** To learn what is there; bytes may be read later all the same. */
    public static OpenOptions look() {
        return first(new ByteRange(0, 0));
    }

    public OpenOptions withKnown(Entry entry) {
        return new OpenOptions(first, Optional.of(entry), single, attributes);
    }

    public OpenOptions withAttributes(Map<String, String> others) {
        return new OpenOptions(first, known, single, others);
    }
}
