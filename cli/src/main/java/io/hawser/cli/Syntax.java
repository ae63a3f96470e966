package io.hawser.cli;

import io.hawser.cli.Command.Role;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The grammar of the command line, made of the table of commands; picocli parses by it and writes the help texts. */
final class Syntax {
    private static final String HELP = "--help";
    private static final int WIDTH = 100;

    private final Map<String, Command> commands = new LinkedHashMap<>();

    Syntax(List<Command> commands) {
        commands.forEach(command -> this.commands.put(command.name(), command));
    }

    /** What the words mean, or the help text that they ask for. */
    sealed interface Parsed {
        record Help(String text) implements Parsed {}

        /** {@code flags} holds the common options by their values, in order. */
        record Call(
                Command command,
                List<String> operands,
                Map<Option, List<String>> flags,
                Map<String, String> extras,
                List<Map.Entry<Boolean, String>> rules,
                List<String> relayed)
                implements Parsed {}
    }

    Parsed parse(String... words) throws UsageException {
        if (words.length == 0) {
            throw new UsageException(
                    "a command is needed: " + String.join(", ", visible()) + "; hawser --help tells more");
        }
        if (words[0].equals(HELP) || words[0].equals("-h")) {
            return new Parsed.Help(whole().getUsageMessage(Ansi.OFF));
        }
        var command = commands.get(words[0]);
        if (command == null) {
            var kind = words[0].startsWith("-") ? "option" : "command";
            throw new UsageException("unknown " + kind + " '" + Shown.word(words[0]) + "'; the commands are "
                    + String.join(", ", visible()));
        }
        var own = List.of(words).subList(1, words.length);
        List<String> relayed = List.of();
        int dashes = own.indexOf("--");
        if (command.role() == Role.RELAY && dashes >= 0) {
            relayed = own.subList(dashes + 1, own.size());
            own = own.subList(0, dashes);
        }
        // Only the command that is called is set up: all of them together take longer than a small copy.
        var line = line(command);
        try {
            var result = line.parseArgs(own.toArray(String[]::new));
            return result.isUsageHelpRequested()
                    ? new Parsed.Help(line.getUsageMessage(Ansi.OFF))
                    : call(command, result, relayed);
        } catch (ParameterException e) {
            throw new UsageException(complaint(e) + "; see hawser " + command.name() + " --help");
        }
    }

    /** All commands under one name, as help and completion need it. */
    CommandLine whole() {
        var spec = CommandSpec.create().name("hawser");
        spec.usageMessage()
                .description(
                        "Copies files between stores, and the output of remote commands: complete, verified and in place, or it says why.")
                .synopsisHeading("Usage: ")
                .customSynopsis("hawser COMMAND [options] …", "       hawser --version | --help")
                .descriptionHeading("%n")
                .commandListHeading("%nCommands:%n")
                .footer(
                        "%nhawser COMMAND --help tells the options. Locations: a path, - (standard input or output), http(s)://…, s3://bucket/…, sftp://…, artifactory://host/artifactory/repository/…; ssh://… for exec")
                .width(WIDTH);
        commands.values().forEach(command -> spec.addSubcommand(command.name(), spec(command)));
        return configured(new CommandLine(spec));
    }

    private CommandLine line(Command command) {
        return configured(new CommandLine(spec(command).name("hawser " + command.name())));
    }

    private static CommandLine configured(CommandLine line) {
        return line.setOverwrittenOptionsAllowed(true).setExpandAtFiles(false);
    }

    private List<String> visible() {
        return commands.values().stream()
                .filter(command -> command.role() != Role.HIDDEN)
                .map(Command::name)
                .toList();
    }

    private static CommandSpec spec(Command command) {
        var spec = CommandSpec.create().name(command.name());
        spec.usageMessage()
                .hidden(command.role() == Role.HIDDEN)
                .description(command.summary())
                .customSynopsis(("hawser " + command.name() + " [options] " + command.operands()).strip())
                .synopsisHeading("Usage: ")
                .descriptionHeading("%n")
                .optionListHeading("%nOptions:%n")
                .sortOptions(false)
                .width(WIDTH);
        for (var option : command.options()) {
            spec.addOption(spec(option));
        }
        for (var extra : command.extras()) {
            spec.addOption(
                    extra.label().isEmpty()
                            ? flag(extra.meaning(), extra.flag())
                            : value(extra.label(), extra.meaning(), extra.flag()));
        }
        spec.addOption(OptionSpec.builder("-h", HELP)
                .usageHelp(true)
                .arity("0")
                .type(boolean.class)
                .description("show this")
                .build());
        return spec.addPositional(PositionalParamSpec.builder()
                .paramLabel(command.operands().isEmpty() ? "OPERAND" : command.operands())
                .arity("0..*")
                .hidden(true)
                .type(List.class)
                .auxiliaryTypes(String.class)
                .build());
    }

    private static OptionSpec spec(Option option) {
        return switch (option.form()) {
            case FLAG, COUNT -> flag(option.description(), option.flags());
            case VALUE, LIST -> value(option.label(), option.description(), option.flags());
        };
    }

    private static OptionSpec flag(String meaning, String... flags) {
        return OptionSpec.builder(flags)
                .arity("0")
                .type(boolean[].class)
                .description(escaped(meaning))
                .build();
    }

    private static OptionSpec value(String label, String meaning, String... flags) {
        return OptionSpec.builder(flags)
                .arity("1")
                .type(String.class)
                .paramLabel(label)
                .description(escaped(meaning))
                .build();
    }

    /** picocli formats descriptions. */
    private static String escaped(String text) {
        return text.replace("%", "%%");
    }

    private static Parsed.Call call(Command command, ParseResult result, List<String> relayed) throws UsageException {
        var flags = new EnumMap<Option, List<String>>(Option.class);
        var extras = new HashMap<String, String>();
        var rules = new ArrayList<Map.Entry<Boolean, String>>();
        var seen = new HashMap<OptionSpec, Integer>();
        // An option that is given several times stands here several times, each time with all its values.
        for (var given : result.matchedOptions()) {
            int index = seen.merge(given, 0, (count, _) -> count + 1);
            var option = option(given);
            if (option.isEmpty()) {
                var values = given.stringValues();
                extras.put(given.longestName(), values.isEmpty() ? "" : values.getLast());
                continue;
            }
            switch (option.get()) {
                case INCLUDE -> rules.add(Map.entry(true, given.stringValues().get(index)));
                case EXCLUDE -> rules.add(Map.entry(false, given.stringValues().get(index)));
                default ->
                    flags.put(
                            option.get(),
                            switch (option.get().form()) {
                                case FLAG -> List.of("true");
                                case COUNT -> List.of(Integer.toString(index + 1));
                                case VALUE, LIST -> List.copyOf(given.stringValues());
                            });
            }
        }
        List<String> operands = result.matchedPositionalValue(0, List.of());
        if (operands.size() < command.least()) {
            throw new UsageException(command.missing());
        }
        if (operands.size() > command.most() && command.role() == Role.RELAY) {
            throw new UsageException(command.missing());
        }
        if (operands.size() > command.most()) {
            throw new UsageException("too many operands: '" + Shown.word(operands.get(command.most())) + "'; hawser "
                    + command.name() + " takes " + (command.most() == 0 ? "none" : command.operands()));
        }
        return new Parsed.Call(command, List.copyOf(operands), flags, extras, rules, List.copyOf(relayed));
    }

    private static Optional<Option> option(OptionSpec given) {
        for (var option : Option.values()) {
            if (option.flag().equals(given.longestName())) {
                return Optional.of(option);
            }
        }
        return Optional.empty();
    }

    private static String complaint(ParameterException failure) {
        return switch (failure) {
            case MissingParameterException e
            when e.getMissing().getFirst() instanceof OptionSpec option ->
                option.longestName() + " needs a value: " + option.longestName() + " " + option.paramLabel();
            case UnmatchedArgumentException e ->
                "unknown option '" + Shown.word(e.getUnmatched().getFirst()) + "'";
            default ->
                failure.getArgSpec() instanceof OptionSpec option
                        ? option.longestName() + " takes no value"
                        : "not to be understood";
        };
    }
}
