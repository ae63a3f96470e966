package io.hawser.ssh.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.store.Scope;
import io.hawser.testkit.OpenSshServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class AlgorithmsTest {
    @TempDir
    private static Path folder;

    private static OpenSshServer server;

    @BeforeAll
    static void start() throws Exception {
        server = OpenSshServer.serving(folder)
                .withHostKeys("ed25519", "ecdsa", "rsa")
                .with("Ciphers +aes128-cbc,aes256-cbc,3des-cbc")
                .with("RekeyLimit 1M")
                .start();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private static Stream<String> settings() {
        return Stream.of(
                "Ciphers=aes128-gcm@openssh.com",
                "Ciphers=aes256-gcm@openssh.com",
                "Ciphers=chacha20-poly1305@openssh.com",
                "Ciphers=aes128-ctr",
                "Ciphers=aes192-ctr",
                "Ciphers=aes256-ctr",
                "Ciphers=aes256-cbc",
                "Ciphers=aes128-ctr\nMACs=hmac-sha2-512-etm@openssh.com",
                "Ciphers=aes128-ctr\nMACs=hmac-sha2-256",
                "Ciphers=aes128-ctr\nMACs=hmac-sha2-512",
                "KexAlgorithms=ecdh-sha2-nistp256",
                "KexAlgorithms=ecdh-sha2-nistp384",
                "KexAlgorithms=ecdh-sha2-nistp521",
                "KexAlgorithms=curve25519-sha256@libssh.org",
                "KexAlgorithms=diffie-hellman-group14-sha256",
                "KexAlgorithms=diffie-hellman-group16-sha512",
                "HostKeyAlgorithms=ecdsa-sha2-nistp256",
                "HostKeyAlgorithms=rsa-sha2-512",
                "HostKeyAlgorithms=rsa-sha2-256");
    }

    /** Packets of all sizes, both ways, through a few exchanges of keys. */
    @ParameterizedTest
    @MethodSource("settings")
    void carriesBytes(String setting) throws Exception {
        var client = Client.of(server.access());
        setting.lines().forEach(client::option);
        try (var connection = client.transport().connect(Scope.unlimited())) {
            var told = new Recorded();
            var channel = connection.open(ConnectionTest.exec("cat"), told, Scope.unlimited());
            var bytes = new byte[3_000_000];
            var random = new Random(5);
            random.nextBytes(bytes);
            for (int sent = 0; sent < bytes.length; ) {
                int count = Math.min(random.nextInt(1, 100_000), bytes.length - sent);
                channel.send(bytes, sent, count);
                channel.flush();
                sent += count;
            }
            channel.sendEof();
            assertThat(told.end().lost()).isEmpty();
            assertThat(told.bytes()).isEqualTo(bytes);
        }
        var algorithm = setting.substring(setting.lastIndexOf('=') + 1);
        assertThat(client.told).anyMatch(line -> line.startsWith("ssh: kex: ") && line.contains(algorithm));
    }

    @Test
    void prefersWhatTheProcessorDoesFast() {
        assertThat(Algorithms.CIPHERS.preferred(true)).startsWith("aes128-gcm@openssh.com");
        assertThat(Algorithms.CIPHERS.preferred(false))
                .startsWith("chacha20-poly1305@openssh.com", "aes128-gcm@openssh.com")
                .hasSameSizeAs(Algorithms.CIPHERS.preferred(true));
    }

    @Test
    void offersNothingOld() {
        for (var kind : Algorithms.ALL) {
            assertThat(kind.defaults())
                    .noneMatch(name -> name.contains("cbc")
                            || name.contains("sha1")
                            || name.equals("ssh-rsa")
                            || name.contains("md5")
                            || name.contains("group1-"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "aes256-ctr,aes128-cbc|aes256-ctr,aes128-cbc",
                "+aes128-cbc|aes128-ctr,aes256-ctr,aes128-cbc",
                "-*256*|aes128-ctr",
                "^aes256-ctr|aes256-ctr,aes128-ctr",
                "unknown,aes256-ctr|aes256-ctr",
                "unknown|''"
            })
    void appliesSettingsAsSshDoes(String setting, String expected) {
        var applied = Algorithms.CIPHERS.apply(setting, List.of("aes128-ctr", "aes256-ctr"));
        assertThat(String.join(",", applied)).isEqualTo(expected);
    }

    @Test
    void tellsWhatWasSetFromWhatSshPrints() {
        assertThat(Algorithms.setting("a,b,c", "a,b,c")).isEmpty();
        assertThat(Algorithms.setting("a,b,c,d", "a,b,c")).contains("+d");
        assertThat(Algorithms.setting("b,a,c", "a,b,c")).contains("^b");
        assertThat(Algorithms.setting("x,a,b,c", "a,b,c")).contains("^x");
        assertThat(Algorithms.setting("c,a", "a,b,c")).contains("c,a");
    }

    @Test
    void matchesPatterns() {
        assertThat(Patterns.matches("a*c,!abc", "axc")).isTrue();
        assertThat(Patterns.matches("a*c,!abc", "abc")).isFalse();
        assertThat(Patterns.matches("!abc", "xyz")).isFalse();
        assertThat(Patterns.matches("a?c*", "abcdef")).isTrue();
        assertThat(Patterns.matches("*a*b*", "xxaxxbxx")).isTrue();
        assertThat(Patterns.matches("", "a")).isFalse();
    }
}
