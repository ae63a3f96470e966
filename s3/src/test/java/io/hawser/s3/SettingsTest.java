package io.hawser.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.ByteRange;
import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.store.ListOptions;
import io.hawser.store.OpenOptions;
import io.hawser.store.Scope;
import io.hawser.store.StoreContext;
import io.hawser.testkit.Content;
import io.hawser.testkit.ScriptedHttpServer;
import io.hawser.testkit.ServedFile;
import io.hawser.testkit.TestCertificate;
import io.hawser.testkit.s3.ScriptedS3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which URL a request goes to, and over which way, as the environment and the profile say. */
class SettingsTest {
    @TempDir
    private Path folder;

    private static StoreContext context(Map<String, String> environment) {
        return StoreContext.defaults().withEnvironment(environment);
    }

    private static String url(String bucket, Map<String, String> environment) throws StoreException {
        var context = context(environment);
        var settings = Settings.of(bucket, context, AwsProfile.of(context));
        var endpoint = settings.at(settings.region().orElse(Settings.ANY_REGION));
        return endpoint.url(Call.of("GET", new ObjectName(bucket, "a/b c"))).toString();
    }

    @ParameterizedTest
    @CsvSource({
        "bucket, eu-west-1, https://bucket.s3.eu-west-1.amazonaws.com/a/b%20c",
        "bucket, us-east-1, https://bucket.s3.us-east-1.amazonaws.com/a/b%20c",
        "bucket, cn-north-1, https://bucket.s3.cn-north-1.amazonaws.com.cn/a/b%20c",
        // No certificate covers a host with more dots.
        "my.bucket, eu-west-1, https://s3.eu-west-1.amazonaws.com/my.bucket/a/b%20c",
        "My_Bucket, eu-west-1, https://s3.eu-west-1.amazonaws.com/My_Bucket/a/b%20c"
    })
    void amazonsOwnEndpoints(String bucket, String region, String url) throws Exception {
        assertThat(url(bucket, Map.of("AWS_REGION", region))).isEqualTo(url);
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:9000, http://127.0.0.1:9000/bucket/a/b%20c",
        "http://localhost, http://localhost/bucket/a/b%20c",
        "http://[::1]:9000/, http://[::1]:9000/bucket/a/b%20c",
        "https://minio.example/, https://bucket.minio.example/a/b%20c",
        "https://gateway.example/s3/v1/, https://bucket.gateway.example/s3/v1/a/b%20c",
        "http://10.1.2.3/s3, http://10.1.2.3/s3/bucket/a/b%20c"
    })
    void endpointsOfClones(String endpoint, String url) throws Exception {
        for (var name : new String[] {"AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"}) {
            assertThat(url("bucket", Map.of(name, endpoint))).isEqualTo(url);
        }
        assertThat(url("bucket", Map.of("AWS_ENDPOINT_URL_S3", endpoint, "AWS_ENDPOINT_URL", "http://127.0.0.1:1")))
                .isEqualTo(url);
        assertThat(url("bucket", Map.of("AWS_ENDPOINT_URL", endpoint, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true")))
                .isEqualTo("https://bucket.s3.us-east-1.amazonaws.com/a/b%20c");
    }

    @Test
    void pathStyleCanBeAskedFor() throws Exception {
        assertThat(url(
                        "bucket",
                        Map.of("AWS_ENDPOINT_URL_S3", "https://minio.example", "HAWSER_S3_PATH_STYLE", "true")))
                .isEqualTo("https://minio.example/bucket/a/b%20c");
    }

    @ParameterizedTest
    @ValueSource(strings = {"minio:9000", "ftp://host", "https://user:secret@host", "https://host/?a=b", "https://"})
    void anEndpointThatIsNoneIsRefusedWithoutItsSecrets(String endpoint) {
        assertThatThrownBy(() -> url("bucket", Map.of("AWS_ENDPOINT_URL_S3", endpoint)))
                .isInstanceOf(StoreException.Rejected.class)
                .hasMessageContaining("AWS_ENDPOINT_URL_S3")
                .hasMessageNotContaining("secret");
    }

    @Test
    void aRegionThatIsNoneIsRefused() {
        assertThatThrownBy(() -> url("bucket", Map.of("AWS_REGION", "evil.example/")))
                .isInstanceOf(StoreException.Rejected.class)
                .hasMessageContaining("AWS_REGION");
    }

    @Test
    void whatIsWrongIsCalledByTheNameThatItWasSetBy() {
        var wrong = "http://host:0";
        assertThatThrownBy(() -> url("bucket", Map.of("AWS_ENDPOINT_URL", wrong)))
                .hasMessageStartingWith("AWS_ENDPOINT_URL: ");
        assertThatThrownBy(() -> url("bucket", Map.of("AWS_DEFAULT_REGION", "eu west\n1")))
                .hasMessageStartingWith("AWS_DEFAULT_REGION: ")
                .hasMessageNotContaining("\n");
        for (var option : Map.of("endpoint_url", wrong, "region", "a/b").entrySet()) {
            var own = context(Map.of("AWS_ENDPOINT_URL_S3", "http://localhost", "AWS_REGION", "us-east-1"))
                    .withOptions(Map.ofEntries(option));
            assertThatThrownBy(() -> Settings.of("Bucket", own, AwsProfile.of(own)))
                    .isInstanceOf(StoreException.Rejected.class)
                    .hasMessageStartingWith(option.getKey() + ": ");
        }
    }

    @Test
    void aProfileSaysWhereToAndHow() throws Exception {
        var config = Files.writeString(folder.resolve("config"), """
                [default]
                region = eu-west-3
                [profile clone]
                region = eu-north-1
                services = mine
                s3 =
                  addressing_style = path
                [services mine]
                s3 =
                  endpoint_url = https://clone.example/base
                """);
        var environment = Map.of("AWS_CONFIG_FILE", config.toString());
        assertThat(url("bucket", environment)).isEqualTo("https://bucket.s3.eu-west-3.amazonaws.com/a/b%20c");
        var chosen = new HashMap<>(environment);
        chosen.put("AWS_PROFILE", "clone");
        assertThat(url("bucket", chosen)).isEqualTo("https://clone.example/base/bucket/a/b%20c");
        chosen.put("AWS_PROFILE", "none");
        assertThatThrownBy(() -> url("bucket", chosen))
                .isInstanceOf(StoreException.Rejected.class)
                .hasMessageContaining("no profile 'none'");
    }

    private static String read(Map<String, String> environment) throws IOException {
        var provider = new S3StoreProvider();
        try (var store = provider.open(new Location("s3", "bucket", ""), context(environment));
                var source =
                        store.open(new Location("s3", "bucket", "/file"), OpenOptions.whole(), Scope.unlimited())) {
            return new String(TestBucket.read(source, ByteRange.from(0)));
        } finally {
            provider.close();
        }
    }

    @Test
    void anAuthorityOfTheUsersIsBelievedWhereItIsNamed() throws Exception {
        var certificate = TestCertificate.ofLoopback();
        try (var server = ScriptedS3Server.start(certificate)) {
            server.put("bucket", "file", Content.text("hello"));
            var environment = new HashMap<>(server.environment());
            assertThatThrownBy(() -> read(environment))
                    .isInstanceOf(StoreException.Rejected.class)
                    .hasMessageContaining("certificate is not trusted");
            environment.put(
                    "AWS_CA_BUNDLE",
                    certificate.writePem(folder.resolve("ca.pem")).toString());
            assertThat(read(environment)).isEqualTo("hello");
        }
    }

    @Test
    void requestsGoOverAProxyUnlessTheHostIsExempt() throws Exception {
        try (var proxy = ScriptedHttpServer.start();
                var server = ScriptedS3Server.start()) {
            server.put("bucket", "file", Content.text("hello"));
            proxy.on("/", ServedFile.of(Content.text("from the proxy")));
            var environment = new HashMap<>(server.environment());
            environment.put("http_proxy", proxy.url(""));
            environment.put("no_proxy", "127.0.0.1");
            assertThat(read(environment)).isEqualTo("hello");
            assertThat(proxy.exchanges()).isEmpty();

            environment.remove("no_proxy");
            environment.put("AWS_ENDPOINT_URL_S3", "http://s3.example");
            assertThat(read(environment)).isEqualTo("from the proxy");
            assertThat(proxy.exchanges().getFirst().request().target()).isEqualTo("http://bucket.s3.example/file");
            assertThat(proxy.exchanges()
                            .getFirst()
                            .request()
                            .header("Authorization")
                            .orElseThrow())
                    .contains("host;");
        }
    }

    @Test
    void aBasePathIsPartOfWhatIsSigned() throws Exception {
        try (var server = ScriptedHttpServer.start()) {
            server.on("/base/bucket/file", ServedFile.of(Content.text("hello")));
            var environment = Map.of(
                    "AWS_ENDPOINT_URL_S3", server.url("/base"),
                    "AWS_ACCESS_KEY_ID", "id",
                    "AWS_SECRET_ACCESS_KEY", "secret");
            assertThat(read(environment)).isEqualTo("hello");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "-x", "x y", "x:80", "x@y", ".."})
    void whatIsNoBucketIsRefused(String name) {
        try (var provider = new S3StoreProvider()) {
            assertThatThrownBy(() -> provider.open(new Location("s3", name, ""), context(Map.of())))
                    .isInstanceOf(StoreException.Rejected.class)
                    .hasMessageContaining("not the name of a bucket");
        }
    }

    @Test
    void aDottedBucketIsServed() throws Exception {
        try (var server = ScriptedS3Server.start();
                var provider = new S3StoreProvider()) {
            server.put("my.bucket", "file", Content.text("hello"));
            var root = new Location("s3", "my.bucket", "");
            try (var store = provider.open(root, context(server.environment()));
                    var listing = store.list(root, ListOptions.level(), Scope.unlimited())) {
                assertThat(listing.next()).isPresent();
            }
        }
    }
}
