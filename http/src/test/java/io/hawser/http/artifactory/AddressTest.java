package io.hawser.http.artifactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.http.client.Origin;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressTest {
    private static Address of(String location, String basePath) throws StoreException {
        return Address.of(Location.parse(location), Optional.ofNullable(basePath));
    }

    @ParameterizedTest
    @CsvSource({
        "artifactory://h/artifactory/repo/a/b.jar, , /artifactory, repo, a/b.jar",
        "artifactory://h:8443/artifactory/repo, , /artifactory, repo, ''",
        "artifactory://h/artifactory/repo/a/, , /artifactory, repo, a",
        "artifactory://h/artifactory/, , /artifactory, '', ''",
        "artifactory://h/artifactory, , /artifactory, '', ''",
        "artifactory://acme.jfrog.io/artifactory/repo/a, , /artifactory, repo, a",
        "artifactory://ACME.jfrog.io:443/acme/repo/a, , /acme, repo, a",
        "artifactory://h/repo/a, /, '', repo, a",
        "artifactory://h/, /, '', '', ''",
        "artifactory://h/tools/arti/repo/a, /tools/arti/, /tools/arti, repo, a",
        "artifactory://h/tools/repo/a, tools, /tools, repo, a",
        "artifactory://acme.jfrog.io/x/repo/a, /x, /x, repo, a",
        "'artifactory://h/artifactory/repo/a #?%;b=c', , /artifactory, repo, 'a #?%;b=c'"
    })
    void splits(String location, String basePath, String base, String repo, String path) throws StoreException {
        assertThat(of(location, basePath)).isEqualTo(new Address(base, repo, path));
    }

    @ParameterizedTest
    @CsvSource({
        "artifactory://h/repo/a, , 'artifactory://h/artifactory/repository/path is right'",
        "artifactory://h/repo/a, , base_path",
        "artifactory://h/artifactory2/repo, , does not begin with /artifactory",
        "artifactory://h/artifactory/repo, /other, 'artifactory://h/other/repository/path is right'",
        "artifactory://acme.jfrog.io/, , names no repository",
        "artifactory://h/artifactory/repo/../secret, , no segments",
        "artifactory://h/artifactory/repo//a, , nothing between two slashes",
        "artifactory://h/artifactory//repo/a, , nothing between two slashes"
    })
    void saysWhatWouldBeRight(String location, String basePath, String words) {
        assertThatThrownBy(() -> of(location, basePath))
                .isInstanceOf(StoreException.Rejected.class)
                .hasMessageContaining(words);
    }

    @Test
    void pathsAreEncodedWhenTheyAreSent() {
        assertThat(UrlCode.path("/repo/a b#c?d%e;f=g/é~-._")).isEqualTo("/repo/a%20b%23c%3Fd%25e%3Bf%3Dg/%C3%A9~-._");
        assertThat(UrlCode.value("a/b=c")).isEqualTo("a%2Fb%3Dc");
    }

    @Test
    void theBaseIsEncodedLikeTheRest() throws StoreException {
        var api = new Api(null, new Origin("https", "h", 443), Optional.of("/my tools\r\nX: y"));
        var address = api.address(Location.parse("artifactory://h/x").withPath("/my tools\r\nX: y/repo/a"));

        assertThat(api.file(address, "").target()).isEqualTo("/my%20tools%0D%0AX%3A%20y/repo/a");
    }
}
