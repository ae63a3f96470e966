package io.hawser.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.Algorithm;
import io.hawser.Digest;
import io.hawser.http.client.Headers;
import java.util.Base64;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigestFieldsTest {
    private static final String MD5 = Base64.getEncoder().encodeToString(new byte[16]);
    private static final String SHA256 = Base64.getEncoder().encodeToString(new byte[32]);
    private static final Digest ZERO_MD5 = Digest.of(Algorithm.MD5, new byte[16]);
    private static final Digest ZERO_SHA256 = Digest.of(Algorithm.SHA256, new byte[32]);

    private static List<Digest> parsed(String... lines) {
        return DigestFields.dictionary(List.of(lines));
    }

    @Test
    void knownAlgorithms() {
        assertThat(parsed("sha-256=:" + SHA256 + ":")).containsExactly(ZERO_SHA256);
        assertThat(parsed("md5=:" + MD5 + ":;a=\"x,:;\\\"\";b, sha-256=:" + SHA256 + ":"))
                .containsExactly(ZERO_MD5, ZERO_SHA256);
        assertThat(parsed("md5=:" + MD5 + ":", "sha-256=:" + SHA256 + ":")).containsExactly(ZERO_MD5, ZERO_SHA256);
    }

    @Test
    void theRestIsPassedOver() {
        assertThat(parsed("unixsum=:AAA=:, other, x=1.5, y=\"a, b\", z=?1, md5=:" + MD5 + ":"))
                .containsExactly(ZERO_MD5);
        assertThat(parsed("md5=:" + SHA256 + ":")).isEmpty();
        assertThat(parsed("md5=" + MD5.replace("=", ""))).isEmpty();
    }

    @Test
    void theLastOfAKeyCounts() {
        assertThat(parsed("md5=:" + MD5 + ":, md5=1")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "md5=:AA",
                "md5=",
                "=:AA:",
                "MD5=:AA:",
                "md5=:AA:,",
                "md5=:AA:;",
                ",",
                "md5=(1 2)",
                "md5 =:AA:",
                "a=\"x"
            })
    void brokenSyntaxIsNoField(String field) {
        assertThat(parsed("sha-256=:" + SHA256 + ":, " + field)).isEmpty();
    }

    @Test
    void digestsOfTheBodyCountOnlyWhenItIsTheWhole() {
        var headers = new Headers()
                .add("Content-MD5", MD5)
                .add("Content-Digest", "md5=:" + MD5 + ":")
                .add("Repr-Digest", "sha-256=:" + SHA256 + ":");

        assertThat(DigestFields.of(headers, true)).containsExactly(ZERO_MD5, ZERO_SHA256);
        assertThat(DigestFields.of(headers, false)).containsExactly(ZERO_SHA256);
    }

    @Test
    void aLongFieldIsReadWithoutDeepRecursion() {
        assertThat(parsed("a=\"" + "\\x".repeat(30_000) + "\", md5=:" + MD5 + ":"))
                .containsExactly(ZERO_MD5);
    }

    @Property
    void whatAServerWritesIsRead(@ForAll @Size(32) byte[] value) {
        assertThat(parsed("sha-256=:" + Base64.getEncoder().encodeToString(value) + ":"))
                .containsExactly(Digest.of(Algorithm.SHA256, value));
    }

    @Property
    void anyTextIsRead(@ForAll @From("nearlyFields") String text) {
        assertThat(parsed(text)).isNotNull();
    }

    @Provide
    Arbitrary<String> nearlyFields() {
        return Arbitraries.strings().withChars("md5sha-26=:;,\"\\ Az+/()*\t").ofMaxLength(60);
    }
}
