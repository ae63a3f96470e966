package io.hawser.s3;

import io.hawser.http.client.Request;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.OptionalLong;

/** A short body of a request, which can be sent again. */
final class Bytes implements Request.Content {
    private final byte[] bytes;
    private int sent;

    private Bytes(byte[] bytes) {
        this.bytes = bytes;
    }

    /** No bytes, said so: a POST without a length is refused by some servers. */
    static Bytes none() {
        return new Bytes(new byte[0]);
    }

    static Bytes of(String text) {
        return new Bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Their SHA-256, as a signature has it. */
    String sha256() {
        return HexFormat.of().formatHex(PartSums.digest("SHA-256").digest(bytes));
    }

    @Override
    public OptionalLong length() {
        return OptionalLong.of(bytes.length);
    }

    @Override
    public boolean replayable() {
        return true;
    }

    @Override
    public void writeTo(Request.Output output) throws IOException {
        sent++;
        output.write(ByteBuffer.wrap(bytes));
    }

    /** Whether the request may have reached the server more than once, so that a refusal may be of the later one alone. */
    boolean repeated() {
        return sent > 1;
    }
}
