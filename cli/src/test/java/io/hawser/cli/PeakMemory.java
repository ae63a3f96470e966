package io.hawser.cli;

import io.hawser.testkit.Command;
import io.hawser.testkit.Python;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The most memory that a command had.
 *
 * @param kib as the kernel counts it
 */
record PeakMemory(Command.Finished ended, long kib) {
    /** Runs the words; the last line on standard output is the peak. */
    private static final String PEAK = """
            import resource, subprocess, sys
            status = subprocess.call(sys.argv[1:])
            print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
            sys.exit(status)
            """;

    /** Runs a command that succeeds, with the launcher's bounds. */
    static PeakMemory of(Command command) throws IOException {
        var words = new ArrayList<>(List.of(Python.with("resource").toString(), "-I", "-c", PEAK));
        words.addAll(command.words());
        words.add(words.indexOf("-Xmx128m"), "-XX:MaxDirectMemorySize=128m");
        var ended = Cli.succeeded(new Command(
                words, command.environment(), command.folder(), command.home(), command.input(), command.output()));
        var lines = ended.outText().stripTrailing();
        return new PeakMemory(ended, Long.parseLong(lines.substring(lines.lastIndexOf('\n') + 1)));
    }
}
