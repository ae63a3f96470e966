package io.hawser.cli;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.Hawser;
import io.hawser.HawserOptions;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A run of copies when Hawser itself is at fault. */
class CopyRunTest {
    private static JobStream failing(Throwable why) {
        return new JobStream() {
            @Override
            public Optional<Job> next() {
                if (why instanceof Error error) {
                    throw error;
                }
                throw (RuntimeException) why;
            }

            @Override
            public void close() {}
        };
    }

    @Test
    void whatEndsTheReadingOfTheInputIsNotTakenForTheEndOfTheInput() {
        var screen = new Screen();
        screen.detail(Screen.Detail.QUIET);
        for (var why : new Throwable[] {new IllegalStateException("a fault"), new OutOfMemoryError("of a test")}) {
            try (var hawser = Hawser.open(HawserOptions.defaults())) {
                var run = new CopyRun(hawser, screen, Optional.empty(), new Board(-1), 8, Integer.MAX_VALUE);
                assertThatThrownBy(() -> run.run(failing(why))).isSameAs(why);
            }
        }
    }
}
