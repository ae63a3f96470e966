package io.hawser.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.Algorithm;
import io.hawser.Digest;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StreamDigestTest {
    private static Digest whole(Algorithm algorithm, byte[] bytes) {
        var digest = StreamDigest.of(new Digest(algorithm, "00".repeat(algorithm.bytes())));
        digest.update(ByteBuffer.wrap(bytes));
        return digest.finish();
    }

    private static Digest ofParts(Algorithm algorithm, byte[] bytes, int size) {
        var values = new ByteArrayOutputStream();
        int count = 0;
        do {
            var part = Arrays.copyOfRange(bytes, count * size, Math.min(bytes.length, (count + 1) * size));
            values.writeBytes(HexFormat.of().parseHex(whole(algorithm, part).hex()));
            count++;
        } while (count * size < bytes.length);
        return whole(algorithm, values.toByteArray()).ofParts(count, size);
    }

    @ParameterizedTest
    @EnumSource(Algorithm.class)
    void onesOfPartsAreCutAtTheirBorders(Algorithm algorithm) {
        var random = new Random(1);
        var like = new Digest(algorithm, "00".repeat(algorithm.bytes())).ofParts(2, 1000);
        for (int size : new int[] {0, 1, 999, 1000, 1001, 3000, 3333}) {
            var bytes = new byte[size];
            random.nextBytes(bytes);
            var digest = StreamDigest.of(like);
            for (int at = 0; at < size; ) {
                int end = Math.min(size, at + 1 + random.nextInt(2500));
                // What goes on from a copy must not reach what it was copied from.
                digest.fork().update(ByteBuffer.wrap(bytes));
                digest = digest.fork();
                digest.update(ByteBuffer.wrap(bytes, at, end - at));
                at = end;
            }
            assertThat(digest.finish()).as("%d bytes", size).isEqualTo(ofParts(algorithm, bytes, 1000));
        }
    }
}
