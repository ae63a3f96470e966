package io.hawser.server.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.TestClock;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OffendersTest {
    private final TestClock clock = TestClock.standing();
    private final Offenders offenders = new Offenders(clock);

    private static InetAddress address(String text) throws UnknownHostException {
        return InetAddress.getByName(text);
    }

    private void fails(String text, int times) throws UnknownHostException {
        for (int i = 0; i < times; i++) {
            offenders.failed(address(text));
        }
    }

    @Test
    void typingWrongThreeTimesCostsNothingAndGuessingDoes() throws UnknownHostException {
        fails("10.0.0.1", 3);
        assertThat(offenders.delay(address("10.0.0.1"))).isZero();
        fails("10.0.0.1", 1);
        assertThat(offenders.delay(address("10.0.0.1"))).isEqualTo(Duration.ofMillis(250));
        fails("10.0.0.1", 2);
        assertThat(offenders.delay(address("10.0.0.1"))).isEqualTo(Duration.ofSeconds(1));
        fails("10.0.0.1", 13);
        assertThat(offenders.delay(address("10.0.0.1"))).isEqualTo(Duration.ofSeconds(8));
        assertThat(offenders.isBanned(address("10.0.0.1"))).isFalse();
        fails("10.0.0.1", 1);
        assertThat(offenders.isBanned(address("10.0.0.1"))).isTrue();
        assertThat(offenders.isBanned(address("10.0.0.2"))).isFalse();
        clock.advance(Duration.ofMinutes(11));
        assertThat(offenders.isBanned(address("10.0.0.1"))).isFalse();
        assertThat(offenders.delay(address("10.0.0.1"))).isZero();
    }

    @Test
    void onlyTheLastTenMinutesCount() throws UnknownHostException {
        for (int i = 0; i < 100; i++) {
            fails("10.0.0.1", 1);
            clock.advance(Duration.ofSeconds(35));
            assertThat(offenders.isBanned(address("10.0.0.1"))).isFalse();
        }
        fails("10.0.0.1", 19);
        assertThat(offenders.isBanned(address("10.0.0.1"))).isTrue();
        clock.advance(Duration.ofMinutes(9));
        assertThat(offenders.isBanned(address("10.0.0.1"))).isTrue();
    }

    @Test
    void addressesWithoutEndDoNotHideOne() throws UnknownHostException {
        for (int i = 0; i < 20_000; i++) {
            fails("10.1." + i / 250 + "." + i % 250, 1);
        }
        fails("10.0.0.1", 20);
        assertThat(offenders.isBanned(address("10.0.0.1"))).isTrue();
    }

    @Test
    void anAddressOfVersion6StandsForItsNetwork() throws UnknownHostException {
        fails("2001:db8:1:2::1", 10);
        fails("2001:db8:1:2:ffff::7", 10);
        assertThat(offenders.isBanned(address("2001:db8:1:2::99"))).isTrue();
        assertThat(offenders.isBanned(address("2001:db8:1:3::1"))).isFalse();
    }
}
