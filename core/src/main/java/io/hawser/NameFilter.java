package io.hawser;

import java.util.List;

/**
 * Which names below a folder are wanted.
 *
 * <ul>
 *   <li>The rules are asked in their order, and the first whose pattern matches decides;
 *   <li>where none matches, a name is wanted unless there is a rule that includes;
 *   <li>a pattern without a slash is compared with every segment of a name, one with a slash with the name from its beginning; a leading slash
 *       only says the latter;
 *   <li>a pattern that matches a folder matches all that is in it; with a trailing slash it matches folders only.
 * </ul>
 */
public final class NameFilter {
    private static final NameFilter ALL = new NameFilter(List.of());

    private final List<Compiled> rules;
    private final boolean otherwise;

    /** What happens to the names that {@code pattern} matches. */
    public record Rule(boolean include, String pattern) {
        public Rule {
            if (pattern.isEmpty() || pattern.equals("/")) {
                throw new IllegalArgumentException("a filter needs a pattern, as in '*.gz' or 'logs/**'");
            }
        }
    }

    private record Compiled(boolean include, Glob glob, boolean foldersOnly) {
        boolean matches(String name) {
            return foldersOnly
                    ? name.contains("/") && glob.matchesWithin(name.substring(0, name.lastIndexOf('/')))
                    : glob.matchesWithin(name);
        }
    }

    private NameFilter(List<Rule> rules) {
        this.rules = rules.stream().map(NameFilter::compile).toList();
        this.otherwise = rules.stream().noneMatch(Rule::include);
    }

    /** Wants every name. */
    public static NameFilter all() {
        return ALL;
    }

    /** With these rules in this order. */
    public static NameFilter of(List<Rule> rules) {
        return new NameFilter(rules);
    }

    /** Whether the file of that name, relative to the folder, is wanted. */
    public boolean wants(String name) {
        for (var rule : rules) {
            if (rule.matches(name)) {
                return rule.include();
            }
        }
        return otherwise;
    }

    private static Compiled compile(Rule rule) {
        var pattern = rule.pattern();
        boolean foldersOnly = pattern.endsWith("/");
        var plain = foldersOnly ? pattern.substring(0, pattern.length() - 1) : pattern;
        var anchored = plain.startsWith("/") ? plain.substring(1) : plain.contains("/") ? plain : "**/" + plain;
        return new Compiled(rule.include(), Glob.of(anchored), foldersOnly);
    }
}
