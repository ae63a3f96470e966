package io.hawser.http.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.hawser.Location;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpUrlTest {
    private static HttpUrl url(String text) {
        return HttpUrl.of(Location.parse(text));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "http://EXAMPLE.com/a b, http://example.com, /a%20b",
                "https://example.com, https://example.com, /",
                "https://example.com:443/x?q=1#part, https://example.com, /x?q=1",
                "http://example.com?q=1, http://example.com, /?q=1",
                "http://example.com:8080/%2F%zz, http://example.com:8080, /%2F%zz",
                "http://[2001:DB8::1]:81/x, http://[2001:db8::1]:81, /x",
                "http://u:p@example.com/é, http://example.com, /%C3%A9",
                "http://bücher.example/, http://xn--bcher-kva.example, /",
                "http://example.com:/x, http://example.com, /x"
            })
    void whatIsSent(String text, String origin, String target) {
        assertThat(url(text).origin()).hasToString(origin);
        assertThat(url(text).target()).isEqualTo(target);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://example.com/",
                "http://exa mple.com/",
                "http://example.com:0/",
                "http://example.com:65536/",
                "http://example.com:8o/",
                "http://[::1/",
                "http://[example.com]/",
                "http://user@/x",
                "http://example.com\r\nX: y/"
            })
    void whatIsNoUrl(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> url(text));
    }

    @ParameterizedTest
    @CsvSource({
        "https://other.example/x, https://other.example/x",
        "HTTPS://other.example, https://other.example/",
        "//other.example/x, http://other.example/x",
        "/x/y, http://example.com/x/y",
        "x, http://example.com/a/b/x",
        "../x, http://example.com/a/x",
        "../../../x?q=../1, http://example.com/x?q=../1",
        "./, http://example.com/a/b/",
        ".., http://example.com/a/",
        "?q=2, http://example.com/a/b/c?q=2",
        "#part, http://example.com/a/b/c?q=1",
        "/a#part, http://example.com/a",
        "/a%20b, http://example.com/a%20b",
        "http://u:p@other.example/, http://other.example/"
    })
    void whereARedirectLeads(String location, String expected) {
        var next = url("http://user:secret@example.com/a/b/c?q=1#z").resolve(location);

        assertThat(next.origin() + next.target()).isEqualTo(expected);
        assertThat(next.userInfo()).isEmpty();
    }

    @Test
    void rawBytesOfARedirectAreEncodedAsTheyCame() {
        assertThat(url("http://example.com/").resolve("/\u00c3\u00a9").target()).isEqualTo("/%C3%A9");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://example.com/x", "file:///etc/passwd", "javascript:alert(1)", "http:///x", "http:x"})
    void redirectsToElsewhereAreRefused(String location) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> url("http://example.com/").resolve(location));
    }

    @Test
    void secretsAreNotShown() {
        assertThat(url("https://user:secret@example.com/x?X-Amz-Signature=0123").toString())
                .isEqualTo("https://example.com/x?…");
    }

    @Property
    void whateverIsSentHasNoSpacesOrControls(@ForAll String path) {
        var location = new Location("http", "example.com", "/" + path.replace("\0", ""));

        assertThat(HttpUrl.of(location).target()).startsWith("/").matches("[!-~]+");
    }

    @Property
    void whereverARedirectLeadsIsAUrlOrRefused(@ForAll String reference) {
        try {
            var next = url("http://example.com/a/b").resolve(reference);

            assertThat(next.target()).startsWith("/").matches("[!-~]+");
            assertThat(next.origin().host()).matches("[!-~]+");
        } catch (IllegalArgumentException told) {
            assertThat(told.getMessage()).isNotBlank().doesNotContainPattern("\\p{Cntrl}");
        }
    }
}
