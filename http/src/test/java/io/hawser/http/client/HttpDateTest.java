package io.hawser.http.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpDateTest {
    private static final DateTimeFormatter FORM = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);

    @ParameterizedTest
    @ValueSource(
            strings = {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"})
    void theThreeForms(String text) {
        assertThat(HttpDate.parse(text)).contains(Instant.parse("1994-11-06T08:49:37Z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "-1",
                "yesterday",
                "Sun, 06 Nov 1994 08:49:37 CET",
                "Sun, 31 Feb 1994 08:49:37 GMT",
                "Sun, 06 Xyz 1994 08:49:37 GMT",
                "Sun, 06 Nov 1994 25:49:37 GMT"
            })
    void whatIsNone(String text) {
        assertThat(HttpDate.parse(text)).isEmpty();
    }

    @Property
    void whatAServerWritesIsRead(@ForAll @LongRange(max = 4_000_000_000L) long second) {
        var moment = Instant.ofEpochSecond(second);

        assertThat(HttpDate.parse(FORM.format(moment))).contains(moment);
    }

    @Test
    void retryAfterInSecondsOrAsADate() {
        var date = new Headers().add("Date", "Sun, 06 Nov 1994 08:49:37 GMT");

        assertThat(Refusal.retryAfter(new Headers().add("Retry-After", "120"))).contains(Duration.ofMinutes(2));
        assertThat(Refusal.retryAfter(new Headers().add("Retry-After", "99999999999999999999")))
                .contains(Duration.ofDays(1));
        assertThat(Refusal.retryAfter(date.set("Retry-After", "Sun, 06 Nov 1994 08:50:07 GMT")))
                .contains(Duration.ofSeconds(30));
        assertThat(Refusal.retryAfter(date.set("Retry-After", "Sun, 06 Nov 1994 08:00:00 GMT")))
                .contains(Duration.ZERO);
        assertThat(Refusal.retryAfter(new Headers().add("Retry-After", "Sun, 06 Nov 1994 08:50:07 GMT")))
                .isEmpty();
        assertThat(Refusal.retryAfter(date.set("Retry-After", "soon"))).isEmpty();
        assertThat(Refusal.retryAfter(new Headers())).isEmpty();
    }
}
