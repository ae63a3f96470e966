package io.hawser.cli;

import io.hawser.testkit.Command;
import io.hawser.testkit.s3.S3Server;

/** The command with an S3 endpoint. */
final class S3Cli {
    private S3Cli() {}

    static Command hawser(S3Server server, String... words) {
        return in(server, Cli.hawser(words));
    }

    /** A command in the environment that the endpoint needs. */
    static Command in(S3Server server, Command command) {
        var prepared = command;
        for (var variable : server.environment().entrySet()) {
            prepared = prepared.with(variable.getKey(), variable.getValue());
        }
        return prepared;
    }
}
