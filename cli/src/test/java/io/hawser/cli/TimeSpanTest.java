package io.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeSpanTest {
    @ParameterizedTest
    @CsvSource({
        "30s, PT30S",
        "500ms, PT0.5S",
        "5m, PT5M",
        "1h30m, PT1H30M",
        "1d, PT24H",
        "1.5s, PT1.5S",
        "0.25m, PT15S",
        "' 2s ', PT2S",
        "1s0ms, PT1S",
    })
    void readsWhatPeopleWrite(String text, Duration span) {
        assertThat(TimeSpan.parse(text)).isEqualTo(span);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "30", "s", "-1s", "30 s", "1x", "1h 30m", "PT30S", "30S", "1.s", "0s", "0ms", "0.0001ms"})
    void refusesWhatIsNone(String text) {
        assertThatThrownBy(() -> TimeSpan.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("30s");
    }

    @ParameterizedTest
    @ValueSource(strings = {"99999999999999d", "99999999999999999999999999999999999999999999s"})
    void refusesWhatNobodyWaits(String text) {
        assertThatThrownBy(() -> TimeSpan.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("longer than anybody waits");
    }

    @ParameterizedTest
    @CsvSource({
        "PT0S, 0 ms",
        "PT0.4S, 400 ms",
        "PT0.999S, 999 ms",
        "PT1S, 1.0 s",
        "PT2.54S, 2.5 s",
        "PT9.94S, 9.9 s",
        "PT9.96S, 10 s",
        "PT59.4S, 59 s",
        "PT59.6S, 1 min 0 s",
        "PT3M20S, 3 min 20 s",
        "PT59M59.9S, 1 h 0 min",
        "PT2H5M59S, 2 h 5 min",
    })
    void showsTwoUnitsAtMost(Duration span, String shown) {
        assertThat(TimeSpan.show(span)).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource({"0, 0:00", "7, 0:07", "754, 12:34", "3599, 59:59", "3723, 1:02:03", "360000, 100:00:00"})
    void aClockKeepsItsWidth(long seconds, String shown) {
        assertThat(TimeSpan.clock(seconds)).isEqualTo(shown);
    }
}
