package io.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.ByteRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CatRangeTest {
    @Test
    void bothEndsAreIncluded() {
        assertThat(CatCommand.range("0-99")).isEqualTo(new ByteRange(0, 100));
        assertThat(CatCommand.range("7-7")).isEqualTo(new ByteRange(7, 8));
        assertThat(CatCommand.range(" 5-")).isEqualTo(ByteRange.from(5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "5", "-5", "a-b", "5-4", "1-2-3", "0-9999999999999999999", "٣-٤", "0x1-2"})
    void anythingElseIsRefusedWithAnExample(String text) {
        assertThatThrownBy(() -> CatCommand.range(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("as in 0-99");
    }
}
