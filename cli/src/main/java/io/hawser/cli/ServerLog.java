package io.hawser.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.hawser.server.ServerEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What the server tells of itself: a line for each event, in their order. What clients sent cannot end a line, pass for another field or move a terminal's cursor. Nothing waits for
 * whoever reads it: what comes while too much is unread is lost, and counted.
 */
final class ServerLog implements Consumer<ServerEvent>, AutoCloseable {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    /** How a line is written. */
    enum Form {
        /** Time, event, and {@code name=value}, in quotation marks where that is needed. */
        TEXT,
        /** An object. */
        JSON;

        /** @throws IllegalArgumentException when it is neither */
        static Form parse(String text) {
            return switch (text) {
                case "text" -> TEXT;
                case "json" -> JSON;
                default -> throw new IllegalArgumentException("must be text or json");
            };
        }
    }

    /** A fact about an event; a value is a number or a text. */
    record Field(String name, Object value) {}

    private final Form form;
    private final InstantSource clock;
    private final LineQueue lines;

    ServerLog(Form form, InstantSource clock, OutputStream to) {
        this.form = form;
        this.clock = clock;
        this.lines = new LineQueue(to, count -> line("log-lost", List.of(new Field("lines", count))));
    }

    @Override
    public void accept(ServerEvent event) {
        var fields = new ArrayList<Field>();
        fields.add(new Field("peer", event.peer()));
        var name = switch (event) {
            case ServerEvent.Connected _ -> "connected";
            case ServerEvent.Refused refused -> {
                fields.add(new Field("reason", refused.reason()));
                yield "refused";
            }
            case ServerEvent.LoggedIn login -> {
                fields.add(new Field("user", login.user()));
                fields.add(new Field("method", login.method()));
                yield "login";
            }
            case ServerEvent.LoginFailed login -> {
                fields.add(new Field("user", login.user()));
                fields.add(new Field("method", login.method()));
                yield "login-failed";
            }
            case ServerEvent.Disconnected end -> {
                optional(fields, "user", end.user());
                fields.add(new Field("reason", end.reason()));
                yield "disconnected";
            }
            case ServerEvent.ChannelOpened channel -> {
                fields.add(new Field("user", channel.user()));
                fields.add(new Field("channel", channel.channel()));
                yield "channel-opened";
            }
            case ServerEvent.ChannelClosed channel -> {
                fields.add(new Field("user", channel.user()));
                fields.add(new Field("channel", channel.channel()));
                fields.add(new Field("received", channel.received()));
                fields.add(new Field("sent", channel.sent()));
                fields.add(new Field("milliseconds", channel.age().toMillis()));
                fields.add(new Field("reason", channel.reason()));
                yield "channel-closed";
            }
            case ServerEvent.FileOperation done -> {
                fields.add(new Field("user", done.user()));
                fields.add(new Field("channel", done.channel()));
                fields.add(new Field("operation", done.operation()));
                fields.add(new Field("path", done.path()));
                optional(fields, "target", done.target());
                fields.add(new Field("bytes", done.bytes()));
                optional(fields, "error", done.error());
                yield "file";
            }
        };
        write(name, fields);
    }

    private static void optional(List<Field> fields, String name, Optional<String> value) {
        value.ifPresent(text -> fields.add(new Field(name, text)));
    }

    /** Something that the operator should look into. */
    void warn(String text) {
        write("warning", List.of(new Field("text", text)));
    }

    void write(String event, List<Field> fields) {
        lines.put(line(event, fields));
    }

    private byte[] line(String event, List<Field> fields) {
        var time = TIME.format(clock.instant());
        var line = form == Form.JSON ? json(time, event, fields) : text(time, event, fields);
        return (line + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** How many lines were lost so far. */
    long lost() {
        return lines.lost();
    }

    /** What libraries and the JVM's own classes write to {@link System#err}, as lines of this log. */
    PrintStream standardError() {
        return new PrintStream(new WarningStream(this), true, StandardCharsets.UTF_8);
    }

    /** Waits a little for what is not written yet. */
    @Override
    public void close() {
        lines.close();
    }

    private static String json(String time, String event, List<Field> fields) {
        return Shown.json(Json.object(json -> {
            json.writeStringField("time", time);
            json.writeStringField("event", event);
            for (var field : fields) {
                write(json, field);
            }
        }));
    }

    private static void write(JsonGenerator json, Field field) throws IOException {
        if (field.value() instanceof Number number) {
            json.writeNumberField(field.name(), number.longValue());
        } else {
            json.writeStringField(field.name(), field.value().toString());
        }
    }

    private static String text(String time, String event, List<Field> fields) {
        var line = new StringBuilder(time).append(' ').append(event);
        for (var field : fields) {
            line.append(' ')
                    .append(field.name())
                    .append('=')
                    .append(quoted(field.value().toString()));
        }
        return line.toString();
    }

    private static String quoted(String value) {
        boolean plain = !value.isEmpty()
                && value.chars()
                        .noneMatch(
                                c -> Character.isWhitespace(c) || Character.isSpaceChar(c) || "\"=\\".indexOf(c) >= 0);
        return plain && value.equals(Shown.text(value))
                ? value
                : '"' + Shown.text(value.replace("\\", "\\\\").replace("\"", "\\\"")) + '"';
    }
}
