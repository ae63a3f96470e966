package io.hawser.ssh.transport;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code ~}, {@code %h} and <code>${NAME}</code> stand for in ssh_config(5), section "TOKENS". */
record Tokens(Path home, String original, String host, int port, String user, Map<String, String> environment) {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");
    private static final Pattern TOKEN = Pattern.compile("%(.)");

    List<Path> paths(List<String> texts) {
        return texts.stream().map(this::path).toList();
    }

    Path path(String text) {
        var plain = text.equals("~") || text.startsWith("~/") ? home + text.substring(1) : text;
        var named = VARIABLE.matcher(plain)
                .replaceAll(found -> Matcher.quoteReplacement(environment.getOrDefault(found.group(1), "")));
        return Path.of(expand(named));
    }

    /** One that is not known stays as it is. */
    String expand(String text) {
        return TOKEN.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(
                        switch (found.group(1)) {
                            case "%" -> "%";
                            case "h" -> host;
                            case "n" -> original;
                            case "p" -> Integer.toString(port);
                            case "r" -> user;
                            case "d" -> home.toString();
                            case "u" -> System.getProperty("user.name");
                            default -> found.group();
                        }));
    }
}
