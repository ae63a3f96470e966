package io.hawser.cli;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A command as it was called.
 *
 * @param extras values of the command's own options, empty for those that take none
 * @param rules of {@code --include} ({@code true}) and {@code --exclude}, in their order on the command line
 * @param relayed words of the command that it passes on
 */
record Invocation(
        Command command,
        List<String> operands,
        Map<String, String> extras,
        List<Map.Entry<Boolean, String>> rules,
        List<String> relayed,
        Settings settings,
        StandardOutput out,
        Screen screen) {
    boolean has(String flag) {
        return extras.containsKey(flag);
    }

    Optional<Setting> extra(String flag) {
        return Optional.ofNullable(extras.get(flag)).map(text -> new Setting(text, flag));
    }
}
