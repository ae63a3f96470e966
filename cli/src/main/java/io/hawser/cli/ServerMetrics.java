package io.hawser.cli;

import io.hawser.server.ChannelStatus;
import io.hawser.server.ServerEvent;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * What has happened so far, counted, in the text format of Prometheus, version 0.0.4
 * (<a href="https://prometheus.io/docs/instrumenting/exposition_formats/">exposition formats</a>). No label holds what clients can choose.
 */
final class ServerMetrics implements Consumer<ServerEvent> {
    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final LongSupplier lostLines;
    private final Map<String, Long> logins = new TreeMap<>();
    private final Map<String, Long> operations = new TreeMap<>();
    private final Map<String, Long> fileBytes = new TreeMap<>();
    private long connections;
    private long refused;
    private long channels;
    private long received;
    private long sent;
    /** A channel leaves the list of open ones before its end is told; what was shown once must not become less meanwhile. */
    private long receivedShown;

    private long sentShown;

    /** @param lostLines how many lines of the log were lost */
    ServerMetrics(LongSupplier lostLines) {
        this.lostLines = lostLines;
    }

    @Override
    public synchronized void accept(ServerEvent event) {
        switch (event) {
            case ServerEvent.Connected _ -> connections++;
            case ServerEvent.Refused _ -> refused++;
            case ServerEvent.LoggedIn login -> add(logins, "method", login.method(), "ok", 1);
            case ServerEvent.LoginFailed login -> add(logins, "method", login.method(), "failed", 1);
            case ServerEvent.Disconnected _ -> {}
            case ServerEvent.ChannelOpened _ -> channels++;
            case ServerEvent.ChannelClosed channel -> {
                received += channel.received();
                sent += channel.sent();
            }
            case ServerEvent.FileOperation done -> {
                var result = done.error().isEmpty() ? "ok" : "failed";
                add(operations, "operation", done.operation(), result, 1);
                if (done.bytes() > 0) {
                    add(fileBytes, "operation", done.operation(), result, done.bytes());
                }
            }
        }
    }

    private static void add(Map<String, Long> to, String label, String value, String result, long count) {
        to.merge(label + "=\"" + value + "\",result=\"" + result + "\"", count, Long::sum);
    }

    /** The text, with what is open now. */
    synchronized String text(int openConnections, List<ChannelStatus> open) {
        receivedShown = Math.max(
                receivedShown,
                received + open.stream().mapToLong(ChannelStatus::received).sum());
        sentShown = Math.max(
                sentShown, sent + open.stream().mapToLong(ChannelStatus::sent).sum());
        int files = open.stream().mapToInt(ChannelStatus::openFiles).sum();

        var text = new StringBuilder();
        one(text, "open_connections", "gauge", "Connections that are open.", openConnections);
        one(text, "open_channels", "gauge", "Channels that are open.", open.size());
        one(text, "open_files", "gauge", "Files and folders that clients have open.", files);
        one(text, "connections_total", "counter", "Connections that were accepted.", connections);
        one(text, "refused_total", "counter", "Connections and channels that a limit turned away.", refused);
        one(text, "channels_total", "counter", "Channels that were opened.", channels);
        many(text, "logins_total", "Logins by method and result.", logins);
        var bytes = Map.of("direction=\"received\"", receivedShown, "direction=\"sent\"", sentShown);
        many(text, "channel_bytes_total", "Bytes of channels, from and to clients.", new TreeMap<>(bytes));
        many(text, "operations_total", "File operations by kind and result.", operations);
        many(text, "file_bytes_total", "Bytes of files that were uploaded and downloaded.", fileBytes);
        one(text, "log_lost_total", "counter", "Lines of the log that nobody took.", lostLines.getAsLong());
        return text.toString();
    }

    private static void one(StringBuilder text, String name, String type, String help, long value) {
        header(text, name, type, help);
        text.append("hawser_sftp_").append(name).append(' ').append(value).append('\n');
    }

    private static void many(StringBuilder text, String name, String help, Map<String, Long> series) {
        header(text, name, "counter", help);
        series.forEach((labels, value) -> text.append("hawser_sftp_" + name + "{" + labels + "} " + value + "\n"));
    }

    private static void header(StringBuilder text, String name, String type, String help) {
        text.append("# HELP hawser_sftp_" + name + " " + help + "\n# TYPE hawser_sftp_" + name + " " + type + "\n");
    }
}
