package io.hawser;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', textBlock = """
                *.gz,            a.gz
                *.gz,            .gz
                *,               .hidden
                a?c,             abc
                a?c,             aéc
                a?c,             a😀c
                [a-c]x,          bx
                [!a-c]x,         dx
                [^a-c]x,         dx
                []]x,            ]x
                [a-]x,           -x
                [*],             *
                a[b,             a[b
                a\\b,            a\\b
                **,              a/b/c
                **/x,            x
                **/x,            a/b/x
                a/**/b,          a/b
                a/**/b,          a/x/y/b
                a/**,            a/b/c
                **.jar,          a/b/c.jar
                a**b,            a/x/b
                com/**/*.jar,    com/acme/1.0/acme.jar
                ***,             a/b
                """)
    void matches(String pattern, String name) {
        assertThat(Glob.of(pattern).matches(name)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', textBlock = """
                *.gz,            a/b.gz
                *.gz,            a.gz.tmp
                *.GZ,            a.gz
                a?c,             a/c
                [!a]x,           /x
                [a-c]x,          dx
                **/x,            ax
                **/x,            a/bx
                a/**/b,          axb
                a/**,            a
                "",              a
                a,               ""
                """)
    void doesNotMatch(String pattern, String name) {
        assertThat(Glob.of(pattern).matches(name)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"a*,true", "a?,true", "[ab],true", "a[b,false", "a]b,false", "plain/name,false", "[],false"})
    void knowsAPatternFromAPlainName(String text, boolean expected) {
        assertThat(Glob.isPattern(text)).isEqualTo(expected);
    }

    @Test
    void aPatternOfManyStarsTakesNoTimeThatGrowsWithTheirNumber() {
        var glob = Glob.of("*a".repeat(60) + "b");

        assertThat(glob.matches("a".repeat(250))).isFalse();
    }

    @Property
    void agreesWithARegularExpression(
            @ForAll @StringLength(max = 8) @Chars({'a', 'b', '/', '*', '?'}) String pattern,
            @ForAll @StringLength(max = 8) @CharRange(from = 'a', to = 'b') @Chars('/') String name) {
        assertThat(Glob.of(pattern).matches(name)).isEqualTo(Pattern.matches(regularExpression(pattern), name));
    }

    private static String regularExpression(String pattern) {
        var out = new StringBuilder();
        for (int i = 0; i < pattern.length(); ) {
            int end = i;
            while (end < pattern.length() && pattern.charAt(end) == '*') {
                end++;
            }
            boolean segmentStart = i == 0 || pattern.charAt(i - 1) == '/';
            if (end - i > 1 && segmentStart && end < pattern.length() && pattern.charAt(end) == '/') {
                out.append("(?:|.*/)");
                i = end + 1;
            } else if (end > i) {
                out.append(end - i > 1 ? ".*" : "[^/]*");
                i = end;
            } else {
                out.append(pattern.charAt(i) == '?' ? "[^/]" : pattern.substring(i, i + 1));
                i++;
            }
        }
        return out.toString();
    }
}
