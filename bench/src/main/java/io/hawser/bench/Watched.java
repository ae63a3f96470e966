package io.hawser.bench;

import io.hawser.testkit.ServerProcess;
import java.io.IOException;
import java.util.Map;

/** A contender whose server's memory is watched while it runs. */
final class Watched implements Contender {
    private final Contender contender;
    private final ServerProcess server;
    private final Map<String, Long> peaks;

    /** @param peaks by the contenders' names, the most bytes that their servers had */
    Watched(Contender contender, ServerProcess server, Map<String, Long> peaks) {
        this.contender = contender;
        this.server = server;
        this.peaks = peaks;
    }

    @Override
    public String name() {
        return contender.name();
    }

    @Override
    public Availability availability() {
        return contender.availability();
    }

    @Override
    public Sample run() throws IOException, InterruptedException {
        server.forgetPeak();
        var sample = contender.run();
        peaks.merge(name(), server.peakResidentBytes(), Math::max);
        return sample;
    }

    /** Lines of Markdown. */
    static String table(Map<String, Long> peaks) {
        var lines = new StringBuilder();
        peaks.forEach((name, bytes) -> lines.append("\nMost memory of the server with ")
                .append(name)
                .append(": ")
                .append(bytes >> 20)
                .append(" MiB\n"));
        return lines.toString();
    }
}
