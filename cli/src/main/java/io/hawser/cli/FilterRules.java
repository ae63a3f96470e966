package io.hawser.cli;

import io.hawser.NameFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads {@code --include} and {@code --exclude}. */
final class FilterRules {
    private FilterRules() {}

    /**
     * The filter that they make.
     *
     * @param ordered those of the command line, {@code true} for an include
     */
    static NameFilter of(List<Map.Entry<Boolean, String>> ordered, Settings settings) throws UsageException {
        var rules = new ArrayList<NameFilter.Rule>();
        for (var rule : ordered) {
            var option = rule.getKey() ? Option.INCLUDE : Option.EXCLUDE;
            rules.add(rule(rule.getKey(), new Setting(rule.getValue(), option.flag())));
        }
        if (rules.isEmpty()) {
            // Other places tell of no order between the two: what is left out goes first.
            for (var setting : settings.all(Option.EXCLUDE)) {
                rules.add(rule(false, setting));
            }
            for (var setting : settings.all(Option.INCLUDE)) {
                rules.add(rule(true, setting));
            }
        }
        return rules.isEmpty() ? NameFilter.all() : NameFilter.of(rules);
    }

    private static NameFilter.Rule rule(boolean include, Setting setting) throws UsageException {
        return setting.as(pattern -> new NameFilter.Rule(include, pattern));
    }
}
