package io.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.server.ChannelStatus;
import io.hawser.server.ServerEvent;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ServerMetricsTest {
    private static final String PEER = "127.0.0.1:4000";
    private static final ChannelStatus OPEN =
            new ChannelStatus(1, "alice", PEER, 100, 200, 3, Duration.ofSeconds(5), Duration.ZERO);

    private static ServerEvent closed(long received, long sent) {
        return new ServerEvent.ChannelClosed(PEER, "alice", 1, received, sent, Duration.ZERO, "done");
    }

    private static ServerEvent uploaded(long bytes, Optional<String> error) {
        return new ServerEvent.FileOperation(PEER, "alice", 1, "upload", "/x", Optional.empty(), bytes, error);
    }

    @Test
    void counts() {
        var metrics = new ServerMetrics(() -> 7);
        metrics.accept(new ServerEvent.Connected(PEER));
        metrics.accept(new ServerEvent.Refused(PEER, "why"));
        metrics.accept(new ServerEvent.LoggedIn(PEER, "alice", "password"));
        metrics.accept(new ServerEvent.LoginFailed(PEER, "mallory", "password"));
        metrics.accept(new ServerEvent.LoginFailed(PEER, "mallory", "password"));
        metrics.accept(new ServerEvent.ChannelOpened(PEER, "alice", 1));
        metrics.accept(uploaded(10, Optional.empty()));
        metrics.accept(uploaded(5, Optional.of("lost")));

        var text = metrics.text(4, List.of(OPEN));

        assertThat(text.lines().filter(line -> !line.startsWith("#")))
                .containsExactly(
                        "hawser_sftp_open_connections 4",
                        "hawser_sftp_open_channels 1",
                        "hawser_sftp_open_files 3",
                        "hawser_sftp_connections_total 1",
                        "hawser_sftp_refused_total 1",
                        "hawser_sftp_channels_total 1",
                        "hawser_sftp_logins_total{method=\"password\",result=\"failed\"} 2",
                        "hawser_sftp_logins_total{method=\"password\",result=\"ok\"} 1",
                        "hawser_sftp_channel_bytes_total{direction=\"received\"} 100",
                        "hawser_sftp_channel_bytes_total{direction=\"sent\"} 200",
                        "hawser_sftp_operations_total{operation=\"upload\",result=\"failed\"} 1",
                        "hawser_sftp_operations_total{operation=\"upload\",result=\"ok\"} 1",
                        "hawser_sftp_file_bytes_total{operation=\"upload\",result=\"failed\"} 5",
                        "hawser_sftp_file_bytes_total{operation=\"upload\",result=\"ok\"} 10",
                        "hawser_sftp_log_lost_total 7");
        assertThat(text.lines().filter(line -> line.startsWith("# TYPE hawser_sftp_channel_bytes_total")))
                .containsExactly("# TYPE hawser_sftp_channel_bytes_total counter");
    }

    /** Exposition formats, "Text format details": HELP and TYPE once and before the samples of their name, which stand together, each series once. */
    @Test
    void theTextIsWellFormed() {
        var metrics = new ServerMetrics(() -> 0);
        metrics.accept(uploaded(10, Optional.empty()));
        metrics.accept(uploaded(5, Optional.of("lost")));
        metrics.accept(new ServerEvent.LoggedIn(PEER, "alice", "password"));
        var help = Pattern.compile("# HELP ([a-z_]+) [^\\\\]+");
        var type = Pattern.compile("# TYPE ([a-z_]+) (counter|gauge)");
        var sample = Pattern.compile("([a-z_]+)(\\{([a-z]+=\"[a-z]+\",?)+})? \\d+");
        var families = new HashSet<String>();
        var series = new HashSet<String>();
        var current = "";

        var text = metrics.text(4, List.of(OPEN));

        assertThat(text).endsWith("\n");
        for (var lines = text.lines().iterator(); lines.hasNext(); ) {
            var line = lines.next();
            var named = help.matcher(line);
            if (named.matches()) {
                current = named.group(1);
                // OpenMetrics leaves the ending out of a counter's name.
                assertThat(families.add(current.replaceFirst("_total$", "")))
                        .as(line)
                        .isTrue();
                var typed = type.matcher(lines.next());
                assertThat(typed.matches()).as(line).isTrue();
                assertThat(typed.group(1)).isEqualTo(current);
                assertThat(current.endsWith("_total"))
                        .as(line)
                        .isEqualTo(typed.group(2).equals("counter"));
            } else {
                var value = sample.matcher(line);
                assertThat(value.matches()).as(line).isTrue();
                assertThat(value.group(1)).isEqualTo(current);
                assertThat(series.add(line.substring(0, line.lastIndexOf(' '))))
                        .as(line)
                        .isTrue();
            }
        }
        assertThat(families).hasSize(11);
    }

    @Test
    void aCounterNeverFallsWhileAChannelEnds() {
        var metrics = new ServerMetrics(() -> 0);
        metrics.text(1, List.of(OPEN));

        var between = metrics.text(0, List.of());
        metrics.accept(closed(150, 200));
        var after = metrics.text(0, List.of());

        assertThat(between).contains("channel_bytes_total{direction=\"received\"} 100\n");
        assertThat(after).contains("channel_bytes_total{direction=\"received\"} 150\n");
    }
}
