package io.hawser.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.StoreException;
import io.hawser.store.StoreContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the configuration file says of one bucket comes before what holds for all: two endpoints can meet in one command. */
class ChosenProfileTest {
    @TempDir
    Path folder;

    private Map<String, String> environment;

    @BeforeEach
    void configure() throws Exception {
        var config = Files.writeString(folder.resolve("config"), """
                [profile other]
                region = eu-west-1
                endpoint_url = http://127.0.0.1:9001
                aws_access_key_id = other-id
                aws_secret_access_key = other-secret
                """);
        environment = Map.of(
                "AWS_CONFIG_FILE",
                config.toString(),
                "AWS_SHARED_CREDENTIALS_FILE",
                folder.resolve("none").toString(),
                "AWS_ACCESS_KEY_ID",
                "id",
                "AWS_SECRET_ACCESS_KEY",
                "secret",
                "AWS_REGION",
                "us-west-2",
                "AWS_ENDPOINT_URL_S3",
                "http://127.0.0.1:9000");
    }

    private StoreContext context(Map<String, String> options) {
        return StoreContext.defaults().withEnvironment(environment).withOptions(options);
    }

    private Settings settings(Map<String, String> options) throws StoreException {
        var context = context(options);
        return Settings.of("bucket", context, AwsProfile.of(context));
    }

    private Keys keys(Map<String, String> options) throws StoreException {
        var context = context(options);
        try (var chain = KeyChain.of(context, AwsProfile.of(context))) {
            return chain.keys("s3://bucket");
        }
    }

    @Test
    void comesBeforeTheEnvironment() throws Exception {
        var options = Map.of("profile", "other");
        assertThat(keys(options)).isEqualTo(new Keys("other-id", "other-secret", Optional.empty()));
        assertThat(settings(options).region()).contains("eu-west-1");
        assertThat(settings(options).endpoint()).contains("http://127.0.0.1:9001");
    }

    @Test
    void theEnvironmentCountsWithoutOne() throws Exception {
        assertThat(keys(Map.of())).isEqualTo(new Keys("id", "secret", Optional.empty()));
        assertThat(settings(Map.of()).region()).contains("us-west-2");
        assertThat(settings(Map.of()).endpoint()).contains("http://127.0.0.1:9000");
    }

    @Test
    void endpointAndRegionOfTheBucketComeFirst() throws Exception {
        var options = Map.of("profile", "other", "endpoint_url", "http://127.0.0.1:9002/s3/", "region", "eu-north-1");
        assertThat(settings(options).region()).contains("eu-north-1");
        var call = Call.of("GET", new ObjectName("bucket", "a key"));
        assertThat(settings(options).at("eu-north-1").url(call)).hasToString("http://127.0.0.1:9002/s3/bucket/a%20key");
    }

    @Test
    void oneThatIsNotThereIsRejected() {
        assertThatThrownBy(() -> settings(Map.of("profile", "missing")))
                .isInstanceOf(StoreException.Rejected.class)
                .hasMessageContaining("no profile 'missing'");
    }
}
