package io.hawser.cli;

import java.time.Duration;

/** A JSON object every second, for programs. */
final class JsonProgress implements ProgressDisplay.View {
    private static final Duration PACE = Duration.ofSeconds(1);

    private final Screen screen;
    private final RateMeter meter;

    JsonProgress(Screen screen, long now) {
        this.screen = screen;
        this.meter = new RateMeter(now);
    }

    @Override
    public Duration pace() {
        return PACE;
    }

    @Override
    public void show(Board.Sample sample) {
        double rate = meter.at(sample.nanos(), sample.fetched());
        var left = RateMeter.secondsLeft(sample.total(), sample.bytes(), rate);
        screen.put(Json.object(json -> {
            json.writeStringField("event", "progress");
            Json.number(json, "files", sample.files() < 0 ? null : (long) sample.files());
            json.writeNumberField("done", sample.done());
            json.writeNumberField("failed", sample.failed());
            json.writeNumberField("bytes", sample.bytes());
            Json.number(
                    json, "total", sample.total().isPresent() ? sample.total().getAsLong() : null);
            json.writeNumberField("rate", Math.round(rate));
            Json.number(json, "seconds_left", left.isPresent() ? left.getAsLong() : null);
            json.writeNumberField("retries", sample.retries());
            json.writeArrayFieldStart("running");
            for (var row : sample.rows()) {
                var total = row.progress().total();
                json.writeStartObject();
                json.writeStringField("source", row.source());
                json.writeStringField("target", row.target());
                json.writeNumberField("bytes", row.progress().bytes());
                Json.number(json, "total", total.isPresent() ? total.getAsLong() : null);
                json.writeNumberField("parts", row.progress().parts());
                json.writeNumberField("retries", row.progress().retries());
                json.writeEndObject();
            }
            json.writeEndArray();
        }));
    }

    @Override
    public void end() {}
}
