package io.hawser.testkit.s3;

import java.util.Map;
import java.util.stream.Collectors;

/** The signatures of the chunks of an aws-chunked content, each of which covers the one before. */
final class ChunkSignatures {
    private final byte[] key;
    private final String time;
    private final String scope;
    private String previous;

    ChunkSignatures(Incoming.Signer seed) {
        key = seed.key();
        time = seed.time();
        scope = SigV4.scope(seed.time(), seed.region());
        previous = seed.signature();
    }

    /** The signature of the next chunk, by the SHA-256 of its bytes. */
    String chunk(String sha256) {
        return next(SigV4.ALGORITHM + "-PAYLOAD", SigV4.EMPTY + "\n" + sha256);
    }

    /** The signature of the trailer. */
    String trailer(Map<String, String> fields) {
        String text = fields.entrySet().stream()
                .map(field -> field.getKey() + ":" + field.getValue() + "\n")
                .collect(Collectors.joining());
        return next(SigV4.ALGORITHM + "-TRAILER", SigV4.sha256(text));
    }

    private String next(String algorithm, String hashes) {
        previous = SigV4.sign(key, String.join("\n", algorithm, time, scope, previous, hashes));
        return previous;
    }
}
