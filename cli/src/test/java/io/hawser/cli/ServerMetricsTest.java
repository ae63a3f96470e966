package io.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.server.ChannelStatus;
import io.hawser.server.ServerEvent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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
        var metrics = new ServerMetrics();
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
                        "hawser_sftp_connections 4",
                        "hawser_sftp_channels 1",
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
                        "hawser_sftp_file_bytes_total{operation=\"upload\",result=\"ok\"} 10");
        assertThat(text.lines().filter(line -> line.startsWith("# TYPE hawser_sftp_channel_bytes_total")))
                .containsExactly("# TYPE hawser_sftp_channel_bytes_total counter");
    }

    @Test
    void aCounterNeverFallsWhileAChannelEnds() {
        var metrics = new ServerMetrics();
        metrics.text(1, List.of(OPEN));

        var between = metrics.text(0, List.of());
        metrics.accept(closed(150, 200));
        var after = metrics.text(0, List.of());

        assertThat(between).contains("channel_bytes_total{direction=\"received\"} 100\n");
        assertThat(after).contains("channel_bytes_total{direction=\"received\"} 150\n");
    }
}
