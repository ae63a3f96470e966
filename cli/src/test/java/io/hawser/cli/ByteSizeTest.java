package io.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "500, 500",
        "500B, 500",
        "8MiB, 8388608",
        "64M, 67108864",
        "64m, 67108864",
        "1K, 1024",
        "1KB, 1000",
        "1.5GB, 1500000000",
        "1.5 GiB, 1610612736",
        "0.5K, 512",
        "1T, 1099511627776",
        "1PiB, 1125899906842624",
        "7E, 8070450532247928832",
        "9223372036854775807, 9223372036854775807",
        "' 3 k ', 3072",
    })
    void readsWhatPeopleWrite(String text, long bytes) {
        assertThat(ByteSize.parse(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "x", "M", "1X", "1iB", "1KK", "1MiBB", "1.", ".5", "1,5M", "0x10", "1e3", "1 2", "1M/s"
            })
    void refusesWhatIsNone(String text) {
        assertThatThrownBy(() -> ByteSize.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .containsAnyOf("8MiB", "KiB")
                .hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource({"-1, negative", "-8MiB, negative", "8E, more than any file", "9223372036854775808, more than any file"})
    void saysWhatIsWrongWithANumberOutOfRange(String text, String reason) {
        assertThatThrownBy(() -> ByteSize.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @CsvSource({"1M/s, 1048576", "1M, 1048576", "500KB/s, 500000", "' 10 B/s ', 10"})
    void aRateMaySayPerSecond(String text, long bytes) {
        assertThat(ByteSize.parseRate(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "1023, 1023 B",
        "1024, 1.0 KiB",
        "1536, 1.5 KiB",
        "102348, 99.9 KiB",
        "102400, 100 KiB",
        "1048524, 1.0 MiB",
        "1048576, 1.0 MiB",
        "1073741824, 1.0 GiB",
        "9223372036854775807, 8.0 EiB",
    })
    void showsThreeDigitsOrFour(long bytes, String shown) {
        assertThat(ByteSize.show(bytes)).isEqualTo(shown);
    }

    @Property
    void whatIsShownIsShortAndCloseToTheTruth(@ForAll @LongRange(min = 0) long bytes) {
        var shown = ByteSize.show(bytes);

        assertThat(shown.length()).isLessThanOrEqualTo(8);
        if (bytes < 8L << 59) {
            assertThat((double) ByteSize.parse(shown)).isBetween(bytes * 0.94, bytes * 1.06);
        }
    }

    @Property
    void aPlainNumberIsItself(@ForAll @LongRange(min = 0) long bytes) {
        assertThat(ByteSize.parse(Long.toString(bytes))).isEqualTo(bytes);
    }
}
