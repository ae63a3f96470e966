package io.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VariablesTest {
    private static final ManifestPlace AT = new ManifestPlace("m.yaml", 7, 3);

    private static Variables of(List<String> flags, Map<String, String> environment) throws UsageException {
        return Variables.of(
                Settings.of(flags.isEmpty() ? Map.of() : Map.of(Option.VAR, flags), environment, ConfigFile.empty()));
    }

    @ParameterizedTest
    @CsvSource({
        "plain, plain",
        "${A}, one",
        "x${A}y${B_2}z, xoney${A}z",
        "$A $ $$ $}, $A $ $$ $}",
        "$${A}, ${A}",
        "$$${A}, $${A}",
        "${UP}, ../up",
        "${EMPTY}, ''",
        "${FROM_ENVIRONMENT}, e"
    })
    void areTakenOnceAndAsTheyAre(String text, String expanded) throws Exception {
        var variables =
                of(List.of("A=one", "B_2=${A}", "UP=../up", "EMPTY="), Map.of("FROM_ENVIRONMENT", "e", "A", "other"));

        assertThat(variables.expand(text, AT)).isEqualTo(expanded);
    }

    @Test
    void oneThatIsNotSetIsTold() throws Exception {
        var variables = of(List.of(), Map.of());

        assertThatThrownBy(() -> variables.expand("a/${MONTH}", AT))
                .isInstanceOf(UsageException.class)
                .hasMessage("m.yaml:7:3: the variable MONTH is not set; give --var MONTH=VALUE, or write $${MONTH} for"
                        + " these very characters");
    }

    @Test
    void aValueMayHoldAnEqualsSign() throws Exception {
        assertThat(of(List.of("A=b=c"), Map.of()).expand("${A}", AT)).isEqualTo("b=c");
    }
}
