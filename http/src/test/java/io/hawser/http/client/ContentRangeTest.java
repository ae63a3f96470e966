package io.hawser.http.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentRangeTest {
    @Test
    void forms() {
        assertThat(ContentRange.parse("bytes 0-99/1234"))
                .contains(new ContentRange(OptionalLong.of(0), OptionalLong.of(100), OptionalLong.of(1234)));
        assertThat(ContentRange.parse("Bytes  5-5/*"))
                .contains(new ContentRange(OptionalLong.of(5), OptionalLong.of(6), OptionalLong.empty()));
        assertThat(ContentRange.parse("bytes */0"))
                .contains(new ContentRange(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.of(0)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "bytes",
                "bytes 0-99",
                "bytes=0-99/100",
                "bytes 99-0/100",
                "bytes 0-100/100",
                "bytes 0-/100",
                "bytes -5/100",
                "bytes */*",
                "items 0-1/2",
                "bytes 0-99/-1",
                "bytes 0-99/100 x",
                "bytes 0-9999999999999999999/99999999999999999999"
            })
    void whatIsNone(String value) {
        assertThat(ContentRange.parse(value)).isEmpty();
    }

    @Property
    void whatAServerWritesIsRead(
            @ForAll @LongRange(max = 1L << 50) long start,
            @ForAll @LongRange(min = 1, max = 1L << 50) long length,
            @ForAll @LongRange(max = 1L << 50) long rest) {
        long end = start + length;
        assertThat(ContentRange.parse("bytes " + start + "-" + (end - 1) + "/" + (end + rest)))
                .contains(new ContentRange(OptionalLong.of(start), OptionalLong.of(end), OptionalLong.of(end + rest)));
    }

    @Property
    void anyTextIsARangeOrNone(@ForAll String text) {
        ContentRange.parse("bytes " + text)
                .ifPresent(range -> assertThat(range.start().isPresent())
                        .isEqualTo(range.end().isPresent()));
    }
}
