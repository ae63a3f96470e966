package io.hawser;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * A pattern for names with slashes between their segments.
 *
 * <ul>
 *   <li>{@code *} stands for any characters within a segment, {@code ?} for one;
 *   <li>{@code [abc]}, {@code [a-z]} and {@code [!a-z]} (or {@code [^a-z]}) stand for one character of the set, never a slash; a {@code [}
 *       without its {@code ]} stands for itself;
 *   <li>{@code **} stands for any characters, slashes too; as a whole segment that is followed by others ({@code a/**&#47;b}) it stands for any
 *       number of folders, none included;
 *   <li>every other character stands for itself, the backslash and a leading dot too, and case counts.
 * </ul>
 *
 * <p>Matching takes time proportional to the product of both lengths, whatever the pattern.
 */
public final class Glob {
    private final String pattern;
    private final List<Token> tokens;

    private sealed interface Token {
        record Literal(int character) implements Token {}

        record AnyOne() implements Token {}

        record OneOf(boolean negated, List<int[]> spans) implements Token {}

        /** Characters of one segment. */
        record Run() implements Token {}

        /** Any characters. */
        record Everything() implements Token {}

        /** Whole folders, each with its slash. */
        record Folders() implements Token {}
    }

    private Glob(String pattern) {
        this.pattern = pattern;
        this.tokens = tokens(pattern);
    }

    /** The glob that is written so; every text is one. */
    public static Glob of(String pattern) {
        return new Glob(pattern);
    }

    /** Whether the text stands for anything else than itself. */
    public static boolean isPattern(String text) {
        return !tokens(text).stream().allMatch(token -> token instanceof Token.Literal);
    }

    /** Whether the whole of {@code name} is one of those that are meant. */
    public boolean matches(String name) {
        var states = new BitSet();
        states.set(0);
        enter(states, true);
        for (int i = 0; i < name.length() && !states.isEmpty(); ) {
            int character = name.codePointAt(i);
            i += Character.charCount(character);
            states = step(states, character);
            enter(states, character == '/');
        }
        return states.get(tokens.size());
    }

    /** Whether {@code name} or one of the folders it is in is meant. */
    public boolean matchesWithin(String name) {
        for (int end = name.indexOf('/'); end >= 0; end = name.indexOf('/', end + 1)) {
            if (matches(name.substring(0, end))) {
                return true;
            }
        }
        return matches(name);
    }

    /** The tokens that can take the next character, given those that could take this one. */
    private BitSet step(BitSet states, int character) {
        var next = new BitSet();
        for (int at = states.nextSetBit(0); at >= 0 && at < tokens.size(); at = states.nextSetBit(at + 1)) {
            switch (tokens.get(at)) {
                case Token.Literal(int wanted) -> next.set(at + 1, wanted == character || next.get(at + 1));
                case Token.AnyOne() -> next.set(at + 1, character != '/' || next.get(at + 1));
                case Token.OneOf set -> next.set(at + 1, holds(set, character) || next.get(at + 1));
                case Token.Run() -> next.set(at, character != '/' || next.get(at));
                case Token.Everything(), Token.Folders() -> next.set(at);
            }
        }
        return next;
    }

    /** Adds the tokens that are reached by letting the ones before them stand for nothing (more). */
    private void enter(BitSet states, boolean segmentStart) {
        for (int at = states.nextSetBit(0); at >= 0 && at < tokens.size(); at = states.nextSetBit(at + 1)) {
            switch (tokens.get(at)) {
                case Token.Run(), Token.Everything() -> states.set(at + 1);
                case Token.Folders() -> states.set(at + 1, segmentStart || states.get(at + 1));
                case Token.Literal _, Token.AnyOne _, Token.OneOf _ -> {}
            }
        }
    }

    private static boolean holds(Token.OneOf set, int character) {
        return character != '/'
                && set.negated() != set.spans().stream().anyMatch(span -> span[0] <= character && character <= span[1]);
    }

    private static List<Token> tokens(String pattern) {
        var tokens = new ArrayList<Token>();
        int[] characters = pattern.codePoints().toArray();
        for (int i = 0; i < characters.length; i++) {
            switch (characters[i]) {
                case '?' -> tokens.add(new Token.AnyOne());
                case '*' -> {
                    int end = i;
                    while (end < characters.length && characters[end] == '*') {
                        end++;
                    }
                    boolean segmentStart = i == 0 || characters[i - 1] == '/';
                    boolean folders = end - i > 1 && segmentStart && end < characters.length && characters[end] == '/';
                    tokens.add(folders ? new Token.Folders() : end - i > 1 ? new Token.Everything() : new Token.Run());
                    i = folders ? end : end - 1;
                }
                case '[' -> {
                    int close = setEnd(characters, i);
                    if (close < 0) {
                        tokens.add(new Token.Literal('['));
                    } else {
                        tokens.add(set(characters, i + 1, close));
                        i = close;
                    }
                }
                default -> tokens.add(new Token.Literal(characters[i]));
            }
        }
        return List.copyOf(tokens);
    }

    /** Where the set that begins at {@code open} has its closing bracket, which cannot be its first character; -1 where it has none. */
    private static int setEnd(int[] characters, int open) {
        int first = open + 1 < characters.length && isNegation(characters[open + 1]) ? open + 2 : open + 1;
        for (int i = first + 1; i < characters.length && characters[i - 1] != '/'; i++) {
            if (characters[i] == ']') {
                return i;
            }
        }
        return -1;
    }

    private static Token set(int[] characters, int start, int end) {
        boolean negated = isNegation(characters[start]);
        var spans = new ArrayList<int[]>();
        for (int i = negated ? start + 1 : start; i < end; i++) {
            boolean span = i + 2 < end && characters[i + 1] == '-';
            spans.add(new int[] {characters[i], characters[span ? i + 2 : i]});
            i += span ? 2 : 0;
        }
        return new Token.OneOf(negated, List.copyOf(spans));
    }

    private static boolean isNegation(int character) {
        return character == '!' || character == '^';
    }

    /** The pattern as it was written. */
    @Override
    public String toString() {
        return pattern;
    }
}
