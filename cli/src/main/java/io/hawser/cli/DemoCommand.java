package io.hawser.cli;

final class DemoCommand {
    static int run(Invocation call) {
        return 0;
    }
}
