package io.hawser;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.store.StoreContext;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SecretsInTextTest {
    private static final Map<String, String> ENVIRONMENT = Map.of("HAWSER_SSH_PASSWORD", "swordfish");
    private static final List<Map.Entry<String, String>> HEADERS = List.of(Map.entry("X-Api-Key", "opensesame"));

    @Test
    void optionsShowNoSecret() {
        var options = HawserOptions.defaults().withEnvironment(ENVIRONMENT).withHeaders(HEADERS);
        assertThat(options.toString()).doesNotContain("swordfish", "opensesame").contains("transfers=8");
    }

    @Test
    void theContextOfAStoreShowsNoSecret() {
        var plain = StoreContext.defaults();
        var context = new StoreContext(
                ENVIRONMENT,
                Map.of("password_env", "HAWSER_SSH_PASSWORD"),
                HEADERS,
                plain.budget(),
                plain.connectTimeout(),
                plain.trace(),
                plain.version());
        assertThat(context.toString()).doesNotContain("swordfish", "opensesame").contains("password_env");
    }
}
