package io.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class BarsTest {
    private static final long SECOND = 1_000_000_000;

    private static Bars bars() {
        return new Bars(new Screen(), Map.of(), 0);
    }

    private static Board.Row row(String target, Progress.State state, long bytes, OptionalLong total) {
        return new Board.Row("http://h/source", target, new Progress(state, bytes, total, 0, 4, 0));
    }

    private static Board.Row row(String target, long bytes, long total) {
        return row(target, Progress.State.RUNNING, bytes, OptionalLong.of(total));
    }

    private static Board.Sample sample(int files, Board.Row... rows) {
        return sample(SECOND, files, rows);
    }

    private static Board.Sample sample(long nanos, int files, Board.Row... rows) {
        long bytes =
                List.of(rows).stream().mapToLong(row -> row.progress().bytes()).sum();
        return new Board.Sample(nanos, List.of(rows), files, 0, 0, bytes, bytes, OptionalLong.empty(), 0);
    }

    @Test
    void oneFileIsOneLine() {
        var bars = bars();
        var size = new Terminal.Size(100, 24);
        bars.lines(sample(0, 1, row("/data/file.gz", 0, 100 << 20)), size);

        var lines = bars.lines(sample(SECOND, 1, row("/data/file.gz", 50 << 20, 100 << 20)), size);

        assertThat(lines).hasSize(1);
        assertThat(lines.getFirst())
                .startsWith("file.gz")
                .contains("[=", ">", "50%", "50.0 MiB", "50.0 MiB/s", "0:01", "4 parts");
    }

    @Test
    void severalFilesHaveALineForAllOfThem() {
        var lines = bars().lines(sample(3, row("/data/a", 1, 2), row("/data/b", 1, 2)), new Terminal.Size(100, 24));

        assertThat(lines).hasSize(3);
        assertThat(lines.getLast()).startsWith("total").contains("0 of 3 files");
    }

    @Test
    void moreFilesThanRowsAreCounted() {
        var rows = new ArrayList<Board.Row>();
        for (int i = 0; i < 50; i++) {
            rows.add(row("/data/" + i, 1, 2));
        }
        var lines = bars().lines(sample(50, rows.toArray(Board.Row[]::new)), new Terminal.Size(80, 10));

        assertThat(lines).hasSizeLessThan(10);
        assertThat(lines).contains("and 44 more");
    }

    @Test
    void aSizeThatNobodyKnowsHasNoPercentage() {
        var lines = bars().lines(
                        sample(1, row("/data/a", Progress.State.RUNNING, 5 << 20, OptionalLong.empty())),
                        new Terminal.Size(100, 24));

        assertThat(lines.getFirst()).contains("5.0 MiB").doesNotContain("%", "=");
    }

    @Test
    void aRetryIsShown() {
        var progress = new Progress(Progress.State.RUNNING, 1, OptionalLong.of(2), 0, 1, 1);
        var lines = bars().lines(sample(1, new Board.Row("s", "/t", progress)), new Terminal.Size(100, 24));

        assertThat(lines.getFirst()).contains("1 part", "1 retry");
    }

    @Test
    void aStreamIsShownByTheNameOfItsSource() {
        assertThat(bars().lines(sample(1, row("-", 1, 2)), new Terminal.Size(100, 24))
                        .getFirst())
                .startsWith("source");
    }

    @Test
    void anEmptyFileIsDone() {
        var lines = bars().lines(
                        sample(1, row("/t", Progress.State.FINISHING, 0, OptionalLong.of(0))),
                        new Terminal.Size(100, 24));

        assertThat(lines.getFirst()).contains("100%", "verifying");
    }

    @Property
    void everyLineFitsAndCannotMoveTheCursor(
            @ForAll @IntRange(min = 1, max = 300) int columns,
            @ForAll @IntRange(min = 1, max = 60) int rows,
            @ForAll @LongRange(min = 0) long bytes,
            @ForAll @LongRange(min = 0) long total,
            @ForAll List<String> names,
            @ForAll Progress.State state) {
        var all = names.stream()
                .map(name -> row(
                        "/data/" + name, state, bytes, total % 3 == 0 ? OptionalLong.empty() : OptionalLong.of(total)))
                .toArray(Board.Row[]::new);

        var lines = bars().lines(
                        new Board.Sample(SECOND, List.of(all), -1, 3, 1, bytes, bytes, OptionalLong.of(total), 2),
                        new Terminal.Size(columns, rows));

        assertThat(lines).hasSizeLessThanOrEqualTo(Math.max(2, rows));
        assertThat(lines).allSatisfy(line -> {
            assertThat(line.codePointCount(0, line.length())).isLessThanOrEqualTo(Math.max(0, columns - 1));
            assertThat(line.codePoints()).noneMatch(Character::isISOControl);
        });
    }
}
