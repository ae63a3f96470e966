package io.hawser.testkit.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Command;
import io.hawser.testkit.Content;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MinaServerTest {
    private static final Content CONTENT = Content.random(1, 300_000);

    @TempDir
    Path folder;

    @Test
    void servesFiles() throws IOException {
        Path served = Files.createDirectory(folder.resolve("served"));
        CONTENT.writeTo(served.resolve("file"));
        Path result = folder.resolve("result");
        try (MinaServer server = MinaServer.serving(served).withRekey(100_000).start()) {
            Command.Finished done = server.access()
                    .sftp("get /file " + result + "\nput " + result + " /new")
                    .run();
            assertThat(done.status()).as(done::toString).isZero();
            assertThat(CONTENT.mismatch(result)).isEmpty();
            assertThat(CONTENT.mismatch(served.resolve("new"))).isEmpty();
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void commandsEndInAnyWay() throws IOException {
        CommandStep[] small = {new CommandStep.Write(false, Content.text("one byte at a time"), 1)};
        assertThat(run(small).outText()).isEqualTo("one byte at a time");
        Command.Finished right = run(
                CommandStep.out(CONTENT),
                CommandStep.error(Content.text("error")),
                new CommandStep.Eof(),
                new CommandStep.Status(3));
        assertThat(right.status()).isEqualTo(3);
        assertThat(right.out()).isEqualTo(CONTENT.bytes());
        assertThat(right.errText()).isEqualTo("error");
        Command.Finished early = run(new CommandStep.Status(4), CommandStep.out(CONTENT));
        assertThat(early.status()).isEqualTo(4);
        assertThat(early.out()).isEqualTo(CONTENT.bytes());
        Command.Finished killed = run(new CommandStep.Signal("TERM", true, "killed"), new CommandStep.Eof());
        assertThat(killed.status()).isEqualTo(255);
        assertThat(run(CommandStep.out(CONTENT)).status()).isEqualTo(255);
        Command.Finished dropped = run(CommandStep.out(Content.text("a part")), new CommandStep.Drop());
        assertThat(dropped.status()).isEqualTo(255);
        assertThat(dropped.errText()).containsAnyOf("closed by remote host", "Broken pipe", "reset by peer");
    }

    private Command.Finished run(CommandStep... steps) throws IOException {
        try (MinaServer server = MinaServer.serving(folder).withCommand(steps).start()) {
            return server.access().ssh().and("anything").run();
        }
    }

    @Test
    void takesPasswordsWhereItIsTold() throws IOException {
        Path ask = Files.writeString(folder.resolve("ask"), "#!/bin/sh\necho 'secret word'\n");
        assertThat(ask.toFile().setExecutable(true)).isTrue();
        try (MinaServer server =
                MinaServer.serving(folder).withPassword("secret word").start()) {
            Command.Finished done = Command.of("sftp", "-oBatchMode=no", "-oPubkeyAuthentication=no")
                    .and(server.access().arguments().toArray(String[]::new))
                    .and("-P", Integer.toString(server.port()), "tester@127.0.0.1")
                    .with("SSH_ASKPASS", ask.toString())
                    .with("SSH_ASKPASS_REQUIRE", "force")
                    .run();
            assertThat(done.status()).as(done::toString).isZero();
        }
    }
}
