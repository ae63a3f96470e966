package io.hawser.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.Version;
import io.hawser.testkit.Command;
import io.hawser.testkit.Content;
import io.hawser.testkit.OpenSshServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The release archive, unpacked in another place than it was made in. */
class ArchiveTest {
    private static final String INSIST_ON_CACHE = "HAWSER_JAVA_OPTS=-XX:AOTMode=on";

    @TempDir
    private static Path parent;

    private static Archive archive;

    @TempDir
    private Path folder;

    @BeforeAll
    static void unpack() throws Exception {
        archive = Archive.unpackedIn(parent);
    }

    @Test
    void runsWithoutJdkPathAndHome() throws Exception {
        var ended = Archive.succeeded(archive.bare(List.of(), "--version"));

        assertThat(ended.outText()).isEqualTo("hawser " + Version.current() + "\n");
        assertThat(ended.errText()).isEmpty();
    }

    @Test
    void runsThroughSymbolicLinksAndFromAFolderWithSpaces() throws Exception {
        var spaces = Files.createDirectory(folder.resolve("a b"));
        var moved = Archive.unpackedIn(spaces);
        Files.createSymbolicLink(folder.resolve("first"), moved.folder());
        Files.createSymbolicLink(folder.resolve("hawser"), Path.of("first/bin/hawser"));

        var ended = Archive.succeeded(
                Command.of(folder.resolve("hawser").toString(), "--help").with("HAWSER_JAVA_OPTS", "-XX:AOTMode=on"));

        assertThat(ended.outText()).startsWith("Usage: hawser");
        assertThat(ended.errText()).isEmpty();
    }

    @Test
    void aCacheTrainedElsewhereIsTaken() throws Exception {
        var ended = Archive.succeeded(archive.bare(List.of(INSIST_ON_CACHE), "cp", "--help"));

        assertThat(ended.errText()).isEmpty();
    }

    @Test
    void aCacheThatDoesNotFitIsPassedOverInSilence() throws Exception {
        var other = Archive.unpackedIn(folder);
        var cache = other.folder().resolve("app/hawser.aot");
        // Its beginning says which JVM made it.
        Files.write(cache, new byte[4096]);

        assertThat(other.bare(List.of(INSIST_ON_CACHE), "--version").run().status())
                .isNotZero();
        var ended = Archive.succeeded(other.bare(List.of(), "--version"));

        assertThat(ended.outText()).isEqualTo("hawser " + Version.current() + "\n");
        assertThat(ended.errText()).isEmpty();

        Files.delete(cache);
        Archive.succeeded(other.bare(List.of(), "--version"));
    }

    @Test
    void theNativeCipherIsTakenFromTheArchiveWithoutUnpackingIt() throws Exception {
        var content = Content.random(1, 8 << 20);
        content.writeTo(folder.resolve("source"));
        try (var server = OpenSshServer.serving(folder).start()) {
            var temporary = Files.createDirectory(folder.resolve("tmp"));
            var command = archive.hawser("cp", "-q")
                    .and(server.access().arguments().toArray(String[]::new))
                    .and(
                            server.access().location("source").toString(),
                            folder.resolve("target").toString())
                    .with("HAWSER_JAVA_OPTS", "-Xlog:library=info:stderr -Djava.io.tmpdir=" + temporary);

            var ended = Archive.succeeded(command);

            assertThat(ended.errText())
                    .containsPattern("Loaded library "
                            + Pattern.quote(archive.folder().toRealPath() + "/app/native/")
                            + "libamazonCorretto");
            assertThat(temporary).isEmptyDirectory();
            assertThat(Files.mismatch(folder.resolve("source"), folder.resolve("target")))
                    .isEqualTo(-1);
        }
    }

    @Test
    void everyLibraryHasItsLicence() throws Exception {
        var notice = Files.readString(archive.folder().resolve("NOTICE"));
        var withoutText = archive.jars().stream()
                .map(jar -> jar.replaceFirst("-[0-9].*", ""))
                .filter(name -> !Files.isDirectory(archive.folder().resolve("licenses/" + name + "-jar")))
                .toList();

        assertThat(withoutText)
                .containsExactlyInAnyOrder(
                        "eventstream",
                        "hawser-core",
                        "hawser-corretto",
                        "hawser-crypto",
                        "hawser-http",
                        "hawser-picocli",
                        "hawser-s3",
                        "hawser-server",
                        "hawser-ssh",
                        "hawser-testkit",
                        "jcl-over-slf4j",
                        "reactive-streams",
                        "slf4j-api",
                        "slf4j-nop",
                        "snakeyaml-engine");
        assertThat(notice).contains("eventstream", "Corretto", "picocli", "Reactive Streams", "SLF4J", "SnakeYAML");
        assertThat(archive.folder().resolve("runtime/legal/java.base/LICENSE")).isNotEmptyFile();
        assertThat(archive.folder().resolve("LICENSE")).hasSameTextualContentAs(Path.of("../LICENSE"));
    }

    @Test
    void theOptionsOfTheJvmAreThoseOfTheCheckout() throws Exception {
        var options = Pattern.compile("exec \"\\$java_home/bin/java\"(?:.*\\\\\n)*.*");
        var own = options.matcher(Files.readString(archive.folder().resolve("bin/hawser")));
        var checkout = options.matcher(Files.readString(Path.of("../hawser")));

        assertThat(own.find()).isTrue();
        assertThat(checkout.find()).isTrue();
        assertThat(own.group()).isEqualTo(checkout.group());
    }
}
