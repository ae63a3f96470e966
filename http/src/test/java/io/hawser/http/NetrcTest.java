package io.hawser.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotBlank;
import org.junit.jupiter.api.Test;

class NetrcTest {
    private static final Netrc NETRC = Netrc.parse("""
            # machine commented.example login no password no
            machine one.example
                login alice password #secret
            machine two.example login bob account x password "with \\"quotes\\" and \\\\ space"
            machine two.example login carol password other

            macdef init
            machine macro.example login no password no
            cd /

            default login anonymous password me@example.com
            machine late.example login dave password late
            """);

    private static Optional<String> found(String host) {
        return NETRC.find(host, Optional.empty())
                .map(l -> l.user().orElse("") + ":" + l.password().orElse(""));
    }

    @Test
    void machines() {
        assertThat(found("one.example")).contains("alice:#secret");
        assertThat(found("ONE.example")).contains("alice:#secret");
        assertThat(found("two.example")).contains("bob:with \"quotes\" and \\ space");
        assertThat(found("late.example")).contains("dave:late");
    }

    @Test
    void everyOtherMachineHasTheDefault() {
        assertThat(found("macro.example")).contains("anonymous:me@example.com");
        assertThat(found("commented.example")).contains("anonymous:me@example.com");
    }

    @Test
    void aUserThatIsGivenMustMatch() {
        assertThat(NETRC.find("two.example", Optional.of("carol")).flatMap(Netrc.Login::password))
                .contains("other");
        assertThat(NETRC.find("two.example", Optional.of("nobody"))).isEmpty();
    }

    @Test
    void nothingFromNothing() {
        assertThat(Netrc.parse("").find("x", Optional.empty())).isEmpty();
        assertThat(Netrc.parse("login x password y machine").find("x", Optional.empty()))
                .isEmpty();
        assertThat(Netrc.parse("macdef").logins()).isEmpty();
    }

    @Property
    void anyTextIsRead(@ForAll String text) {
        assertThat(Netrc.parse("machine a login \"" + text).logins()).isNotEmpty();
        assertThat(Netrc.parse(text + "\n\n\"\"\nmachine z login y password x")).isNotNull();
    }

    @Property
    void anyWordSurvivesQuoting(@ForAll @NotBlank String word) {
        var quoted = '"' + word.replace("\\", "\\\\").replace("\"", "\\\"") + '"';

        assertThat(Netrc.parse("machine a login u password " + quoted)
                        .logins()
                        .getFirst()
                        .password())
                .contains(word);
    }
}
