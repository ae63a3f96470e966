package io.hawser.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.Algorithm;
import io.hawser.Digest;
import io.hawser.Entry;
import io.hawser.Location;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class FileStateTest {
    private static final Entry NOTHING = Entry.file(Location.local("/x"));
    private static final Entry SIZED = NOTHING.withSize(5);
    private static final Instant TIME = Instant.parse("2026-01-02T03:04:05Z");

    private static boolean same(Entry then, Entry now) {
        return FileState.of(then).unchanged(now);
    }

    @Test
    void aSizeAloneProvesNothing() {
        assertThat(same(NOTHING, NOTHING)).isFalse();
        assertThat(same(SIZED, SIZED)).isFalse();
        assertThat(FileState.of(SIZED).telling()).isFalse();
        assertThat(same(SIZED.withModified(TIME), SIZED)).isFalse();
        assertThat(same(NOTHING.withModified(TIME), NOTHING.withModified(TIME))).isFalse();
    }

    @Test
    void sizeAndTimeDo() {
        var then = SIZED.withModified(TIME);
        assertThat(same(then, then)).isTrue();
        assertThat(same(then, then.withModified(TIME.plusNanos(5))))
                .as("one of them knows seconds only")
                .isTrue();
        assertThat(same(then.withModified(TIME.plusNanos(6)), then.withModified(TIME.plusNanos(5))))
                .isFalse();
        assertThat(same(then, then.withModified(TIME.plusSeconds(1)))).isFalse();
        assertThat(same(then, then.withSize(6))).isFalse();
    }

    @Test
    void aVersionDecidesWhereBothTellIt() {
        var then = SIZED.withModified(TIME).withVersion("1");
        assertThat(same(then, then.withModified(TIME.plusSeconds(1)))).isTrue();
        assertThat(same(then, then.withVersion("2"))).isFalse();
        assertThat(same(then, then.withSize(6))).isFalse();
        assertThat(same(then, SIZED.withModified(TIME))).as("a listing").isTrue();
        assertThat(same(NOTHING.withVersion("1"), SIZED.withVersion("1"))).isTrue();
    }

    @Test
    void aDigestThatDiffersIsAChange() {
        var then = SIZED.withVersion("1").withDigests(List.of(new Digest(Algorithm.MD5, "00".repeat(16))));
        assertThat(same(then, then)).isTrue();
        assertThat(same(then, SIZED.withVersion("1"))).isTrue();
        assertThat(same(then, then.withDigests(List.of(new Digest(Algorithm.MD5, "01".repeat(16))))))
                .isFalse();
    }
}
