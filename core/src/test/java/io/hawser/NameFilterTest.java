package io.hawser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.NameFilter.Rule;
import java.util.List;
import org.junit.jupiter.api.Test;

class NameFilterTest {
    @Test
    void withoutRulesEverythingIsWanted() {
        assertThat(NameFilter.all().wants("a/b")).isTrue();
    }

    @Test
    void theFirstMatchDecides() {
        var filter = NameFilter.of(List.of(
                new Rule(true, "keep.tmp"), new Rule(false, "*.tmp"), new Rule(true, "*.tmp"), new Rule(true, "*.gz")));

        assertThat(filter.wants("x/keep.tmp")).isTrue();
        assertThat(filter.wants("x/other.tmp")).isFalse();
        assertThat(filter.wants("x/y.gz")).isTrue();
        assertThat(filter.wants("x/y.txt")).isFalse();
    }

    @Test
    void withExclusionsOnlyTheRestIsWanted() {
        var filter = NameFilter.of(List.of(new Rule(false, "*.tmp")));

        assertThat(filter.wants("x/y.txt")).isTrue();
        assertThat(filter.wants("y.tmp")).isFalse();
    }

    @Test
    void aFolderTakesAllThatIsInIt() {
        var filter = NameFilter.of(List.of(new Rule(false, "target")));

        assertThat(filter.wants("a/target/b/c")).isFalse();
        assertThat(filter.wants("a/targets/b")).isTrue();
        assertThat(filter.wants("target")).isFalse();
    }

    @Test
    void aTrailingSlashMeansFoldersOnly() {
        var filter = NameFilter.of(List.of(new Rule(false, "logs/")));

        assertThat(filter.wants("a/logs/x")).isFalse();
        assertThat(filter.wants("a/logs")).isTrue();
    }

    @Test
    void aSlashTiesThePatternToTheBeginning() {
        var filter = NameFilter.of(List.of(new Rule(false, "/logs"), new Rule(false, "a/*.x")));

        assertThat(filter.wants("logs/x")).isFalse();
        assertThat(filter.wants("b/logs/x")).isTrue();
        assertThat(filter.wants("a/1.x")).isFalse();
        assertThat(filter.wants("b/a/1.x")).isTrue();
    }

    @Test
    void anEmptyPatternIsRefused() {
        assertThatThrownBy(() -> new Rule(true, "")).hasMessageContaining("needs a pattern");
    }
}
