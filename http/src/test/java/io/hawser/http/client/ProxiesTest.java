package io.hawser.http.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.StoreException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProxiesTest {
    private static final Origin HTTP = new Origin("http", "files.example", 80);
    private static final Origin HTTPS = new Origin("https", "files.example", 443);

    private static Optional<String> proxy(Origin origin, Map<String, String> environment) throws StoreException {
        return new Proxies(environment).forOrigin(origin).map(Proxy::toString);
    }

    @Test
    void eachSchemeHasItsVariable() throws StoreException {
        var both = Map.of("http_proxy", "http://one:3128", "HTTPS_PROXY", "two:3129/");

        assertThat(proxy(HTTP, both)).contains("one:3128");
        assertThat(proxy(HTTPS, both)).contains("two:3129");
        assertThat(proxy(HTTPS, Map.of("http_proxy", "http://one:3128"))).isEmpty();
        assertThat(proxy(HTTPS, Map.of("all_proxy", "http://three"))).contains("three:80");
    }

    @Test
    void lowerCaseComesFirstAndEmptyMeansNone() throws StoreException {
        assertThat(proxy(HTTP, Map.of("http_proxy", "low:1", "HTTP_PROXY", "high:2")))
                .contains("low:1");
        assertThat(proxy(HTTP, Map.of("http_proxy", " ", "HTTP_PROXY", "high:2")))
                .isEmpty();
    }

    @Test
    void capitalsAreNotBelievedInACgiProgram() throws StoreException {
        assertThat(proxy(HTTP, Map.of("HTTP_PROXY", "evil:1"))).contains("evil:1");
        assertThat(proxy(HTTP, Map.of("HTTP_PROXY", "evil:1", "REQUEST_METHOD", "GET")))
                .isEmpty();
        assertThat(proxy(HTTPS, Map.of("HTTPS_PROXY", "fine:1", "REQUEST_METHOD", "GET")))
                .contains("fine:1");
    }

    @Test
    void someHostsHaveNone() throws StoreException {
        assertThat(proxy(HTTP, Map.of("http_proxy", "p:1", "NO_PROXY", ".example")))
                .isEmpty();
    }

    @Test
    void credentialsComeFromItsUrl() throws StoreException {
        var proxy = new Proxies(Map.of("http_proxy", "http://al%40ice:se%3Acret@p:1"))
                .forOrigin(HTTP)
                .orElseThrow();

        assertThat(proxy.authorization()).contains(Proxy.basic("al@ice:se:cret"));
        assertThat(proxy.toString()).isEqualTo("p:1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"socks5://p:1080", "SOCKS5H://p", "socks4a://p", "https://p:3128", "quic://p"})
    void otherKindsAreNotSupported(String value) {
        assertThatThrownBy(() -> proxy(HTTP, Map.of("all_proxy", value)))
                .isInstanceOf(StoreException.Unsupported.class)
                .hasMessageContaining("all_proxy")
                .hasMessageContaining("not supported");
    }

    @Test
    void whatIsNoUrlIsRefusedWithoutShowingIt() {
        assertThatThrownBy(() -> proxy(HTTP, Map.of("http_proxy", "http://user:secret@p:99999")))
                .isInstanceOf(StoreException.Rejected.class)
                .hasMessageContaining("http_proxy")
                .hasMessageNotContaining("secret");
    }
}
