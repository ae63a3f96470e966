package io.hawser.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.store.PartialName;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartialNamesTest {
    @Test
    void standHiddenBesideTheTarget() {
        var names = PartialNames.of(Path.of("/data/a.gz"));
        assertThat(names.part()).isEqualTo(Path.of("/data/.a.gz.hawser-part"));
        assertThat(names.journal()).isEqualTo(Path.of("/data/.a.gz.hawser-journal"));
        assertThat(PartialNames.isOurs(".a.gz.hawser-part")).isTrue();
        assertThat(PartialNames.isOurs("a.gz.hawser-part")).isFalse();
        assertThat(PartialNames.of(Path.of("x")).part()).isEqualTo(Path.of(".x.hawser-part"));
    }

    @Test
    void stayWithin255BytesAndApart() {
        var one = PartialNames.of(Path.of("a".repeat(254) + "1"));
        var two = PartialNames.of(Path.of("a".repeat(254) + "2"));
        assertThat(one).isNotEqualTo(two);
        var wide = PartialNames.of(Path.of("€".repeat(85)));
        for (var path : new Path[] {one.part(), one.journal(), two.journal(), wide.part(), wide.journal()}) {
            assertThat(path.toString().getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(255);
        }
        assertThat(wide.part().toString()).doesNotContain("\ufffd");
    }

    @Test
    void theNameOfASmallFileOnItsWayFitsAndGivesItsMarkBack() {
        for (var name : List.of("a", "a~0-b", "ä".repeat(127), "x".repeat(255))) {
            var small = PartialName.small(name, "63-89abcdef");
            assertThat(small.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(255);
            assertThat(PartialNames.isOurs(small)).isTrue();
            assertThat(PartialName.mark(small)).isEqualTo("63-89abcdef");
        }
    }
}
