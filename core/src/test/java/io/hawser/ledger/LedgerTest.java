package io.hawser.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.Algorithm;
import io.hawser.Digest;
import io.hawser.Entry;
import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.Verified;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
    private static final Instant WHEN = Instant.parse("2026-01-02T03:04:05.678Z");

    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("ledger");
    }

    private static CopyKey key(Object name) {
        return CopyKey.of(new Location("https", "host", "/" + name), Location.local("/data/" + name));
    }

    private static LedgerRecord record(CopyKey key, long size) {
        var entry = Entry.file(Location.local("/x")).withSize(size).withModified(WHEN);
        var source = FileState.of(entry.withVersion("\"a\tb\n\\\"")
                .withDigests(List.of(new Digest(Algorithm.MD5, "00".repeat(16)).ofParts(3, 100))));
        var verified = new Verified(Optional.of(Digest.crc32c(7)), Verified.By.NONE);
        return new LedgerRecord(key, WHEN, source, FileState.of(entry), verified, true);
    }

    private void noted(Object... names) throws StoreException {
        try (var ledger = Ledger.open(file())) {
            for (var name : names) {
                ledger.append(record(key(name), 5));
            }
        }
    }

    private List<String> lines() throws IOException {
        return Files.readAllLines(file());
    }

    @Test
    void whatWasNotedIsFoundByThisRunAndByTheNext() throws Exception {
        for (int run = 0; run < 2; run++) {
            try (var ledger = Ledger.open(file())) {
                if (run == 0) {
                    assertThat(ledger.find(key("a"))).isEmpty();
                    ledger.append(record(key("a"), 5));
                }
                assertThat(ledger.find(key("a"))).contains(record(key("a"), 5));
                assertThat(ledger.find(key("b"))).isEmpty();
                assertThat(ledger.failure()).isEmpty();
            }
        }
    }

    @Test
    void namesOfAnyCharactersAreTold() throws Exception {
        var odd = List.of("tab\t", "line\n", "back\\slash", "half\ud800", "two\ud83d\ude00", "ü", "\\u0041");
        noted(odd.toArray());
        try (var ledger = Ledger.open(file())) {
            for (var name : odd) {
                assertThat(ledger.find(key(name))).as(name).contains(record(key(name), 5));
            }
            assertThat(ledger.find(key("A"))).isEmpty();
        }
        assertThat(lines()).hasSize(1 + odd.size());
    }

    @Test
    void theLatestRecordOfACopyCountsAndIsOneOfTheIndex() throws Exception {
        try (var ledger = Ledger.open(file())) {
            for (int size = 0; size < 100; size++) {
                ledger.append(record(key("a"), size));
                ledger.append(record(key("b"), 100 - size));
                assertThat(ledger.find(key("a"))).contains(record(key("a"), size));
            }
            assertThat(ledger.size()).isEqualTo(2);
        }
        try (var ledger = Ledger.open(file())) {
            assertThat(ledger.find(key("b"))).contains(record(key("b"), 1));
            assertThat(ledger.size()).isEqualTo(2);
        }
    }

    @Test
    void secretsAreNotWrittenAndRelativePathsAreThoseOfThisFolder() throws Exception {
        var from = Location.parse("https://joe:word@host/file?X-Amz-Signature=abcdef&part=1");
        try (var ledger = Ledger.open(file())) {
            ledger.append(record(CopyKey.of(from, Location.local("x/../y")), 1));
        }
        assertThat(Files.readString(file()))
                .doesNotContain("word", "abcdef", "joe")
                .contains("https://host/file?part=1\t" + Path.of("y").toAbsolutePath());
    }

    @Test
    void itIsMadeForItsOwnerAlone() throws Exception {
        noted("a");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
    }

    @Test
    void cutAnywhereItKeepsWhatIsWholeAndTheNextRecordStandsOnALineOfItsOwn() throws Exception {
        noted("a", "b", "c");
        var whole = Files.readAllBytes(file());
        int second = Files.readString(file()).indexOf('\n', 20) + 1;
        for (int cut = 0; cut < whole.length; cut++) {
            Files.write(file(), Arrays.copyOf(whole, cut));
            try (var ledger = Ledger.open(file())) {
                assertThat(ledger.find(key("a")).isPresent())
                        .as("cut at %d", cut)
                        .isEqualTo(cut >= second);
                assertThat(ledger.find(key("c"))).isEmpty();
                ledger.append(record(key("d"), 5));
                assertThat(ledger.find(key("d"))).as("cut at %d", cut).isPresent();
            }
            try (var ledger = Ledger.open(file())) {
                assertThat(ledger.find(key("d"))).as("cut at %d", cut).isPresent();
                // Only its line break was missing.
                assertThat(ledger.find(key("a")).isPresent())
                        .as("cut at %d", cut)
                        .isEqualTo(cut >= second - 1);
            }
        }
    }

    @Test
    void aDamagedLineIsNoRecordAndHidesNoOther() throws Exception {
        noted("a", "b", "c");
        var whole = Files.readAllBytes(file());
        int second = Files.readString(file()).indexOf('\n', 20) + 1;
        int third = Files.readString(file()).indexOf('\n', second) + 1;
        long seed = new Random().nextLong();
        var random = new Random(seed);
        for (int times = 0; times < 200; times++) {
            var damaged = whole.clone();
            damaged[second + random.nextInt(third - second - 1)] ^= (byte) (1 << random.nextInt(8));
            Files.write(file(), damaged);
            try (var ledger = Ledger.open(file())) {
                assertThat(ledger.find(key("a"))).as("seed %d", seed).isPresent();
                assertThat(ledger.find(key("b"))).as("seed %d", seed).isEmpty();
                assertThat(ledger.find(key("c"))).as("seed %d", seed).isPresent();
            }
        }
    }

    @Test
    void zerosAndLinesWithoutEndArePassedOver() throws Exception {
        noted("a");
        Files.write(file(), new byte[3 * LedgerLine.LONGEST + 5], StandardOpenOption.APPEND);
        noted("b");
        Files.writeString(file(), "\n\n\nrubbish\n", StandardOpenOption.APPEND);
        noted("c");
        try (var ledger = Ledger.open(file())) {
            for (var name : List.of("a", "b", "c")) {
                assertThat(ledger.find(key(name))).as(name).isPresent();
            }
        }
    }

    @Test
    void aLineThatWasRemovedUnderARunIsNoRecordAndHidesNoOther() throws Exception {
        noted("a");
        var line = lines().getLast();
        try (var ledger = Ledger.open(file())) {
            Files.writeString(file(), lines().getFirst() + "\nx\n" + "-".repeat(line.length()) + "\n" + line + "\n");
            assertThat(ledger.find(key("a"))).isPresent();
        }
    }

    @Test
    void aFileThatIsNoLedgerIsRefusedAndLeftAsItIs() throws Exception {
        Files.writeString(file(), "precious\n");
        assertThatThrownBy(() -> Ledger.open(file()))
                .isInstanceOf(StoreException.Rejected.class)
                .hasMessageContaining("is no ledger");
        assertThat(file()).hasContent("precious");
        Files.writeString(file(), "hawser-ledger 2\nnew things\n");
        assertThatThrownBy(() -> Ledger.open(file())).hasMessageContaining("another version");
        assertThatThrownBy(() -> Ledger.open(folder)).hasMessageContaining("is no file");
        assertThatThrownBy(() -> Ledger.open(folder.resolve("no/ledger")))
                .isInstanceOf(StoreException.Local.class)
                .hasMessageContaining("folder does not exist");
    }

    @Test
    void anEmptyFileBecomesALedger() throws Exception {
        Files.createFile(file());
        noted("a");
        assertThat(lines()).hasSize(2).first().isEqualTo("hawser-ledger 1");
    }

    @Test
    void aCopyIsClaimedOnceAtATimeInOneProcess() throws Exception {
        try (var one = Ledger.open(file());
                var other = Ledger.open(folder.resolve("../" + folder.getFileName() + "/ledger"))) {
            var claim = one.claim(key("a")).orElseThrow();
            assertThat(other.claim(key("a"))).isEmpty();
            try (var _ = other.claim(key("b")).orElseThrow()) {
                claim.close();
                try (var _ = other.claim(key("a")).orElseThrow()) {
                    assertThat(one.claim(key("a"))).isEmpty();
                }
            }
        }
    }

    @Test
    void anInterruptedThreadHarmsNobody() throws Exception {
        try (var ledger = Ledger.open(file());
                var _ = ledger.claim(key("mine")).orElseThrow()) {
            Thread.currentThread().interrupt();
            try (var _ = ledger.claim(key("a")).orElseThrow()) {
                ledger.append(record(key("a"), 5));
                assertThat(ledger.find(key("a"))).isPresent();
            }
            assertThat(Thread.interrupted()).isTrue();
            ledger.append(record(key("b"), 5));
            assertThat(ledger.claim(key("mine"))).isEmpty();
        }
    }

    @Test
    void manyThreadsNoteManyCopies() throws Exception {
        var threads = new ArrayList<Thread>();
        try (var ledger = Ledger.open(file())) {
            for (int thread = 0; thread < 4; thread++) {
                int first = thread * 1000;
                threads.add(Thread.ofPlatform().start(() -> {
                    for (int i = first; i < first + 1000; i++) {
                        try {
                            ledger.append(record(key(i), 5));
                        } catch (StoreException e) {
                            throw new IllegalStateException(e);
                        }
                    }
                }));
            }
            for (var thread : threads) {
                thread.join();
            }
            for (int i = 0; i < 4000; i++) {
                assertThat(ledger.find(key(i))).as("%d", i).isPresent();
            }
            assertThat(ledger.size()).isEqualTo(4000);
        }
    }

    @Test
    void namesThatAreTooLongAreToldAndHarmNothing() throws Exception {
        try (var ledger = Ledger.open(file())) {
            var huge = record(key("x".repeat(LedgerLine.LONGEST)), 5);
            assertThatThrownBy(() -> ledger.append(huge)).hasMessageContaining("too long");
            assertThat(ledger.failure()).isPresent();
            var large = record(key("x".repeat(LedgerLine.LONGEST / 2 - 300)), 5);
            ledger.append(large);
            assertThat(ledger.find(large.key())).contains(large);
        }
    }
}
