package io.hawser.cli;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What {@code ${NAME}} stands for in a manifest: what {@code --var} says, else the environment. What it stands for is taken as it is, and looked
 * through for no further variables. <code>$${</code> is a literal <code>${</code>; any other dollar sign is itself.
 */
final class Variables {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final Map<String, String> given;
    private final Map<String, String> environment;

    private Variables(Map<String, String> given, Map<String, String> environment) {
        this.given = given;
        this.environment = environment;
    }

    /**
     * Those of a command.
     *
     * @throws UsageException when a {@code --var} is no {@code NAME=VALUE}, or names what another one does
     */
    static Variables of(Settings settings) throws UsageException {
        var given = new HashMap<String, String>();
        for (var setting : settings.all(Option.VAR)) {
            int equals = setting.text().indexOf('=');
            var name = setting.text().substring(0, Math.max(0, equals));
            if (!NAME.matcher(name).matches()) {
                // The value is not repeated: it may be a secret.
                throw new UsageException(setting.origin()
                        + ": write NAME=VALUE, with a name of letters, digits and _ that begins with no digit");
            }
            if (given.put(name, setting.text().substring(equals + 1)) != null) {
                throw new UsageException(setting.origin() + " " + name + ": stands there twice");
            }
        }
        return new Variables(given, settings.environment());
    }

    /**
     * The text with what its variables stand for.
     *
     * @param at for messages
     * @throws UsageException when one is not set, or a <code>${</code> begins none
     */
    String expand(String text, ManifestPlace at) throws UsageException {
        if (!text.contains("${")) {
            return text;
        }
        var expanded = new StringBuilder();
        int done = 0;
        while (done < text.length()) {
            if (text.startsWith("$${", done)) {
                expanded.append("${");
                done += 3;
            } else if (text.startsWith("${", done)) {
                int end = text.indexOf('}', done);
                if (end < 0) {
                    throw at.wrong("'${' without '}'; write $${ for a literal ${");
                }
                expanded.append(value(text.substring(done + 2, end), at));
                done = end + 1;
            } else {
                expanded.append(text.charAt(done++));
            }
        }
        return expanded.toString();
    }

    private String value(String name, ManifestPlace at) throws UsageException {
        if (!NAME.matcher(name).matches()) {
            throw at.wrong("'${" + name
                    + "}' names no variable: letters, digits and _ make a name; write $${ for a literal ${");
        }
        var value = given.getOrDefault(name, environment.get(name));
        if (value == null) {
            throw at.wrong("the variable " + name + " is not set; give --var " + name + "=VALUE, or write $${" + name
                    + "} for these very characters");
        }
        return value;
    }
}
