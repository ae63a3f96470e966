package io.hawser.testkit.s3;

import io.hawser.testkit.Content;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Contents one after the other. */
final class JoinedContent implements Content {
    private final NavigableMap<Long, Content> pieces = new TreeMap<>();
    private final long size;

    JoinedContent(List<Content> all) {
        long position = 0;
        for (Content piece : all) {
            if (piece.size() > 0) {
                pieces.put(position, piece);
            }
            position += piece.size();
        }
        size = position;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void read(long position, byte[] into, int offset, int length) {
        Content.check(size, position, into, offset, length);
        int done = 0;
        while (done < length) {
            long at = position + done;
            Map.Entry<Long, Content> piece = pieces.floorEntry(at);
            long within = at - piece.getKey();
            int count = (int) Math.min(length - done, piece.getValue().size() - within);
            piece.getValue().read(within, into, offset + done, count);
            done += count;
        }
    }
}
