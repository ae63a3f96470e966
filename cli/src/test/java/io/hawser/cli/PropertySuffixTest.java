package io.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.Location;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PropertySuffixTest {
    @ParameterizedTest
    @CsvSource({
        "artifactory://h/artifactory/r/a.jar;k=v, /artifactory/r/a.jar, k=v",
        "artifactory+http://h/artifactory/r/a.jar;k=v;l=w, /artifactory/r/a.jar, k=v;l=w",
        "artifactory://h/artifactory/r/a/;k=v, /artifactory/r/a/, k=v",
        "artifactory://h/artifactory/r/**/*.jar;k=v, /artifactory/r/**/*.jar, k=v",
        "artifactory://h/artifactory/r/a;b;k=v, /artifactory/r/a;b, k=v",
        "artifactory://h/artifactory/r/a;x=1;b;k=v, /artifactory/r/a;x=1;b, k=v",
        "artifactory://h/artifactory/r/a;k=v=w, /artifactory/r/a, k=v=w",
        "artifactory://h/artifactory/r/a;k=, /artifactory/r/a, k=",
        "artifactory://h/artifactory/r/a;k, /artifactory/r/a;k, ''",
        "artifactory://h/artifactory/r/a;k=v/b, /artifactory/r/a;k=v/b, ''",
        "artifactory://h/artifactory/r/a;=v, /artifactory/r/a;=v, ''",
        "s3://b/a;k=v, /a;k=v, ''"
    })
    void splits(String location, String path, String text) {
        var suffix = PropertySuffix.of(Location.parse(location), true);

        assertThat(suffix.location().path()).isEqualTo(path);
        assertThat(suffix.text()).isEqualTo(text);
        var literal = Location.parse(location);
        assertThat(PropertySuffix.of(literal, false)).isEqualTo(new PropertySuffix(literal, ""));
    }

    @Test
    void valuesAreRead() {
        assertThat(PropertySuffix.values("a=1;a=2;b=c%3Dd%3B%253B"))
                .isEqualTo(Map.of("a", List.of("1", "2"), "b", List.of("c=d;%3B")));
        assertThat(PropertySuffix.values("")).isEmpty();
    }
}
