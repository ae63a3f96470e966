package io.hawser.cli;

import java.util.Map;

/** A command in this JVM, for what ends before it does anything. */
final class InJvm {
    private InJvm() {}

    /** Calls it with that environment, quietly; a failure comes out as it was thrown. */
    static int call(Map<String, String> environment, String... words) throws Exception {
        var call = (Syntax.Parsed.Call) new Syntax(Commands.all()).parse(words);
        var screen = new Screen();
        screen.detail(Screen.Detail.QUIET);
        try (var out = new StandardOutput()) {
            return call.command()
                    .action()
                    .run(new Invocation(
                            call.command(),
                            call.operands(),
                            call.extras(),
                            call.rules(),
                            call.relayed(),
                            Settings.of(call.flags(), environment, ConfigFile.load(environment)),
                            out,
                            screen));
        }
    }
}
