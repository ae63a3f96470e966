package io.hawser.store;

import io.hawser.ByteRange;
import io.hawser.Location;
import io.hawser.StoreException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Proof that an upload took a part: its range, and what the store named it by ({@code token}; an S3 part's ETag, say), perhaps empty. */
public record Receipt(ByteRange range, String token) {
    /**
     * Insists that a file is whole: a gap would be read as zeros, and nothing but the receipts tells of it.
     *
     * @param resumed what an earlier run had left, proved
     * @throws StoreException.Local when bytes are missing or too many
     */
    public static void requireWhole(Location location, List<ByteRange> resumed, List<Receipt> receipts, long size)
            throws StoreException {
        var ranges = new ArrayList<>(resumed);
        receipts.forEach(receipt -> ranges.add(receipt.range()));
        Collections.sort(ranges);
        long whole = 0;
        for (var range : ranges) {
            if (range.start() > whole) {
                break;
            }
            whole = Math.max(whole, range.end());
        }
        if (whole != size) {
            throw new StoreException.Local(
                    location, "is not complete: bytes from " + whole + " on are missing of " + size);
        }
    }
}
