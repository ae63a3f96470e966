package io.hawser.testkit.artifactory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads a query of the items domain: {@code items.find({…}).include("…").sort({"$asc":["…"]}).offset(n).limit(n)
 * .distinct(true)}, in this order, as real servers want it. What follows the place where it cannot go on is told.
 */
final class AqlParser {
    private static final int MOST_DIGITS = 18;

    private final String text;
    private int at;

    private AqlParser(String text) {
        this.text = text;
    }

    /**
     * Reads a query.
     *
     * @throws ArtifactoryError with status 400 if it is none
     */
    static AqlQuery parse(String text) {
        return new AqlParser(text).query();
    }

    private ArtifactoryError error(int from) {
        return new ArtifactoryError(
                400,
                "Failed to parse query: " + text
                        + ", it looks like there is syntax error near the following sub-query: "
                        + text.substring(Math.min(from, text.length())).strip());
    }

    private AqlQuery query() {
        word("items");
        expect(".");
        word("find");
        expect("(");
        AqlCriterion criterion = peek() == ')' ? new AqlCriterion.And(List.of()) : criteria();
        expect(")");
        List<String> include = method("include") ? names() : List.of();
        boolean ascending = true;
        List<String> sort = List.of();
        if (method("sort")) {
            expect("{");
            int from = at;
            String order = string();
            if (!order.equals("$asc") && !order.equals("$desc")) {
                throw error(from);
            }
            ascending = order.equals("$asc");
            expect(":");
            expect("[");
            sort = strings(']');
            expect("}");
            expect(")");
        }
        long offset = method("offset") ? number() : 0;
        Optional<Long> limit = method("limit") ? Optional.of(number()) : Optional.empty();
        boolean distinct = !method("distinct") || truth();
        char next = peek();
        if (at < text.length()) {
            throw error(next == '.' ? at + 1 : at);
        }
        return new AqlQuery(criterion, include, ascending, sort, offset, limit, distinct);
    }

    /** Goes past {@code .name(} if that is what comes. */
    private boolean method(String name) {
        int from = at;
        if (peek() == '.') {
            at++;
            skip();
            if (text.startsWith(name, at)) {
                at += name.length();
                expect("(");
                return true;
            }
        }
        at = from;
        return false;
    }

    private List<String> names() {
        int from = at;
        List<String> names = strings(')');
        for (String name : names) {
            boolean property = name.startsWith("@") || name.equals("property") || name.startsWith("property.");
            if (!property && !name.equals("*") && AqlField.named(name).isEmpty()) {
                throw error(from);
            }
        }
        return names;
    }

    /** Strings separated by commas, up to a closing mark. */
    private List<String> strings(char end) {
        List<String> all = new ArrayList<>();
        do {
            all.add(string());
        } while (comma());
        expect(String.valueOf(end));
        return all;
    }

    private long number() {
        skip();
        int from = at;
        while (at < text.length() && Character.isDigit(text.charAt(at))) {
            at++;
        }
        if (at == from || at - from > MOST_DIGITS) {
            throw error(from);
        }
        long number = Long.parseLong(text.substring(from, at));
        expect(")");
        return number;
    }

    private boolean truth() {
        skip();
        int from = at;
        boolean value = text.startsWith("true", at);
        if (!value && !text.startsWith("false", at)) {
            throw error(from);
        }
        at += value ? 4 : 5;
        expect(")");
        return value;
    }

    /** An object, all of whose members must be met; a member may come twice. */
    private AqlCriterion criteria() {
        expect("{");
        List<AqlCriterion> members = new ArrayList<>();
        if (peek() != '}') {
            do {
                members.add(member());
            } while (comma());
        }
        expect("}");
        return members.size() == 1 ? members.getFirst() : new AqlCriterion.And(members);
    }

    private AqlCriterion member() {
        skip();
        int from = at;
        String name = string();
        expect(":");
        if (name.startsWith("$")) {
            expect("[");
            List<AqlCriterion> members = new ArrayList<>();
            do {
                members.add(criteria());
            } while (comma());
            expect("]");
            return switch (name) {
                case "$and" -> new AqlCriterion.And(members);
                case "$or" -> new AqlCriterion.Or(members);
                case "$msp" -> new AqlCriterion.SameProperty(members);
                default -> throw error(from);
            };
        }
        AqlComparison comparison = comparison();
        if (name.startsWith("@") && name.length() > 1) {
            return new AqlCriterion.Property(name.substring(1), comparison);
        }
        if (name.equals("property.key") || name.equals("property.value")) {
            return new AqlCriterion.PropertyPart(name.equals("property.key"), comparison);
        }
        if (AqlField.named(name).isEmpty()) {
            throw error(from);
        }
        return new AqlCriterion.Field(name, comparison);
    }

    /** {@code {"$eq":"value"}}, or the value alone. */
    private AqlComparison comparison() {
        if (peek() != '{') {
            return new AqlComparison("$eq", value());
        }
        expect("{");
        skip();
        int from = at;
        String comparator = string();
        if (!AqlComparison.COMPARATORS.contains(comparator)) {
            throw error(from);
        }
        expect(":");
        AqlComparison comparison = new AqlComparison(comparator, value());
        expect("}");
        return comparison;
    }

    /** A string, a number or null. */
    private Optional<String> value() {
        if (peek() == '"') {
            return Optional.of(string());
        }
        int from = at;
        while (at < text.length()
                && (Character.isLetterOrDigit(text.charAt(at)) || "+-.".indexOf(text.charAt(at)) >= 0)) {
            at++;
        }
        String word = text.substring(from, at);
        if (word.equals("null")) {
            return Optional.empty();
        }
        if (!word.matches("[+-]?\\d+(\\.\\d+)?")) {
            throw error(from);
        }
        return Optional.of(word);
    }

    private String string() {
        skip();
        int from = at;
        if (peek() != '"') {
            throw error(from);
        }
        StringBuilder string = new StringBuilder();
        for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
            if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                at++;
            }
            string.append(text.charAt(at));
        }
        if (at >= text.length()) {
            throw error(from);
        }
        at++;
        return string.toString();
    }

    private boolean comma() {
        if (peek() != ',') {
            return false;
        }
        at++;
        return true;
    }

    private void word(String word) {
        skip();
        expect(word);
    }

    private void expect(String mark) {
        skip();
        if (!text.startsWith(mark, at)) {
            throw error(at);
        }
        at += mark.length();
    }

    /** The next character that is no blank; a blank where there is none. */
    private char peek() {
        skip();
        return at < text.length() ? text.charAt(at) : ' ';
    }

    private void skip() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }
}
