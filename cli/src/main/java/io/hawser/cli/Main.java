package io.hawser.cli;

import io.hawser.StoreException;
import io.hawser.Version;
import io.hawser.ssh.CommandException;

/** The {@code hawser} command. */
public final class Main {
    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int USAGE = 2;

    /** What a shell reports of a tool that SIGPIPE ended. */
    private static final int BROKEN_PIPE = 141;

    private Main() {}

    /**
     * Runs the command and ends the process with its exit status.
     *
     * @param words the words of the command line
     */
    public static void main(String[] words) {
        System.exit(run(words));
    }

    /** Runs the command and returns its exit status. */
    static int run(String... words) {
        var screen = new Screen();
        try (var out = new StandardOutput()) {
            // Asked for by scripts all the time; nothing else needs to be loaded for it.
            if (words.length > 0 && (words[0].equals("--version") || words[0].equals("-V"))) {
                out.line("hawser " + Version.current());
                return DONE;
            }
            return switch (new Syntax(Commands.all()).parse(words)) {
                case Syntax.Parsed.Help(var text) -> {
                    out.print(text);
                    yield DONE;
                }
                case Syntax.Parsed.Call call ->
                    attempt(call.command().failure(), screen, () -> call(call, out, screen));
            };
        } catch (UsageException e) {
            screen.error(e.getMessage());
            return USAGE;
        } catch (OutputException e) {
            return lost(e, FAILED, screen);
        }
    }

    private interface Work {
        int run() throws Exception;
    }

    /** Does it, and tells of every failure: the last place where one can be told. */
    private static int attempt(int failed, Screen screen, Work work) throws UsageException {
        try {
            return work.run();
        } catch (UsageException e) {
            throw e;
        } catch (OutputException e) {
            return lost(e, failed, screen);
        } catch (StoreException | CommandException e) {
            screen.error(e.getMessage());
            return failed;
        } catch (InterruptedException _) {
            screen.error("interrupted");
            return failed;
        } catch (Exception e) {
            screen.error("a fault of hawser itself: " + e + "; please report it, with what -vv shows");
            for (var frame : e.getStackTrace()) {
                screen.trace("    at " + frame);
            }
            return failed;
        }
    }

    private static int lost(OutputException e, int failed, Screen screen) {
        if (e.brokenPipe()) {
            screen.detail(e.getMessage());
            return BROKEN_PIPE;
        }
        screen.error(e.getMessage());
        return failed;
    }

    private static int call(Syntax.Parsed.Call call, StandardOutput out, Screen screen) throws Exception {
        var environment = System.getenv();
        var settings = Settings.of(call.flags(), environment, ConfigFile.load(environment));
        screen.detail(detail(settings));
        return call.command()
                .action()
                .run(new Invocation(
                        call.command(),
                        call.operands(),
                        call.extras(),
                        call.rules(),
                        call.relayed(),
                        settings,
                        out,
                        screen));
    }

    private static Screen.Detail detail(Settings settings) throws UsageException {
        // The word on the command line decides between a quiet environment and a verbose flag.
        boolean quiet =
                settings.isSet(Option.QUIET) && (settings.isFlag(Option.QUIET) || !settings.isFlag(Option.VERBOSE));
        return quiet
                ? Screen.Detail.QUIET
                : switch (settings.count(Option.VERBOSE)) {
                    case 0 -> Screen.Detail.NORMAL;
                    case 1 -> Screen.Detail.VERBOSE;
                    default -> Screen.Detail.TRACE;
                };
    }
}
