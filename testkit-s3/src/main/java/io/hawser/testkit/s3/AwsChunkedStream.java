package io.hawser.testkit.s3;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Takes the aws-chunked coding off a content, verifies the signatures of its chunks and keeps its trailer. */
final class AwsChunkedStream extends InputStream {
    private static final String SIGNATURE = "chunk-signature=";
    private static final String TRAILER_SIGNATURE = "x-amz-trailer-signature";
    private static final int LONGEST_LINE = 1 << 13;

    private final InputStream in;
    private final Optional<ChunkSignatures> signatures;
    private final Map<String, String> trailer = new TreeMap<>();
    private final MessageDigest digest;
    private String signature = "";
    private long left;
    private boolean started;
    private boolean ended;

    AwsChunkedStream(InputStream in, Optional<ChunkSignatures> signatures) {
        this.in = in;
        this.signatures = signatures;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What came behind the content; complete at its end. */
    Map<String, String> trailer() {
        return trailer;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (!started) {
            started = true;
            beginChunk();
        }
        if (ended) {
            return -1;
        }
        int count = in.read(into, offset, (int) Math.min(length, left));
        if (count < 0) {
            throw incomplete();
        }
        if (signatures.isPresent()) {
            digest.update(into, offset, count);
        }
        left -= count;
        if (left == 0) {
            verifyChunk();
            if (!line().isEmpty()) {
                throw incomplete();
            }
            beginChunk();
        }
        return count;
    }

    private void beginChunk() throws IOException {
        String[] head = line().split(";", 2);
        try {
            left = Long.parseLong(head[0], 16);
        } catch (NumberFormatException _) {
            throw incomplete();
        }
        signature = head.length > 1 && head[1].startsWith(SIGNATURE) ? head[1].substring(SIGNATURE.length()) : "";
        if (left == 0) {
            verifyChunk();
            readTrailer();
            ended = true;
        }
    }

    private void readTrailer() throws IOException {
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw incomplete();
            }
            trailer.put(
                    SigV4.lower(line.substring(0, colon)),
                    line.substring(colon + 1).strip());
        }
        String given = trailer.remove(TRAILER_SIGNATURE);
        if (signatures.isPresent() && !trailer.isEmpty()) {
            verify(signatures.get().trailer(trailer), given);
        }
    }

    private void verifyChunk() {
        if (signatures.isPresent()) {
            verify(signatures.get().chunk(HexFormat.of().formatHex(digest.digest())), signature);
        }
    }

    private static void verify(String right, String given) {
        if (!right.equals(given)) {
            throw new S3Error(
                    403, "SignatureDoesNotMatch", "The signature of a chunk, or of the trailer, does not match.");
        }
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("The aws-chunked content has no end");
            }
            if (line.size() == LONGEST_LINE) {
                throw incomplete();
            }
            line.write(b);
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }

    private static S3Error incomplete() {
        return new S3Error(
                400, "IncompleteBody", "The request body terminated unexpectedly, or is not in the aws-chunked coding");
    }
}
