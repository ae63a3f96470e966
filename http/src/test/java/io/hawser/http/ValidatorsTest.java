package io.hawser.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.http.client.Headers;
import io.hawser.http.client.Request;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValidatorsTest {
    private static final OptionalLong SIZE = OptionalLong.of(10);
    private static final String NOON = "Sun, 06 Nov 1994 12:00:00 GMT";
    private static final String LATER = "Sun, 06 Nov 1994 12:00:01 GMT";

    private static Validators tagged(String tag) {
        return Validators.of(new Headers().add("ETag", tag), SIZE);
    }

    private static Validators dated(String modified, String date) {
        return Validators.of(new Headers().add("Last-Modified", modified).add("Date", date), SIZE);
    }

    @Test
    void aStrongTagNamesAVersion() {
        assertThat(tagged("\"x\"").token()).contains("\"x\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"W/\"x\"", "x", "\"", "\"x", "\"a\"b\"", "'x'", "\"a b\"", ""})
    void anotherTagDoesNot(String tag) {
        assertThat(tagged(tag).token()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"12:00:00, 12:00:01, true", "12:00:00, 12:00:00, false", "12:00:01, 12:00:00, false"})
    void aDateDoesWhenItIsOlderThanTheAnswer(String modified, String date, boolean named) {
        var validators = dated("Sun, 06 Nov 1994 " + modified + " GMT", "Sun, 06 Nov 1994 " + date + " GMT");

        assertThat(validators.token().isPresent()).isEqualTo(named);
    }

    @Test
    void aDateOfAnAnswerThatDoesNotSayWhenItWasMadeDoesNot() {
        assertThat(Validators.of(new Headers().add("Last-Modified", NOON), SIZE).token())
                .isEmpty();
        assertThat(dated(NOON, "soon").token()).isEmpty();
        assertThat(dated("soon", NOON).token()).isEmpty();
    }

    @Test
    void aTokenGivesBackWhatItNames() {
        for (var validators : new Validators[] {tagged("\"x\""), dated(NOON, LATER)}) {
            var again = Validators.ofToken(validators.token().orElseThrow());
            var request = Request.get(null);
            var same = Request.get(null);
            validators.pin(request);
            again.pin(same);

            assertThat(same.headers().fields())
                    .hasSize(1)
                    .isEqualTo(request.headers().fields());
            assertThat(again.differenceTo(validators)).isEmpty();
        }
        assertThat(Validators.ofToken("something else")).isEqualTo(Validators.UNKNOWN);
    }

    @Test
    void differences() {
        assertThat(tagged("\"x\"").differenceTo(tagged("\"y\""))).isPresent();
        assertThat(tagged("\"x\"").differenceTo(tagged("W/\"x\""))).isEmpty();
        assertThat(dated(NOON, LATER).differenceTo(dated(LATER, LATER))).isPresent();
        assertThat(dated(NOON, LATER).differenceTo(dated("Sunday, 06-Nov-94 12:00:00 GMT", LATER)))
                .isEmpty();
        assertThat(dated("soon", LATER).differenceTo(dated("late", LATER))).isPresent();
        assertThat(tagged("\"x\"").differenceTo(Validators.of(new Headers(), OptionalLong.of(11))))
                .isPresent();
        assertThat(Validators.UNKNOWN.differenceTo(tagged("\"x\""))).isEmpty();
    }

    @Property
    void anyTagIsReadAndOnlyAGoodOneIsSent(@ForAll String tag) {
        var validators = tagged(tag);
        var request = Request.get(null);
        validators.pin(request);

        assertThat(request.headers().fields()).hasSize(validators.token().isPresent() ? 1 : 0);
    }
}
