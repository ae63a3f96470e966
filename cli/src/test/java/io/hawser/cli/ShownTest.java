package io.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShownTest {
    @Test
    void ordinaryTextIsLeftAlone() {
        var text = "größe 日本 📦 a'b\"c #?%[1]";

        assertThat(Shown.text(text)).isSameAs(text);
    }

    @Test
    void whatATerminalWouldObeyIsEscaped() {
        assertThat(Shown.text("a\nb\rc\td")).isEqualTo("a\\nb\\rc\\td");
        assertThat(Shown.text("\u001b[2J\u0007\u007f\u009b")).isEqualTo("\\x1b[2J\\x07\\x7f\\x9b");
    }

    @Test
    void whatHidesTextIsEscaped() {
        assertThat(Shown.text("exe.\u202egpj")).isEqualTo("exe.\\u{202e}gpj");
        assertThat(Shown.text("a\u200bb\ufeffc\u2028d")).isEqualTo("a\\u{200b}b\\u{feff}c\\u{2028}d");
        assertThat(Shown.text("\udb40\udc41")).isEqualTo("\\u{e0041}");
    }

    @Test
    void halfOfACharacterIsEscaped() {
        assertThat(Shown.text("a\ud83db")).isEqualTo("a\\u{d83d}b");
    }

    @Property
    void whateverComesIsOneLineWithoutControls(@ForAll String text) {
        assertThat(Shown.text(text).codePoints())
                .allMatch(c -> !Character.isISOControl(c) && c != 0x2028 && c != 0x2029);
    }

    @Test
    void theMiddleOfALongNameGivesWay() {
        assertThat(Shown.shortened("abcdefghij", 10)).isEqualTo("abcdefghij");
        assertThat(Shown.shortened("abcdefghij", 7)).isEqualTo("ab…ghij");
        assertThat(Shown.shortened("abcdefghij", 1)).isEqualTo("…");
    }

    @Property
    void aShortenedNameFits(@ForAll String text, @ForAll @IntRange(min = 1, max = 40) int width) {
        var shown = Shown.shortened(text, width);

        assertThat(shown.codePointCount(0, shown.length())).isLessThanOrEqualTo(width);
    }

    @ParameterizedTest
    @CsvSource({
        "https://user:geheim@host/a/b, https://…@host/a/b",
        "https://user:ge@heim@host/a, https://…@host/a",
        "https://host/a?sig=geheim, https://host/a?…",
        "md5:@https://u:geheim@host/a, md5:@https://…@host/a",
        "--token=geheim, --token",
        "a=b, a=b",
        "a@b?c, a@b?c",
        "https://host/a@b, https://host/a@b",
    })
    void aWordIsRepeatedWithoutWhatMayBeASecret(String word, String shown) {
        assertThat(Shown.word(word)).isEqualTo(shown);
    }
}
