package io.hawser.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.PythonSshServer.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PythonSshServerTest {
    private static final Content CONTENT = Content.random(1, 300_000);

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void servesFiles(Kind kind) throws IOException {
        Path served = Files.createDirectory(folder.resolve("served"));
        CONTENT.writeTo(served.resolve("file"));
        Files.createDirectory(served.resolve("below"));
        try (PythonSshServer server = PythonSshServer.serving(kind, served).start()) {
            String root = server.access().location("").path();
            Path result = folder.resolve("result");
            Command.Finished done =
                    server.access().sftp("""
                    cd %s
                    get file %s
                    put %s below/new
                    rename below/new below/newer
                    chmod 600 below/newer
                    ls -1
                    """.formatted(root, result, result)).run();
            assertThat(done.status()).as(done::toString).isZero();
            assertThat(CONTENT.mismatch(result)).isEmpty();
            assertThat(CONTENT.mismatch(served.resolve("below/newer"))).isEmpty();
            assertThat(done.outText()).contains("\nbelow", "\nfile");
            assertThat(server.log()).contains("connection", "login " + PythonSshServer.USER, "sftp");
            assertThat(server.residentBytes())
                    .isGreaterThan(1 << 20)
                    .isLessThanOrEqualTo(server.process().peakResidentBytes());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"ASYNCSSH", "PARAMIKO"})
    void runsCommands(Kind kind) throws IOException {
        try (PythonSshServer server = PythonSshServer.serving(kind, folder).start()) {
            Content input = Content.random(2, 3_000_000);
            Command.Finished ran = server.access()
                    .ssh()
                    .and("cat; pwd >&2; exit 3")
                    .reading(input)
                    .run();
            assertThat(ran.status()).as(ran.errText()).isEqualTo(3);
            assertThat(ran.out()).isEqualTo(input.bytes());
            assertThat(ran.errText()).isEqualTo(folder.toRealPath() + "\n");
            assertThat(server.log()).contains("exec cat; pwd >&2; exit 3");
            // Without an exit status, which a signal leaves none of, ssh ends with 255.
            assertThat(server.access().ssh().and("kill -9 $$").run().status()).isEqualTo(255);
        }
    }

    @ParameterizedTest
    @EnumSource
    void takesKeysAndOffersPasswords(Kind kind) throws IOException {
        SshKey other = SshKey.make(folder.resolve("other"));
        try (PythonSshServer server = PythonSshServer.serving(kind, folder)
                .withPassword("secret \"word\"")
                .withQuestion("Colour?", "blue")
                .start()) {
            Command.Finished refused =
                    server.access().with(other.file()).ssh().and("-v", "true").run();
            assertThat(refused.status()).isEqualTo(255);
            assertThat(refused.errText()).contains("Offering public key").containsPattern("continue: .*password");
            assertThat(refused.errText().contains("keyboard-interactive")).isEqualTo(kind != Kind.CONCH);
            assertThat(server.logins()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void takesPasswords(Kind kind) throws IOException {
        Path ask = Files.writeString(folder.resolve("ask"), "#!/bin/sh\necho 'secret word'\n");
        assertThat(ask.toFile().setExecutable(true)).isTrue();
        try (PythonSshServer server = PythonSshServer.serving(kind, folder)
                .withoutKey()
                .withPassword("secret word")
                .start()) {
            Command.Finished done = Command.of(
                            Requirement.tool("sftp").toString(), "-oBatchMode=no", "-oNumberOfPasswordPrompts=1")
                    .and(server.access().arguments().toArray(String[]::new))
                    .and("-P", Integer.toString(server.port()), PythonSshServer.USER + "@" + SshAccess.HOST)
                    .with("SSH_ASKPASS", ask.toString())
                    .with("SSH_ASKPASS_REQUIRE", "force")
                    .run();
            assertThat(done.status()).as(done::toString).isZero();
            assertThat(server.logins()).isEqualTo(1);
        }
    }
}
