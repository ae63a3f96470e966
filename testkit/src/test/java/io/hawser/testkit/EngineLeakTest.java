package io.hawser.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.CopyOptions;
import io.hawser.Entry;
import io.hawser.Location;
import io.hawser.Outcome;
import io.hawser.StoreException;
import io.hawser.Transfer;
import io.hawser.TransferListener;
import io.hawser.testkit.MemoryStore.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** However copies to and from local files end, their threads and files end with them. */
@LeakChecked
class EngineLeakTest {
    private static final Content CONTENT = Content.random(1, 3_000_000);

    @TempDir
    Path folder;

    private Location local(String name) {
        return Location.local(folder.resolve(name).toString());
    }

    private Transfer fetch(Copies copies, CopyOptions options) {
        return copies.hawser.copy(
                Entry.file(copies.from.at(Copies.FILE)), local("file"), options, TransferListener.none(), null);
    }

    @Test
    void copiesThatSucceed() throws IOException {
        try (Copies copies = Copies.plain()) {
            copies.from.put(Copies.FILE, CONTENT);
            copies.from.script(FaultScript.cuts(1, 10_000, 500_000));
            assertThat(Copies.end(fetch(copies, Copies.OPTIONS))).isInstanceOf(Outcome.Copied.class);
            assertThat(CONTENT.mismatch(folder.resolve("file"))).isEmpty();
            Transfer back = copies.hawser.copy(local("file"), copies.to.at(Copies.FILE), Copies.OPTIONS);
            copies.arrived(CONTENT, Copies.end(back));
        }
        assertThat(folder)
                .isDirectoryContaining(file -> file.endsWith("file"))
                .isDirectoryNotContaining("glob:**.hawser-*");
    }

    @Test
    void copiesThatFail() throws IOException {
        Files.writeString(folder.resolve("file"), "old");
        try (Copies copies = Copies.plain()) {
            copies.from.put(Copies.FILE, CONTENT);
            for (Operation operation : new Operation[] {Operation.OPEN, Operation.READ, Operation.CONFIRM}) {
                copies.from.failing(operation, 1, () -> new StoreException.Rejected("here", "no"));
                Copies.failure(StoreException.Rejected.class, Copies.end(fetch(copies, Copies.OPTIONS)));
            }
        }
        assertThat(folder.resolve("file")).hasContent("old");
        assertThat(folder).isDirectoryNotContaining("glob:**.hawser-*");
    }

    @Test
    void copiesThatAreCancelled() throws IOException {
        Files.writeString(folder.resolve("file"), "old");
        try (Copies copies = Copies.standing()) {
            copies.from.put(Copies.FILE, CONTENT);
            copies.from.script(FaultScript.every(new Fault.StallAfter(10_000)));
            Transfer transfer = fetch(copies, Copies.OPTIONS);
            Eventually.holds(() -> transfer.progress().bytes() == 40_000, () -> "" + transfer.progress());
            transfer.cancel();
            assertThat(Copies.end(transfer)).isInstanceOf(Outcome.Cancelled.class);
            // Done means cleaned up, without waiting for the engine to be closed.
            assertThat(OpenResources.filesBelow(folder)).isEmpty();
        }
        assertThat(folder.resolve("file")).hasContent("old");
    }
}
