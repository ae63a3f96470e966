package io.hawser.cli;

import static io.hawser.cli.Option.CACERT;
import static io.hawser.cli.Option.HEADER;
import static io.hawser.cli.Option.QUIET;
import static io.hawser.cli.Option.RECURSIVE;
import static io.hawser.cli.Option.VERBOSE;

import io.hawser.cli.Command.Extra;
import io.hawser.cli.Command.Role;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The table of commands. */
final class Commands {
    private static final Set<Option> SPEECH = EnumSet.of(QUIET, VERBOSE);
    private static final Set<Option> SSH =
            EnumSet.of(Option.SSH_CONFIG, Option.IDENTITY, Option.SSH_OPTION, Option.PASSWORD_FILE);
    private static final Set<Option> BATCH = EnumSet.of(Option.VAR, Option.FORMAT, Option.MAX_FAILURES);
    private static final Set<Option> LOOK = with(
            SSH, Option.ATTEMPTS, Option.TIMEOUT, Option.DEADLINE, Option.S3_OPTION, HEADER, CACERT, QUIET, VERBOSE);
    private static final Extra JSON = new Extra("--json", "", "a JSON object a line");

    private Commands() {}

    static List<Command> all() {
        return List.of(
                new Command(
                        "cp",
                        "Copies files; folders with -r. A trailing slash on the target means a folder, and several sources need one.",
                        "SOURCE... TARGET",
                        2,
                        Command.ANY,
                        "cp needs a source and a target: hawser cp SOURCE... TARGET",
                        EnumSet.complementOf(EnumSet.copyOf(BATCH)),
                        List.of(),
                        Role.USUAL,
                        CopyCommand::run),
                new Command(
                        "ls",
                        "Lists a folder or prefix.",
                        "LOCATION",
                        1,
                        1,
                        "ls needs a location: hawser ls LOCATION",
                        with(LOOK, RECURSIVE),
                        List.of(
                                new Extra("-l", "", "size, time and name"),
                                new Extra("--versions", "", "every version, newest first, where the store keeps them"),
                                JSON),
                        Role.USUAL,
                        ListCommand::run),
                new Command(
                        "stat",
                        "Tells size, time, version and digests of a location.",
                        "LOCATION",
                        1,
                        1,
                        "stat needs a location: hawser stat LOCATION",
                        LOOK,
                        List.of(JSON),
                        Role.USUAL,
                        StatCommand::run),
                new Command(
                        "cat",
                        "Writes a file, or a range of it, to standard output.",
                        "LOCATION",
                        1,
                        1,
                        "cat needs a location: hawser cat LOCATION",
                        with(
                                LOOK,
                                Option.ATTEMPTS,
                                Option.TIMEOUT,
                                Option.PARALLEL,
                                Option.CONNECTIONS,
                                Option.PART_SIZE,
                                Option.MIN_RATE,
                                Option.LIMIT_RATE,
                                Option.VERIFY),
                        List.of(new Extra(
                                "--range",
                                "FIRST-LAST",
                                "only these bytes, counted from 0; FIRST- goes on to the end")),
                        Role.USUAL,
                        CatCommand::run),
                new Command(
                        "rm",
                        "Removes files; folders with -r.",
                        "LOCATION...",
                        1,
                        Command.ANY,
                        "rm needs a location: hawser rm LOCATION...",
                        with(LOOK, RECURSIVE),
                        List.of(),
                        Role.USUAL,
                        RemoveCommand::run),
                new Command(
                        "clean",
                        "Removes abandoned partial data from a folder and tells what it was.",
                        "FOLDER",
                        1,
                        1,
                        "clean needs a folder: hawser clean FOLDER",
                        LOOK,
                        List.of(new Extra("-n", "", "only tell")),
                        Role.USUAL,
                        CleanCommand::run),
                new Command(
                        "run",
                        "Runs a batch of copies from a manifest, in YAML, JSON or a transfer a line; - reads it from standard input.",
                        "MANIFEST",
                        1,
                        1,
                        "run needs a manifest: hawser run MANIFEST",
                        EnumSet.allOf(Option.class),
                        List.of(),
                        Role.USUAL,
                        RunCommand::run),
                new Command(
                        "exec",
                        "Runs a command on another machine: its output arrives complete, its exit status is hawser's.",
                        "ssh://[USER@]HOST[:PORT] -- COMMAND [ARG...]",
                        1,
                        1,
                        ExecCommand.FORM,
                        with(SSH, Option.DEADLINE, QUIET, VERBOSE),
                        ExecCommand.EXTRAS,
                        Role.RELAY,
                        ExecCommand::run),
                new Command(
                        "demo",
                        "A whole tour on loopback, nothing needed from outside.",
                        "",
                        0,
                        0,
                        "",
                        SPEECH,
                        List.of(),
                        Role.USUAL,
                        DemoCommand::run),
                new Command(
                        "completion",
                        "Prints a completion script for bash or zsh: source <(hawser completion)",
                        "",
                        0,
                        0,
                        "",
                        Set.of(),
                        List.of(),
                        Role.USUAL,
                        CompletionCommand::run),
                new Command(
                        "aot-train",
                        "Runs what the launcher's start-up cache is trained with.",
                        "",
                        0,
                        0,
                        "",
                        Set.of(),
                        List.of(),
                        Role.HIDDEN,
                        TrainCommand::run));
    }

    private static Set<Option> with(Set<Option> some, Option... more) {
        var all = EnumSet.copyOf(some);
        all.addAll(List.of(more));
        return all;
    }
}
