package io.hawser.http.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NoProxyTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "* | anything.example:80 | true",
                "example.com | example.com:80 | true",
                "example.com | www.example.com:80 | true",
                "example.com | wwwexample.com:80 | false",
                ".example.com | example.com:80 | true",
                "*.example.com | a.b.example.com:80 | true",
                "EXAMPLE.com | example.com.:80 | true",
                "example.com:8080 | example.com:8080 | true",
                "example.com:8080 | example.com:80 | false",
                "a.example, b.example c.example | c.example:80 | true",
                "10.0.0.0/8 | 10.200.3.4:80 | true",
                "10.0.0.0/8 | 11.0.0.1:80 | false",
                "10.128.0.0/9 | 10.127.0.1:80 | false",
                "10.0.0.0/8 | ten.example:80 | false",
                "0.0.0.0/0 | 8.8.8.8:80 | true",
                "10.0.0.0/33 | 10.0.0.0:80 | false",
                "10.0.0.1 | 10.0.0.1:80 | true",
                "10.0.0.1:81 | 10.0.0.1:80 | false",
                "fd00::/8 | fd12::1:80 | true",
                "::1 | ::1:80 | true",
                "[::1]:80 | ::1:80 | true",
                "[::1]:81 | ::1:80 | false",
                "fd00::/8 | 10.0.0.1:80 | false",
                ", ,, | example.com:80 | false"
            })
    void entries(String value, String hostAndPort, boolean matches) {
        int colon = hostAndPort.lastIndexOf(':');
        var origin =
                new Origin("http", hostAndPort.substring(0, colon), Integer.parseInt(hostAndPort.substring(colon + 1)));

        assertThat(NoProxy.parse(value).matches(origin)).isEqualTo(matches);
    }

    @Property
    void anyTextIsRead(@ForAll String text) {
        assertThatCode(() -> NoProxy.parse(text).matches(new Origin("http", "10.0.0.1", 80)))
                .doesNotThrowAnyException();
    }
}
