package io.hawser.testkit.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.testkit.Content;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The examples of the Amazon S3 API Reference. */
class SigV4Test {
    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    private static final String REGION = "us-east-1";
    private static final String TIME = "20130524T000000Z";
    private static final String SEED = "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9";

    @Test
    void signsAGetOfARange() {
        String signature = SigV4.sign(
                SECRET,
                REGION,
                TIME,
                "GET",
                "/test.txt",
                Map.of(),
                Map.of(
                        "Host",
                        "examplebucket.s3.amazonaws.com",
                        "Range",
                        "bytes=0-9",
                        "x-amz-content-sha256",
                        SigV4.EMPTY,
                        "x-amz-date",
                        TIME),
                SigV4.EMPTY);
        assertThat(signature).isEqualTo("f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
    }

    @Test
    void signsAListing() {
        String signature = SigV4.sign(
                SECRET,
                REGION,
                TIME,
                "GET",
                "/",
                Map.of("max-keys", "2", "prefix", "J"),
                Map.of(
                        "Host",
                        "examplebucket.s3.amazonaws.com",
                        "x-amz-content-sha256",
                        SigV4.EMPTY,
                        "x-amz-date",
                        TIME),
                SigV4.EMPTY);
        assertThat(signature).isEqualTo("34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
    }

    @Test
    void signsChunks() throws IOException {
        byte[] body = chunked("ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648");
        try (AwsChunkedStream in = new AwsChunkedStream(Content.of(body).stream(), signatures())) {
            assertThat(in.readAllBytes()).hasSize(66_560).containsOnly('a');
            assertThat(in.trailer()).isEmpty();
        }
        byte[] wrong = chunked("bd80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648");
        try (AwsChunkedStream in = new AwsChunkedStream(Content.of(wrong).stream(), signatures())) {
            assertThatThrownBy(in::readAllBytes).isInstanceOf(S3Error.class).hasMessageContaining("signature");
        }
    }

    private static Optional<ChunkSignatures> signatures() {
        return Optional.of(
                new ChunkSignatures(new Incoming.Signer(SigV4.key(SECRET, TIME, REGION), TIME, REGION, SEED)));
    }

    private static byte[] chunked(String first) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        chunk(body, 65_536, first);
        chunk(body, 1_024, "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497");
        chunk(body, 0, "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9");
        return body.toByteArray();
    }

    private static void chunk(ByteArrayOutputStream body, int size, String signature) throws IOException {
        body.write((Integer.toHexString(size) + ";chunk-signature=" + signature + "\r\n" + "a".repeat(size) + "\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void signsTrailers() throws IOException {
        String seed = "106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e";
        ChunkSignatures signatures =
                new ChunkSignatures(new Incoming.Signer(SigV4.key(SECRET, TIME, REGION), TIME, REGION, seed));
        assertThat(signatures.chunk(Content.text("a".repeat(65_536)).sha256()))
                .isEqualTo("b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2");
        assertThat(signatures.chunk(Content.text("a".repeat(1_024)).sha256()))
                .isEqualTo("1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7");
        assertThat(signatures.chunk(SigV4.EMPTY))
                .isEqualTo("2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992");
        assertThat(signatures.trailer(Map.of("x-amz-checksum-crc32c", "sOO8/Q==")))
                .isEqualTo("d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435");
    }
}
