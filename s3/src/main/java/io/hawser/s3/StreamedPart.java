package io.hawser.s3;

import io.hawser.http.client.Request;
import io.hawser.store.Part;
import io.hawser.store.Scope;
import io.hawser.store.Sink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A part that is sent as its bytes come, with its checksum behind it (Amazon S3 API Reference, "Uploading objects using chunked transfer encoding with a trailing
 * checksum"), or without.
 */
final class StreamedPart implements Request.Content {
    private static final long CHUNK = 1 << 20;
    private static final String LINE_END = "\r\n";
    private static final int BASE64_GROUP = 3;

    private final Part part;
    private final PartSums sums;
    private final Optional<String> trailer;
    private final int checksumBytes;
    private final Scope scope;
    private final long bytes;
    private Optional<String> checksum = Optional.empty();

    /** {@code trailer}: the name of the checksum's field; empty where the bytes are sent as they are. */
    StreamedPart(Part part, PartSums sums, Optional<String> trailer, Scope scope) {
        this.part = part;
        this.sums = sums;
        this.trailer = trailer;
        this.checksumBytes = sums.checksumBytes();
        this.scope = scope;
        this.bytes = part.range().length();
    }

    /** The checksum of what was sent. */
    Optional<String> checksum() {
        return checksum;
    }

    @Override
    public OptionalLong length() {
        if (trailer.isEmpty()) {
            return OptionalLong.of(bytes);
        }
        long whole = bytes / CHUNK;
        long rest = bytes % CHUNK;
        long framed = whole * (head(CHUNK).length() + CHUNK + LINE_END.length());
        if (rest > 0) {
            framed += head(rest).length() + rest + LINE_END.length();
        }
        int encoded = Math.ceilDiv(checksumBytes, BASE64_GROUP) * 4;
        return OptionalLong.of(
                framed + head(0).length() + tail("=".repeat(encoded)).length());
    }

    private static String head(long chunk) {
        return Long.toHexString(chunk) + LINE_END;
    }

    private String tail(String value) {
        return trailer.orElseThrow() + ":" + value + LINE_END + LINE_END;
    }

    @Override
    public boolean replayable() {
        return false;
    }

    @Override
    public void writeTo(Request.Output output) throws IOException {
        var sink = new Chunks(output);
        part.copyTo(sink);
        checksum = sums.checksum();
        if (trailer.isPresent()) {
            sink.text(head(0) + tail(checksum.orElseThrow()));
        }
        // From here on the server may take its time to store what it has.
        scope.expectSilence();
    }

    private final class Chunks implements Sink {
        private final Request.Output output;
        private long sent;
        private long left;

        private Chunks(Request.Output output) {
            this.output = output;
        }

        @Override
        public boolean ordered() {
            return true;
        }

        @Override
        public void write(long position, ByteBuffer from) throws IOException {
            sums.update(from);
            if (trailer.isEmpty()) {
                output.write(from);
                return;
            }
            while (from.hasRemaining()) {
                if (left == 0) {
                    left = Math.min(CHUNK, bytes - sent);
                    text(head(left));
                }
                int count = (int) Math.min(left, from.remaining());
                output.write(from.slice(from.position(), count));
                from.position(from.position() + count);
                sent += count;
                left -= count;
                if (left == 0) {
                    text(LINE_END);
                }
            }
        }

        private void text(String text) throws IOException {
            output.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
        }
    }
}
