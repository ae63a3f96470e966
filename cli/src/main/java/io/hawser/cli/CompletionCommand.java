package io.hawser.cli;

import picocli.AutoComplete;

/** {@code hawser completion}. */
final class CompletionCommand {
    private CompletionCommand() {}

    static int run(Invocation call) throws OutputException {
        call.out().print(AutoComplete.bash("hawser", new Syntax(Commands.all()).whole()));
        return 0;
    }
}
