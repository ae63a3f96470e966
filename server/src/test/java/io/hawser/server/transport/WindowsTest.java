package io.hawser.server.transport;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WindowsTest {
    @Test
    void largeOnesAreForTheFirstChannelsOfAConnection() {
        var windows = new Windows(Long.MAX_VALUE);
        assertThat(windows.take(1)).isEqualTo(Windows.LARGE);
        assertThat(windows.take(Windows.MOST_LARGE)).isEqualTo(Windows.LARGE);
        assertThat(windows.take(Windows.MOST_LARGE + 1)).isEqualTo(Windows.SMALL);
    }

    @Test
    void togetherTheyTakeNoMoreThanTheirMemory() {
        var windows = new Windows(8 * Windows.LARGE);
        long large = 0;
        for (int connection = 0; connection < 200; connection++) {
            large += windows.take(1) == Windows.LARGE ? 1 : 0;
        }
        assertThat(large).isEqualTo(8);
    }

    @Test
    void oneThatIsGivenBackIsForTheNext() {
        var windows = new Windows(Windows.LARGE);
        long first = windows.take(1);
        long second = windows.take(1);
        windows.give(second);
        assertThat(windows.take(1)).as("a small one makes no room").isEqualTo(Windows.SMALL);
        windows.give(first);
        assertThat(windows.take(1)).isEqualTo(Windows.LARGE);
    }
}
