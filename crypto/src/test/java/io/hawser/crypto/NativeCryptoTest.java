package io.hawser.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Eventually;
import io.hawser.testkit.Requirement;
import java.security.Security;
import java.util.List;
import org.junit.jupiter.api.Test;

class NativeCryptoTest {
    @Test
    void findsTheProviderWhereItIs() {
        Requirement.that(
                System.getProperty("os.name").equals("Linux")
                        && List.of("amd64", "aarch64").contains(System.getProperty("os.arch")),
                "no native provider for this machine");
        NativeCrypto.load();
        Eventually.holds(() -> NativeCrypto.loaded() != null, () -> "not loaded");
        assertThat(Security.getProvider(NativeCrypto.loaded().getName())).isNull();
    }
}
