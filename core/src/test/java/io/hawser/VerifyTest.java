package io.hawser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerifyTest {
    private static final String HEX = "D41D8CD98F00B204E9800998ECF8427E";

    @Test
    void readsEachForm() {
        assertThat(Verify.parse("auto")).isEqualTo(new Verify.Auto());
        assertThat(Verify.parse("none")).isEqualTo(new Verify.None());
        assertThat(Verify.parse("MD5:" + HEX)).isEqualTo(new Verify.Given(new Digest(Algorithm.MD5, HEX)));
        assertThat(Verify.parse("sidecar:sha-256")).isEqualTo(new Verify.Sidecar(Algorithm.SHA256));
        assertThat(Verify.parse("md5:@https://h/x.md5"))
                .isEqualTo(new Verify.DigestFile(Algorithm.MD5, Location.parse("https://h/x.md5")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yes", "md5:", "md5:xyz", "sha9:00", "sidecar:", "sidecar:crc", "md5:@"})
    void refusesTheRest(String text) {
        assertThatThrownBy(() -> Verify.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
