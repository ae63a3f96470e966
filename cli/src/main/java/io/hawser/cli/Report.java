package io.hawser.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.hawser.Location;
import io.hawser.Outcome;
import io.hawser.StoreException;
import io.hawser.Verified;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Optional;

/** A JSON object a line for each file, written through as each ends. Not for use by several threads. */
abstract sealed class Report implements AutoCloseable {
    /** The file that {@code --report} names, if it names one. */
    static Optional<Location> file(Settings settings) {
        return settings.find(Option.REPORT)
                .map(Setting::text)
                .filter(text -> !text.isEmpty() && !text.equals("-"))
                .map(Location::local);
    }

    /** The report that {@code --report} asks for, if any. */
    static Optional<Report> open(Settings settings, StandardOutput out) throws UsageException {
        var wanted = settings.find(Option.REPORT);
        if (wanted.isEmpty()) {
            return Optional.empty();
        }
        if (wanted.get().text().equals("-")) {
            return Optional.of(new ToOutput(out));
        }
        try {
            var file = Path.of(wanted.get().text());
            return Optional.of(new ToFile(file, emptied(file)));
        } catch (IOException e) {
            throw wanted.get().wrong("the report cannot be written there: " + Reason.of(e));
        }
    }

    /** Appends, so that the lines of two runs with one report stay whole; what was there before goes. */
    private static FileChannel emptied(Path file) throws IOException {
        var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        try {
            // A pipe has nothing to truncate, and refuses.
            if (Files.isRegularFile(file)) {
                channel.truncate(0);
            }
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * Writes how a file ended.
     *
     * @param number its position in the input, from 1
     */
    void write(long number, Outcome outcome) throws OutputException {
        put(line(number, outcome) + "\n");
    }

    abstract void put(String line) throws OutputException;

    @Override
    public abstract void close() throws OutputException;

    private static final class ToOutput extends Report {
        private final StandardOutput out;

        ToOutput(StandardOutput out) {
            this.out = out;
        }

        @Override
        void put(String line) throws OutputException {
            out.print(line);
            out.flush();
        }

        @Override
        public void close() {}
    }

    private static final class ToFile extends Report {
        private final Path file;
        private final FileChannel channel;

        ToFile(Path file, FileChannel channel) {
            this.file = file;
            this.channel = channel;
        }

        @Override
        void put(String line) throws OutputException {
            var bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
            try {
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            } catch (IOException e) {
                throw new OutputException(file.toString(), e);
            }
        }

        @Override
        public void close() throws OutputException {
            try {
                channel.close();
            } catch (IOException e) {
                throw new OutputException(file.toString(), e);
            }
        }
    }

    static String line(long number, Outcome outcome) {
        var summary = outcome.summary();
        return Json.object(json -> {
            json.writeNumberField("n", number);
            json.writeStringField("source", summary.source().toString());
            json.writeStringField("target", summary.target().toString());
            json.writeStringField("status", status(outcome));
            json.writeNumberField("bytes", summary.bytes());
            json.writeNumberField("attempts", summary.attempts());
            json.writeNumberField("resumed_bytes", summary.resumedBytes());
            json.writeNumberField("seconds", summary.elapsed().toMillis() / 1000.0);
            digest(json, summary.verified());
            if (outcome instanceof Outcome.Failed failed) {
                error(json, failed.cause());
            } else {
                json.writeNullField("error");
            }
        });
    }

    private static String status(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Copied _ -> "copied";
            case Outcome.Skipped _ -> "skipped";
            case Outcome.Failed _ -> "failed";
            case Outcome.Cancelled _ -> "cancelled";
        };
    }

    private static void digest(JsonGenerator json, Verified verified) throws IOException {
        if (verified.digest().isEmpty()) {
            json.writeNullField("digest");
            return;
        }
        json.writeObjectFieldStart("digest");
        var digest = verified.digest().get();
        json.writeStringField("algorithm", digest.algorithm().label());
        json.writeStringField("hex", digest.hex());
        if (digest.parts().isPresent()) {
            json.writeNumberField("parts", digest.parts().get().count());
        }
        json.writeStringField("verified_by", verified.by().name().toLowerCase(Locale.ROOT));
        json.writeEndObject();
    }

    private static void error(JsonGenerator json, StoreException cause) throws IOException {
        json.writeObjectFieldStart("error");
        json.writeStringField("kind", cause.kind());
        json.writeStringField("message", cause.getMessage());
        json.writeBooleanField("retryable", cause.retryable());
        json.writeEndObject();
    }
}
